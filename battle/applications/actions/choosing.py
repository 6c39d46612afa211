"""The organiser shortlists, picks the finalists and sets their running order."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from battle.applications.enums import State
from battle.applications.models import Application
from battle.applications.queries import finalists, received
from battle.editions.models import Edition
from battle.problems import Refused

# Places are moved out of the way first: the constraint that no two share one is checked row by row.
ASIDE = 1000


def shortlist(*, edition: Edition, keys: Sequence[str]) -> int:
    """Put applications on the shortlist; returns how many moved.

    Raises
    ------
    Refused : ``unknown_application``, or ``is_finalist`` for one on the running order.
    """
    return _move(edition, keys, State.SHORTLISTED)


def decline(*, edition: Edition, keys: Sequence[str]) -> int:
    """Mark applications as not selected; returns how many moved. Nobody is written to.

    Raises
    ------
    Refused : ``unknown_application``, or ``is_finalist`` for one on the running order.
    """
    return _move(edition, keys, State.DECLINED)


def restore(*, edition: Edition, keys: Sequence[str]) -> int:
    """Put applications back to where they began; returns how many moved.

    Raises
    ------
    Refused : ``unknown_application``, or ``is_finalist`` for one on the running order.
    """
    return _move(edition, keys, State.SUBMITTED)


@transaction.atomic
def pick_finalists(*, edition: Edition, keys: Sequence[str]) -> list[Application]:
    """Make exactly these the finalists: those who were keep their order, new ones follow, others are shortlisted again.

    Raises
    ------
    Refused : ``unknown_application``, ``too_many_finalists`` or ``show_opened``.
    """
    edition = _lock(edition)
    _require_not_opened(edition)
    _find_all(edition, keys)
    wanted = list(dict.fromkeys(keys))
    if len(wanted) > edition.finalists_wanted:
        message = _("This battle has %(wanted)d places; %(chosen)d were chosen.")
        told = {"wanted": edition.finalists_wanted, "chosen": len(wanted)}
        raise Refused("too_many_finalists", message % told, field="keys")
    before = list(finalists(edition).values_list("key", flat=True))
    order = [key for key in before if key in wanted] + [key for key in wanted if key not in before]
    finalists(edition).exclude(key__in=wanted).update(state=State.SHORTLISTED, running_order=None)
    _write_order(edition, order)
    return list(finalists(edition))


@transaction.atomic
def set_running_order(*, edition: Edition, keys: Sequence[str]) -> list[Application]:
    """Let the finalists come on stage in this order.

    Raises
    ------
    Refused : ``not_the_finalists`` where the keys are not exactly the finalists', ``show_opened``.
    """
    edition = _lock(edition)
    _require_not_opened(edition)
    if sorted(keys) != sorted(finalists(edition).values_list("key", flat=True)):
        message = _("The running order must name each finalist once, and nobody else.")
        raise Refused("not_the_finalists", message, field="keys")
    _write_order(edition, keys)
    return list(finalists(edition))


@transaction.atomic
def _move(edition: Edition, keys: Sequence[str], state: State) -> int:
    edition = _lock(edition)
    found = _find_all(edition, keys)
    if any(application.state == State.FINALIST for application in found):
        message = _("A finalist must be taken off the running order first.")
        raise Refused("is_finalist", message, field="keys")
    pks = [application.pk for application in found if application.state != state]
    return Application.objects.filter(pk__in=pks).update(state=state)


def _lock(edition: Edition) -> Edition:
    """Two organisers at once choose one after the other."""
    return Edition.objects.select_for_update().get(pk=edition.pk)


def _require_not_opened(edition: Edition) -> None:
    # The model is pinned when the show is opened, and from then on the show's log carries the running order.
    if edition.jury_model and not edition.is_demo:
        raise Refused(
            "show_opened", _("The show has been opened; its running order can no longer be changed.")
        )


def _find_all(edition: Edition, keys: Sequence[str]) -> list[Application]:
    found = list(received(edition).exclude(state=State.WITHDRAWN).filter(key__in=keys))
    if len(found) != len(set(keys)):
        message = _("One of these applications does not belong to this battle.")
        raise Refused("unknown_application", message, field="keys", http_status=422)
    return found


def _write_order(edition: Edition, keys: Sequence[str]) -> None:
    finalists(edition).update(running_order=F("running_order") + ASIDE)
    for place, key in enumerate(keys, start=1):
        Application.objects.filter(edition=edition, key=key).update(state=State.FINALIST, running_order=place)
