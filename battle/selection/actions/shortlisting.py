"""The humans choose their shortlist and lock it; only then the jury may speak."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from battle.accounts.models import User
from battle.applications.actions import choosing
from battle.applications.enums import State
from battle.applications.models import Application
from battle.applications.queries import received
from battle.editions.models import Edition
from battle.problems import Refused
from battle.reviews import actions as reviews
from battle.selection.models import Opinion, Pick, Shortlist
from battle.selection.queries.lists import CHOSEN
from scoring import service

MOST_REASON = 300


@transaction.atomic
def pick(*, edition: Edition, keys: Sequence[str]) -> int:
    """Put applications on the humans' shortlist; returns how many were not on it.

    Raises
    ------
    Refused : ``shortlist_locked``, or as `applications.actions.shortlist`.
    """
    edition = choosing.lock_edition(edition)
    _require_unlocked(edition)
    return choosing.shortlist(edition=edition, keys=keys)


@transaction.atomic
def unpick(*, edition: Edition, keys: Sequence[str]) -> int:
    """Take applications off the humans' shortlist; returns how many were on it.

    Raises
    ------
    Refused : ``shortlist_locked``, or as `applications.actions.restore`.
    """
    edition = choosing.lock_edition(edition)
    _require_unlocked(edition)
    on_it = received(edition).filter(key__in=keys, state=State.SHORTLISTED).values_list("key", flat=True)
    return choosing.restore(edition=edition, keys=list(on_it))


@transaction.atomic
def lock_shortlist(*, edition: Edition, by: User, now: datetime) -> Shortlist:
    """Fix the humans' choice: reviews are closed, and from now on the jury's opinion is computed and can be seen.

    Raises
    ------
    Refused : ``already_locked``, or ``nothing_shortlisted``.
    """
    edition = choosing.lock_edition(edition)
    shortlist, _created = Shortlist.objects.get_or_create(edition=edition)
    if shortlist.locked_at:
        raise Refused("already_locked", _("The shortlist has been locked already."))
    chosen = list(Application.objects.filter(edition=edition, state__in=CHOSEN).values_list("pk", flat=True))
    if not chosen:
        raise Refused("nothing_shortlisted", _("Put at least one application on the shortlist first."))
    shortlist.locked_at, shortlist.locked_by, shortlist.reason = now, by, ""
    shortlist.model = _jury_of(edition)
    shortlist._change_reason = "locked"  # type: ignore[attr-defined]
    shortlist.save()
    Pick.objects.bulk_create([Pick(shortlist=shortlist, application_id=pk) for pk in chosen], batch_size=500)
    reviews.close_reviews(edition=edition, now=now)
    return shortlist


@transaction.atomic
def unlock_shortlist(*, edition: Edition, reason: str) -> Shortlist:
    """Open the humans' choice again, for a reason that is kept. The jury's list is hidden, and marked as seen.

    Raises
    ------
    Refused : ``not_locked``, or ``reason_missing`` or ``reason_too_long`` (reason).
    """
    edition = choosing.lock_edition(edition)
    shortlist = Shortlist.objects.filter(edition=edition, locked_at__isnull=False).first()
    if shortlist is None:
        raise Refused("not_locked", _("The shortlist is not locked."))
    reason = " ".join(reason.split())
    if not reason:
        message = _("Say why, for whoever asks later how the finalists were chosen.")
        raise Refused("reason_missing", message, field="reason", http_status=422)
    if len(reason) > MOST_REASON:
        message = _("Use at most %(most)d characters.") % {"most": MOST_REASON}
        raise Refused("reason_too_long", message, field="reason", http_status=422)
    if Opinion.objects.filter(edition=edition).exists():
        shortlist.opened_at = shortlist.opened_at or shortlist.locked_at
    shortlist.locked_at, shortlist.locked_by, shortlist.reason = None, None, reason
    shortlist._change_reason = reason[:100]  # type: ignore[attr-defined]
    shortlist.save()
    shortlist.picks.all().delete()
    reviews.reopen_reviews(edition=edition)
    return shortlist


def _require_unlocked(edition: Edition) -> None:
    if Shortlist.objects.filter(edition=edition, locked_at__isnull=False).exists():
        message = _("The shortlist is locked. Unlock it first; that needs a reason.")
        raise Refused("shortlist_locked", message)


def _jury_of(edition: Edition) -> str:
    """The edition's own jury, or the present champion; empty as long as there is none."""
    try:
        return edition.jury_model or service.champion().version
    except service.NoJuryModel:
        return ""
