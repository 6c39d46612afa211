"""The organiser shortlists, picks the finalists and sets their running order.

By hand, and at once: nobody is written to. Decisions that are planned, applied together and told by letter are the
selection room's; it moves applications by what stands here (`lock_edition`, `put_in_state`, `add_finalist`).
"""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from simple_history.utils import bulk_update_with_history

from battle.applications.enums import State
from battle.applications.models import Application
from battle.applications.queries import finalists, received
from battle.editions.models import Edition
from battle.problems import Refused

# Places are moved out of the way first: the constraint that no two share one is checked row by row.
ASIDE = 1000
AT_ONCE = 500


def shortlist(*, edition: Edition, keys: Sequence[str]) -> int:
    """Put applications on the shortlist; returns how many moved.

    Raises
    ------
    Refused : ``unknown_application``, ``is_withdrawn``, ``is_finalist`` (on the running order) or ``is_invited``.
    """
    return _move(edition, keys, State.SHORTLISTED)


def decline(*, edition: Edition, keys: Sequence[str]) -> int:
    """Mark applications as not selected; returns how many moved. Nobody is written to.

    Raises
    ------
    Refused : ``unknown_application``, ``is_withdrawn``, ``is_finalist`` (on the running order) or ``is_invited``.
    """
    return _move(edition, keys, State.DECLINED)


def restore(*, edition: Edition, keys: Sequence[str]) -> int:
    """Put applications back to where they began; returns how many moved.

    Raises
    ------
    Refused : ``unknown_application``, ``is_withdrawn``, ``is_finalist`` (on the running order) or ``is_invited``.
    """
    return _move(edition, keys, State.SUBMITTED)


@transaction.atomic
def pick_finalists(*, edition: Edition, keys: Sequence[str]) -> list[Application]:
    """Make exactly these the finalists: those who were keep their order, new ones follow, others are shortlisted again.

    Raises
    ------
    Refused : ``unknown_application``, ``is_withdrawn``, ``is_invited`` for one that has still to answer,
        ``too_many_finalists``, ``places_held`` where invitations hold the others, or ``show_opened``.
    """
    edition = lock_edition(edition)
    require_not_opened(edition)
    _require_nobody_invited(_find_all(edition, keys))
    wanted = list(dict.fromkeys(keys))
    if len(wanted) > edition.finalists_wanted:
        message = _("This battle has %(wanted)d places; %(chosen)d were chosen.")
        told = {"wanted": edition.finalists_wanted, "chosen": len(wanted)}
        raise Refused("too_many_finalists", message % told, field="keys")
    _require_places_not_held(edition, len(wanted))
    before = list(finalists(edition).values_list("key", flat=True))
    order = [key for key in before if key in wanted] + [key for key in wanted if key not in before]
    put_in_state(finalists(edition).exclude(key__in=wanted), State.SHORTLISTED)
    _write_order(edition, order)
    return list(finalists(edition))


@transaction.atomic
def set_running_order(*, edition: Edition, keys: Sequence[str]) -> list[Application]:
    """Let the finalists come on stage in this order.

    Raises
    ------
    Refused : ``not_the_finalists`` where the keys are not exactly the finalists', ``show_opened``.
    """
    edition = lock_edition(edition)
    require_not_opened(edition)
    if sorted(keys) != sorted(finalists(edition).values_list("key", flat=True)):
        message = _("The running order must name each finalist once, and nobody else.")
        raise Refused("not_the_finalists", message, field="keys")
    _write_order(edition, keys)
    return list(finalists(edition))


def lock_edition(edition: Edition) -> Edition:
    """Whoever chooses for an edition does so one after the other. Only inside a transaction.

    The lock leaves the edition's key alone: on PostgreSQL whoever writes a review or a letter of the edition would wait
    for a lock of the whole row, and the lock of the shortlist waits for the reviews: both would wait for ever.
    """
    return Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)


def order_is_fixed(edition: Edition) -> bool:
    """Whether the show has been opened. The model is pinned then, and the show's log carries the running order."""
    return bool(edition.jury_model) and not edition.is_demo


def require_not_opened(edition: Edition) -> None:
    """The running order can change.

    Raises
    ------
    Refused : ``show_opened``.
    """
    if order_is_fixed(edition):
        raise Refused(
            "show_opened", _("The show has been opened; its running order can no longer be changed.")
        )


def put_in_state(applications: Iterable[Application], state: State) -> int:
    """Move applications to a state without a place on the running order; returns how many. Only under the lock."""
    moved = list(applications)
    for application in moved:
        application.state, application.running_order = state, None
    # One value for all: a plain update is many times faster for thousands than one value a row.
    for start in range(0, len(moved), AT_ONCE):
        keys = [application.pk for application in moved[start : start + AT_ONCE]]
        Application.objects.filter(pk__in=keys).update(state=state, running_order=None)
    bulk_update_with_history(moved, Application, [], batch_size=AT_ONCE)
    return len(moved)


def add_finalist(application: Application) -> None:
    """Put an application at the end of the running order. Only under the lock."""
    last = finalists(application.edition).aggregate(last=Max("running_order"))["last"] or 0
    application.state, application.running_order = State.FINALIST, last + 1
    _write([application])


@transaction.atomic
def _move(edition: Edition, keys: Sequence[str], state: State) -> int:
    edition = lock_edition(edition)
    found = _find_all(edition, keys)
    if any(application.state == State.FINALIST for application in found):
        message = _("A finalist must be taken off the running order first.")
        raise Refused("is_finalist", message, field="keys")
    _require_nobody_invited(found)
    return put_in_state((application for application in found if application.state != state), state)


def _require_nobody_invited(found: Sequence[Application]) -> None:
    if any(application.state == State.INVITED for application in found):
        message = _("An invited startup keeps its place until it answers or its invitation is taken back.")
        raise Refused("is_invited", message, field="keys")


def _require_places_not_held(edition: Edition, finalists_then: int) -> None:
    held = Application.objects.filter(edition=edition, state=State.INVITED).count()
    if finalists_then + held > edition.finalists_wanted:
        message = ngettext(
            "%(held)d place is held by an invitation that is not answered yet.",
            "%(held)d places are held by invitations that are not answered yet.",
            held,
        )
        raise Refused("places_held", message % {"held": held}, field="keys")


def _find_all(edition: Edition, keys: Sequence[str]) -> list[Application]:
    found = list(received(edition).filter(key__in=keys))
    if len(found) != len(set(keys)):
        message = _("One of these applications does not belong to this battle.")
        raise Refused("unknown_application", message, field="keys", http_status=422)
    if gone := next((one for one in found if one.state == State.WITHDRAWN), None):
        message = _("%(company)s has withdrawn its application.")
        raise Refused("is_withdrawn", message % {"company": gone.company}, field="keys")
    return found


def _write(applications: Sequence[Application]) -> None:
    bulk_update_with_history(applications, Application, ["state", "running_order"], batch_size=AT_ONCE)


def _write_order(edition: Edition, keys: Sequence[str]) -> None:
    finalists(edition).update(running_order=F("running_order") + ASIDE)
    found = {one.key: one for one in Application.objects.filter(edition=edition, key__in=keys)}
    for place, key in enumerate(keys, start=1):
        found[key].state, found[key].running_order = State.FINALIST, place
    _write([found[key] for key in keys])
