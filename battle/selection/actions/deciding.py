"""Organisers decide about applications: plans, until they are applied together."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from battle.applications.actions import choosing
from battle.applications.enums import HOLDING, State
from battle.applications.models import Application
from battle.applications.queries import received
from battle.editions.models import Edition
from battle.problems import Refused
from battle.selection.enums import Verdict
from battle.selection.models import Decision
from battle.selection.queries.plan import undecided

# Where an application stands once a verdict was applied and nothing else has happened.
SETTLED = {Verdict.RESERVE: State.RESERVE, Verdict.DECLINED: State.DECLINED}
AT_ONCE = 500


@transaction.atomic
def decide(*, edition: Edition, keys: Sequence[str], verdict: Verdict) -> int:
    """Plan the same for some applications; returns how many plans changed. Nobody is told and nothing moves yet.

    Raises
    ------
    Refused : ``unknown_application``, ``is_withdrawn``, ``is_finalist`` or ``is_invited``.
    """
    edition = choosing.lock_edition(edition)
    found = _require_open(edition, keys)
    before = {one.application_id: one for one in Decision.objects.filter(application__in=found)}
    rank = _last_rank(edition)
    made: list[Decision] = []
    changed: list[Decision] = []
    for application in found:
        decision = before.get(application.pk)
        settled = decision is not None and decision.applied == verdict and _stands(application, verdict)
        if decision is not None and decision.verdict == verdict and (settled or decision.is_pending):
            continue
        decision = decision or Decision(application=application, edition=edition)
        decision.verdict, decision.rank = verdict, None
        # Applied before, but the application has moved since: it is to be done again.
        decision.applied = decision.applied if settled else ""
        if verdict == Verdict.RESERVE:
            decision.rank = rank = rank + 1
        (changed if decision.pk else made).append(decision)
    bulk_create_with_history(made, Decision, batch_size=AT_ONCE)
    bulk_update_with_history(changed, Decision, ["verdict", "rank", "applied"], batch_size=AT_ONCE)
    return len(made) + len(changed)


@transaction.atomic
def decide_others(*, edition: Edition) -> int:
    """Plan “not selected” for everybody who was not decided about; returns how many.

    Who was declined by hand at the desk is among them: that told nobody.
    """
    keys = list(undecided(choosing.lock_edition(edition), by_hand=True).values_list("key", flat=True))
    return decide(edition=edition, keys=keys, verdict=Verdict.DECLINED)


@transaction.atomic
def undo_decision(*, edition: Edition, keys: Sequence[str]) -> int:
    """Take plans back that were not applied; returns how many. What was applied before stands again."""
    edition = choosing.lock_edition(edition)
    found = Decision.objects.filter(edition=edition, application__key__in=keys).select_related("application")
    pending, changed, rank = [one for one in found if one.is_pending], [], _last_rank(edition)
    for decision in pending:
        before = next((verdict for verdict in SETTLED if _stands(decision.application, verdict)), None)
        if before is None or not decision.round:
            decision.delete()
            continue
        decision.verdict = decision.applied = before
        if before == Verdict.RESERVE:
            decision.rank = rank = decision.rank or rank + 1
        else:
            decision.rank = None
        changed.append(decision)
    bulk_update_with_history(changed, Decision, ["verdict", "rank", "applied"], batch_size=AT_ONCE)
    return len(pending)


@transaction.atomic
def move_reserve(*, edition: Edition, key: str, step: int) -> None:
    """Move a reserve up (-1) or down (+1) in the order in which reserves are invited.

    Raises
    ------
    Refused : ``not_a_reserve``.
    """
    edition = choosing.lock_edition(edition)
    reserves = list(
        Decision.objects.filter(edition=edition, verdict=Verdict.RESERVE)
        .exclude(application__state__in=[*HOLDING, State.WITHDRAWN])
        .select_related("application")
        .order_by("rank", "pk")
    )
    place = next((at for at, one in enumerate(reserves) if one.application.key == key), None)
    if place is None:
        raise Refused("not_a_reserve", _("This startup is not among the reserves."))
    reserves.insert(max(0, place + step), reserves.pop(place))
    changed = []
    for rank, decision in enumerate(reserves, start=1):
        if decision.rank != rank:
            decision.rank = rank
            changed.append(decision)
    bulk_update_with_history(changed, Decision, ["rank"], batch_size=AT_ONCE)


def _require_open(edition: Edition, keys: Sequence[str]) -> list[Application]:
    found: dict[str, Application] = {}
    wanted = list(dict.fromkeys(keys))
    for start in range(0, len(wanted), AT_ONCE):
        some = received(edition).filter(key__in=wanted[start : start + AT_ONCE])
        found |= {one.key: one for one in some.only("key", "company", "state", "edition")}
    if len(found) != len(wanted):
        message = _("One of these applications does not belong to this battle.")
        raise Refused("unknown_application", message, field="keys", http_status=422)
    for one in found.values():
        _require_not_settled(one)
    return [found[key] for key in wanted]


def _require_not_settled(application: Application) -> None:
    told = {"company": application.company}
    match application.state:
        case State.WITHDRAWN:
            raise Refused(
                "is_withdrawn", _("%(company)s has withdrawn its application.") % told, field="keys"
            )
        case State.FINALIST:
            message = _("%(company)s is a finalist; take it off the running order first.")
            raise Refused("is_finalist", message % told, field="keys")
        case State.INVITED:
            message = _("%(company)s is invited; wait for its answer, or take the invitation back first.")
            raise Refused("is_invited", message % told, field="keys")


def _stands(application: Application, verdict: Verdict) -> bool:
    return verdict in SETTLED and application.state == SETTLED[verdict]


def _last_rank(edition: Edition) -> int:
    ranks = Decision.objects.filter(edition=edition, verdict=Verdict.RESERVE).aggregate(last=Max("rank"))
    return ranks["last"] or 0
