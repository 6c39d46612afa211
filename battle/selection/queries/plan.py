"""What was decided and what applying it would do."""

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from battle.applications.enums import HOLDING, State
from battle.applications.models import Application
from battle.applications.queries import received
from battle.editions.models import Edition
from battle.selection.enums import Verdict
from battle.selection.queries.lists import NAMED

PENDING = Q(decision__isnull=False) & ~Q(decision__verdict=F("decision__applied"))
# Who can still be decided about: neither gone nor with a place.
OPEN = ~Q(state__in=[State.WITHDRAWN, *HOLDING])
UNDECIDED = Q(state__in=[State.SUBMITTED, State.SHORTLISTED], anonymised_at__isnull=True) & (
    Q(decision__isnull=True) | Q(decision__verdict=F("decision__applied"))
)
# Declined at the desk, which wrote to nobody.
BY_HAND = Q(state=State.DECLINED, decision__isnull=True, anonymised_at__isnull=True)
MOST_NAMED = 30


@dataclass(frozen=True, slots=True)
class Plan:
    """What applying the decisions now would do.

    Attributes
    ----------
    invited, reserves : the applications, reserves in the order in which they are invited later.
    declined : how many get the answer that they were not selected.
    undecided : how many are left without a decision; the first of them are in `forgotten`.
    by_hand : how many were marked as not selected at the desk, which wrote to nobody.
    withdrawn : how many were decided about and have withdrawn since.
    taken : places of the show that are given away already.
    """

    wanted: int
    taken: int
    invited: list[Application]
    reserves: list[Application]
    declined: int
    undecided: int
    forgotten: list[Application]
    by_hand: int
    withdrawn: int

    @property
    def letters(self) -> int:
        return len(self.invited) + len(self.reserves) + self.declined

    @property
    def too_many(self) -> int:
        return max(0, self.taken + len(self.invited) - self.wanted)

    @property
    def free_after(self) -> int:
        return max(0, self.wanted - self.taken - len(self.invited))


def places_taken(edition: Edition) -> int:
    """How many places of the show are given away: to finalists, and to who is invited."""
    return Application.objects.filter(edition=edition, state__in=HOLDING).count()


def pending(edition: Edition) -> QuerySet[Application]:
    """Applications with a decision that was not applied; withdrawn ones are left alone."""
    return (
        received(edition).filter(PENDING).exclude(state__in=[State.WITHDRAWN, State.FINALIST, State.INVITED])
    )


def undecided(edition: Edition, *, by_hand: bool = False) -> QuerySet[Application]:
    """Who was not decided about; with `by_hand` also those declined at the desk, whom nobody has told."""
    waiting = UNDECIDED | BY_HAND if by_hand else UNDECIDED
    return received(edition).filter(waiting).order_by("pk")


def plan_of(edition: Edition, *, name_forgotten: bool = True) -> Plan:
    """What applying would do, as it stands now."""
    counted = received(edition).aggregate(
        taken=Count("pk", filter=Q(state__in=HOLDING)),
        declined=Count("pk", filter=PENDING & OPEN & Q(decision__verdict=Verdict.DECLINED)),
        undecided=Count("pk", filter=UNDECIDED),
        by_hand=Count("pk", filter=BY_HAND),
        withdrawn=Count("pk", filter=PENDING & Q(state=State.WITHDRAWN)),
    )
    named = pending(edition).exclude(decision__verdict=Verdict.DECLINED).select_related("decision")
    places = list(named.only(*NAMED).order_by("decision__rank", "pk"))
    ask = name_forgotten and counted["undecided"]
    forgotten = undecided(edition).only("key", "company", "state")[:MOST_NAMED] if ask else []
    return Plan(
        wanted=edition.finalists_wanted,
        invited=[one for one in places if one.decision.verdict == Verdict.FINALIST],
        reserves=[one for one in places if one.decision.verdict == Verdict.RESERVE],
        forgotten=list(forgotten),
        **counted,
    )


SHOWS = ("", "undecided", "decided", "all")


def candidates(edition: Edition, show: str) -> QuerySet[Application]:
    """Who can be decided about, best known first: by default who is on the shortlist or was decided about."""
    everybody = received(edition).select_related("decision").only(*NAMED)
    found = everybody.exclude(state=State.WITHDRAWN).order_by(
        F("decision__verdict").asc(nulls_first=True), "pk"
    )
    match show:
        case "undecided":
            return undecided(edition).select_related("decision").only(*NAMED)
        case "decided":
            return found.filter(decision__isnull=False)
        case "all":
            return found
    return found.filter(Q(decision__isnull=False) | ~Q(state__in=[State.SUBMITTED, State.DECLINED]))


def reserves_planned(edition: Edition) -> list[Application]:
    """The reserves, planned and applied, in the order in which they are invited."""
    found = received(edition).filter(decision__verdict=Verdict.RESERVE)
    found = found.exclude(state__in=[*HOLDING, State.WITHDRAWN]).select_related("decision")
    return list(found.only(*NAMED).order_by("decision__rank", "pk"))
