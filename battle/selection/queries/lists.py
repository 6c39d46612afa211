"""The humans' list, and once it is locked the jury's beside it."""

import heapq
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.core.cache import cache

from battle.applications.enums import State
from battle.applications.models import Application
from battle.applications.queries import received
from battle.editions.models import Edition
from battle.reviews.models import ReviewRound
from battle.reviews.queries import standings
from battle.selection.agreement import Agreement, agreement
from battle.selection.models import Opinion, Pick, Shortlist

# As much of an application as a list shows.
NAMED = ("key", "company", "one_liner", "state", "decision__verdict", "decision__rank", "decision__applied")
# Who was chosen by people stands on their list, however far the choice has gone.
CHOSEN = (State.SHORTLISTED, State.INVITED, State.FINALIST, State.RESERVE)
# A disagreement is told where the two lists are this far apart, as a share of all that both have ranked.
APART = 0.25
MOST_TOLD = 5
KEPT_FOR = 24 * 3600
# What reviewers think of one application, as it is kept: reads, mean, corrected mean, spread.
Figures = tuple[int, float | None, float | None, float | None]
UNREAD: Figures = (0, None, None, None)


def is_locked(edition: Edition) -> bool:
    """Whether the humans' choice is locked, so that the jury's opinion may be computed and shown to organisers."""
    return Shortlist.objects.filter(edition=edition, locked_at__isnull=False).exists()


def shortlist_of(edition: Edition) -> Shortlist:
    """The edition's shortlist; one that is not saved yet where nobody has touched it."""
    found = Shortlist.objects.select_related("locked_by").filter(edition=edition).first()
    return found or Shortlist(edition=edition)


def on_shortlist(edition: Edition) -> set[int]:
    """The applications on the humans' list: as it was locked, or as it stands while it is open."""
    picked = set(Pick.objects.filter(shortlist__edition=edition).values_list("application_id", flat=True))
    if picked:
        return picked
    return set(received(edition).filter(state__in=CHOSEN).values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class Line:
    """One application on both lists.

    Attributes
    ----------
    mean : what the reviewers think, corrected for severity or not as it was asked for; None without a read.
    human_rank, jury_rank : from 1, equal ones share the better rank; None without a read, or without a score yet.
    """

    application_id: int
    reads: int
    mean: float | None
    spread: float | None
    human_rank: int | None = None
    jury_rank: int | None = None
    opinion: Opinion | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """How far the jury has come."""

    done: int
    wanted: int


@dataclass(slots=True)
class Lists:
    """The orders of an edition's applications by id, without the applications: there may be 20,000.

    Attributes
    ----------
    human, jury : the ids, best first; who was not read, or not scored, comes last on the humans' and not on the jury's.
    means, scores : what the orders are by.
    banded : how many scores have their band already.
    """

    human: list[int]
    figures: dict[int, Figures]
    means: dict[int, float]
    human_rank: dict[int, int]
    scores: dict[int, float] = field(default_factory=dict)
    jury: list[int] = field(default_factory=list)
    jury_rank: dict[int, int] = field(default_factory=dict)
    banded: int = 0

    @property
    def unread(self) -> int:
        return len(self.human) - len(self.means)

    def in_jurys_order(self) -> list[int]:
        """Everybody, those without a score last."""
        return [*self.jury, *(pk for pk in self.human if pk not in self.scores)]

    def reading(self) -> Reading:
        """How many applications the jury has read, of those that it will read."""
        return Reading(self.banded, len(self.human))

    def agreement(self) -> Agreement:
        return agreement([(self.means[pk], self.scores[pk]) for pk in self._both()])

    def disagreements(self) -> tuple[list[int], list[int]]:
        """Where they are furthest apart: whom the jury places much higher, and whom the reviewers do."""
        both = self._both()
        least = max(1.0, APART * (len(both) - 1))
        apart = {pk: self.human_rank[pk] - self.jury_rank[pk] for pk in both}
        higher = heapq.nlargest(MOST_TOLD, both, key=apart.__getitem__)
        lower = heapq.nsmallest(MOST_TOLD, both, key=apart.__getitem__)
        return [pk for pk in higher if apart[pk] >= least], [pk for pk in lower if apart[pk] <= -least]

    def lines(self, keys: Iterable[int], *, with_jury: bool) -> dict[int, Line]:
        """The lines of some applications, with all of the jury's opinion where that may be told."""
        wanted = list(dict.fromkeys(keys))
        opinions: dict[int, Opinion] = {}
        if with_jury:
            found = Opinion.objects.filter(application_id__in=[pk for pk in wanted if pk in self.scores])
            opinions = {opinion.application_id: opinion for opinion in found}
        return {pk: self._line(pk, opinions.get(pk)) for pk in wanted}

    def _line(self, pk: int, opinion: Opinion | None) -> Line:
        reads, _mean, _corrected, spread = self.figures.get(pk, UNREAD)
        human, jury = self.human_rank.get(pk), self.jury_rank.get(pk)
        return Line(pk, reads, self.means.get(pk), spread, human, jury, opinion)

    def _both(self) -> list[int]:
        return [pk for pk in self.human if pk in self.means and pk in self.scores]


def human_list(edition: Edition, *, corrected: bool = True) -> Lists:
    """Every application in the reviewers' order; unread ones come last."""
    figures = _figures(edition)
    which = 2 if corrected else 1
    there = list(received(edition).exclude(state=State.WITHDRAWN).order_by("pk").values_list("pk", flat=True))
    means = {pk: mean for pk in there if (mean := figures.get(pk, UNREAD)[which]) is not None}
    # Sorting is stable: equal means stay in the order of their ids.
    read = sorted(means, key=means.__getitem__, reverse=True)
    human = [*read, *(pk for pk in there if pk not in means)]
    return Lists(human, figures, means, _ranks(read, means))


def two_lists(shortlist: Shortlist, *, corrected: bool = True) -> Lists:
    """The humans' list with what the jury thinks; nothing of the jury's before the lock, whoever asks."""
    lists = human_list(shortlist.edition, corrected=corrected)
    if not shortlist.locked_at:
        return lists
    there = set(lists.human)
    opinions = Opinion.objects.filter(edition=shortlist.edition, model=shortlist.model)
    for pk, score, low in opinions.order_by("-score", "application_id").values_list(
        "application_id", "score", "low"
    ):
        if pk in there:
            lists.scores[pk] = score
            lists.banded += low is not None
    lists.jury = list(lists.scores)
    lists.jury_rank = _ranks(lists.jury, lists.scores)
    return lists


def named(keys: Iterable[int]) -> dict[int, Application]:
    """Some applications by id, as much of them as a list shows, and whether they were on the locked shortlist."""
    found = Application.objects.select_related("decision", "pick").only(*NAMED, "pick__shortlist")
    return found.in_bulk(list(keys))


def counts(edition: Edition) -> dict[str, int]:
    """How many applications are in which state."""
    counted = Counter(received(edition).order_by().values_list("state", flat=True))
    return {state: counted[state] for state in State.values}


def _figures(edition: Edition) -> dict[int, Figures]:
    """What the reviewers think of each application that was read, kept until a review counts differently."""
    counted = ReviewRound.objects.filter(edition=edition).values_list("pk", "version").first()
    if counted is None:
        return {}
    key = f"selection.figures:{counted[0]}:{counted[1]}"
    kept: dict[int, Figures] | None = cache.get(key)
    if kept is None:
        kept = {
            its.application_id: (its.reads, its.mean, its.corrected_mean, its.spread)
            for its in standings(edition)
            if its.reads
        }
        cache.set(key, kept, KEPT_FOR)
    return kept


def _ranks(order: Sequence[int], values: dict[int, float]) -> dict[int, int]:
    """Ranks from 1 of ids in the order of their falling values; equal ones share the better rank."""
    ranks: dict[int, int] = {}
    before, rank = None, 0
    for place, pk in enumerate(order, start=1):
        if values[pk] != before:
            before, rank = values[pk], place
        ranks[pk] = rank
    return ranks
