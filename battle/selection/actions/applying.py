"""The decisions are applied together: states change and letters are due in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from battle.applications.actions import choosing
from battle.applications.enums import State
from battle.applications.models import Application
from battle.editions.models import Edition
from battle.problems import Refused
from battle.selection.actions.letters import draft_letters
from battle.selection.enums import Verdict
from battle.selection.models import Decision, Invitation, Shortlist
from battle.selection.queries.plan import pending, places_taken, undecided

AT_ONCE = 500
STATES = {
    Verdict.FINALIST: State.INVITED,
    Verdict.RESERVE: State.RESERVE,
    Verdict.DECLINED: State.DECLINED,
}


@dataclass(frozen=True, slots=True)
class Applied:
    """How many applications got which answer, and how many letters lie in the outbox already."""

    invited: int
    reserves: int
    declined: int
    letters: int


def apply_decisions(
    *,
    edition: Edition,
    respond_by: datetime | None,
    answer_days: int,
    undecided_seen: int,
    now: datetime,
) -> Applied:
    """Carry out every decision that was not carried out before, all at once, and draft one letter for each.

    Parameters
    ----------
    respond_by : until when the invited have to answer; needed only where somebody is invited.
    answer_days : how long a reserve has that moves up later.
    undecided_seen : how many the organiser knows to be left out. With another number nobody is forgotten unseen.

    Raises
    ------
    Refused : ``show_opened``, ``nothing_to_apply``, ``too_many_finalists``, ``undecided`` (undecided_seen),
        ``respond_by_missing``, ``respond_by_past`` or ``respond_by_late`` (respond_by).
    """
    with transaction.atomic():
        edition = choosing.lock_edition(edition)
        choosing.require_not_opened(edition)
        # Held: who withdraws at this moment has either gone before, or learns that something was decided.
        held = pending(edition).select_for_update(of=("self",), no_key=True)
        found = list(held.select_related("decision").order_by("pk"))
        invited = [one for one in found if one.decision.verdict == Verdict.FINALIST]
        _require_sound(edition, found, len(invited), undecided_seen)
        if invited:
            _invite(edition, invited, _require_answerable(edition, respond_by, now), now)
        Shortlist.objects.update_or_create(edition=edition, defaults={"answer_days": answer_days})
        counts = {verdict: _carry_out(found, verdict, now) for verdict in Verdict}
    letters = draft_letters(edition=edition)
    return Applied(counts[Verdict.FINALIST], counts[Verdict.RESERVE], counts[Verdict.DECLINED], letters)


def _carry_out(found: Sequence[Application], verdict: Verdict, now: datetime) -> int:
    moved = [one for one in found if one.decision.verdict == verdict]
    choosing.put_in_state([one for one in moved if one.state != STATES[verdict]], STATES[verdict])
    decisions = [one.decision for one in moved]
    for decision in decisions:
        decision.applied, decision.applied_at = verdict, now
        decision.round, decision.letter_due = decision.round + 1, True
    for start in range(0, len(decisions), AT_ONCE):
        some = Decision.objects.filter(pk__in=[one.pk for one in decisions[start : start + AT_ONCE]])
        some.update(applied=verdict, applied_at=now, round=F("round") + 1, letter_due=True)
    bulk_update_with_history(decisions, Decision, [], batch_size=AT_ONCE)
    return len(decisions)


def _invite(edition: Edition, invited: Sequence[Application], respond_by: datetime, now: datetime) -> None:
    made = [
        Invitation(application=one, edition=edition, respond_by=respond_by, invited_at=now) for one in invited
    ]
    bulk_create_with_history(made, Invitation, batch_size=AT_ONCE)


def _require_sound(edition: Edition, found: Sequence[Application], invited: int, undecided_seen: int) -> None:
    if not found:
        raise Refused("nothing_to_apply", _("Every decision has been applied already."))
    too_many = places_taken(edition) + invited - edition.finalists_wanted
    if too_many > 0:
        message = ngettext(
            "The show has one place too few for these invitations.",
            "The show has %(count)d places too few for these invitations.",
            too_many,
        )
        raise Refused("too_many_finalists", message % {"count": too_many})
    if undecided(edition).count() != undecided_seen:
        message = _("Meanwhile the number of applications without a decision has changed. Look at it again.")
        raise Refused("undecided", message, field="undecided_seen")


def _require_answerable(edition: Edition, respond_by: datetime | None, now: datetime) -> datetime:
    problem = ("", "")
    if respond_by is None:
        problem = ("respond_by_missing", _("Say until when the invited have to answer."))
    elif respond_by <= now:
        problem = ("respond_by_past", _("This moment has passed already."))
    elif respond_by > edition.show_starts_at:
        problem = ("respond_by_late", _("The answers must be there before the show starts."))
    if respond_by is None or problem[0]:
        raise Refused(problem[0], problem[1], field="respond_by", http_status=422)
    return respond_by
