"""Handing out reads so that each application reaches the wanted number, and taking back what nobody reads."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _
from simple_history.utils import bulk_update_with_history

from battle.accounts.enums import Role
from battle.accounts.models import Membership, User
from battle.applications.models import Application
from battle.editions.models import Edition
from battle.problems import Refused
from battle.reviews.access import person_of
from battle.reviews.actions.locking import lock_round
from battle.reviews.closeness import found_between
from battle.reviews.enums import ConflictState, ReviewState
from battle.reviews.models import Conflict, Review, ReviewLabel, ReviewRound
from battle.reviews.queries import next_open, reviewers_of, to_read, with_loads

# Without letters that look like digits, and without vowels: no label is a word.
LETTERS = "23456789BCDFGHJKLMNPQRSTVWXYZ"
LABEL_LENGTH = 4
PRIME = 2**31 - 1
# How many of the neediest are looked through for one whose names are far enough from a blind reader's.
LOOKED_AT = 500


@transaction.atomic
def hand_out_next(*, edition: Edition, reviewer: User, now: datetime, after: str = "") -> Review | None:
    """What that person reads next: an open review other than the one labelled `after`, else a new one; None if nothing.

    A new one is the application with the fewest reads and promised reads, among those the one with the fewest
    reads, then by a draw of this reviewer's own. What is promised counts, so that readers who begin at the same time
    spread: reads differ by more than one only where who asks has read all that lag behind.

    Raises
    ------
    Refused : ``reviews_not_set_up``, ``reviews_closed``.
    """
    round_ = lock_round(edition)
    waiting = next_open(edition, reviewer, after=after)
    if waiting:
        return waiting
    application = _neediest(round_, reviewer)
    if application is None:
        return next_open(edition, reviewer)
    return _hand_out(round_, application, reviewer, now)


@transaction.atomic
def assign(*, edition: Edition, key: str, reviewer: User, now: datetime) -> Review:
    """An organiser gives an application to a reviewer, also beyond the wanted number of reads.

    Raises
    ------
    Refused : ``not_a_reviewer``, ``unknown_application``, ``recused``, ``already_assigned``, and those of the round.
    """
    round_ = lock_round(edition)
    if not reviewers_of(edition).filter(pk=reviewer.pk).exists():
        message = _("Only a reviewer of this battle can be given an application.")
        raise Refused("not_a_reviewer", message, field="reviewer", http_status=422)
    application = to_read(edition).filter(key=key).first()
    if application is None:
        message = _("This application is not among those to be read.")
        raise Refused("unknown_application", message, field="application", http_status=422)
    recused = Conflict.objects.filter(application=application, reviewer=reviewer, state=ConflictState.RECUSED)
    if recused.exists() or application.contact_email.lower() == reviewer.email:
        message = _("This reviewer is too close to the application.")
        raise Refused("recused", message, field="reviewer")
    if Review.objects.filter(
        application=application, reviewer=reviewer, state__in=[ReviewState.OPEN, ReviewState.SUBMITTED]
    ).exists():
        raise Refused("already_assigned", _("This reviewer has the application already."), field="reviewer")
    return _hand_out(round_, application, reviewer, now, by_organiser=True)


def give_back_stale(*, now: datetime) -> int:
    """Free what was not touched for too long, and what people hold who review no more; returns how many were freed."""
    freed = 0
    for round_ in ReviewRound.objects.filter(closed_at=None).select_related("edition"):
        if _stale(round_, now).exists():
            freed += _give_back(round_.edition, now)
    return freed


@transaction.atomic
def _give_back(edition: Edition, now: datetime) -> int:
    """Under the round's lock: of several workers one frees, and nobody submits in between."""
    stale = list(_stale(lock_round(edition, must_be_open=False), now))
    for review in stale:
        review.state = ReviewState.GIVEN_BACK
    if stale:
        bulk_update_with_history(
            stale, Review, ["state"], batch_size=500, default_change_reason="not read in time"
        )
    return len(stale)


def _stale(round_: ReviewRound, now: datetime):  # type: ignore[no-untyped-def]
    limit = now - timedelta(days=round_.give_back_after_days)
    still = Membership.objects.filter(
        user=OuterRef("reviewer"), edition=OuterRef("edition"), role=Role.REVIEWER
    )
    open_ones = Review.objects.filter(edition=round_.edition, state=ReviewState.OPEN)
    return open_ones.filter(touched_at__lt=limit) | open_ones.filter(~Exists(still))


def _neediest(round_: ReviewRound, reviewer: User) -> Application | None:
    """The application that this reviewer should read next.

    Who reads blind is not handed what lies close to them: the question whether they are in conflict would tell a name.
    An organiser still can.
    """
    mine = Review.objects.filter(application=OuterRef("pk"), reviewer=reviewer).exclude(
        state=ReviewState.GIVEN_BACK
    )
    recused = Conflict.objects.filter(
        application=OuterRef("pk"), reviewer=reviewer, state=ConflictState.RECUSED
    )
    neediest = (
        with_loads(to_read(round_.edition))
        .filter(~Exists(mine), ~Exists(recused), load__lt=round_.reads_wanted)
        .exclude(contact_email=reviewer.email)
        .order_by("load", "reads", (F("pk") * _factor(round_, reviewer)) % PRIME)
        .values_list("pk", flat=True)
    )
    if not round_.blind:
        return Application.objects.filter(pk__in=neediest[:1]).first()
    person = person_of(round_.edition, reviewer)
    for pk in neediest[:LOOKED_AT]:
        application = Application.objects.get(pk=pk)
        if not found_between(person, application):
            return application
    return None


def _factor(round_: ReviewRound, reviewer: User) -> int:
    """A number of this reviewer's own; multiplying ids by it modulo a prime shuffles them, each time the same way."""
    digest = hashlib.sha256(f"{round_.salt}:{reviewer.pk}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % (PRIME - 1) + 1


def _hand_out(
    round_: ReviewRound,
    application: Application,
    reviewer: User,
    now: datetime,
    *,
    by_organiser: bool = False,
) -> Review:
    _label(round_, application)
    review, _created = Review.objects.get_or_create(
        application=application,
        reviewer=reviewer,
        defaults={
            "edition": round_.edition,
            "by_organiser": by_organiser,
            "assigned_at": now,
            "touched_at": now,
        },
    )
    if review.state != ReviewState.OPEN:
        review.state, review.by_organiser = ReviewState.OPEN, by_organiser
        review.assigned_at = review.touched_at = now
        review.save()
    found = found_between(person_of(round_.edition, reviewer), application)
    if found:
        Conflict.objects.get_or_create(
            application=application,
            reviewer=reviewer,
            defaults={
                "edition": round_.edition,
                "kind": found[0],
                "found": found,
                "state": ConflictState.SUGGESTED,
                "created_at": now,
            },
        )
    return review


def _label(round_: ReviewRound, application: Application) -> None:
    """Give the application its label if it has none; the round's lock keeps two from drawing the same."""
    if ReviewLabel.objects.filter(application=application).exists():
        return
    while True:
        code = "".join(secrets.choice(LETTERS) for _place in range(LABEL_LENGTH))
        if not ReviewLabel.objects.filter(edition=round_.edition, code=code).exists():
            break
    ReviewLabel.objects.create(application=application, edition=round_.edition, code=code)
