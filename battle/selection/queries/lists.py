"""The humans' list, and once it is locked the jury's beside it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from battle.applications.enums import State
from battle.applications.models import Application
from battle.applications.queries import received
from battle.editions.models import Edition
from battle.reviews.queries import Standing, standings
from battle.selection.models import Opinion, Pick, Shortlist

# Who was chosen by people stands on their list, however far the choice has gone.
CHOSEN = (State.SHORTLISTED, State.INVITED, State.FINALIST, State.RESERVE)
# As much of an application as a list shows.
NAMED = ("key", "company", "one_liner", "state", "decision__verdict", "decision__rank", "decision__applied")
# A disagreement is told where the two lists are this far apart, as a share of all that both have ranked.
APART = 0.25
MOST_TOLD = 5


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


@dataclass(slots=True)
class Line:
    """One application on both lists.

    Attributes
    ----------
    mean : what the reviewers think, corrected for severity or not as it was asked for; None without a read.
    human_rank, jury_rank : from 1, equal ones share the better rank; None without a read, or without a score yet.
    picked : it was on the shortlist when that was locked.
    """

    application_id: int
    reads: int
    mean: float | None
    spread: float | None
    human_rank: int | None = None
    jury_rank: int | None = None
    picked: bool = False
    opinion: Opinion | None = None

    def apart(self, ranked: int) -> float:
        """How much better the jury places it than the reviewers, as a share of the ranked; 0 where one is missing."""
        if self.human_rank is None or self.jury_rank is None or ranked < 2:
            return 0.0
        return (self.human_rank - self.jury_rank) / (ranked - 1)


@dataclass(frozen=True, slots=True)
class Reading:
    """How far the jury has come."""

    done: int
    wanted: int


def human_list(edition: Edition, *, corrected: bool = True) -> list[Line]:
    """Every application in the reviewers' order; unread ones come last."""
    return _by_mean([_line(standing, corrected) for standing in standings(edition)])


def two_lists(shortlist: Shortlist, *, corrected: bool = True) -> list[Line]:
    """The humans' list with what the jury thinks; nothing of the jury's before the lock, whoever asks."""
    edition = shortlist.edition
    lines = human_list(edition, corrected=corrected)
    if not shortlist.locked_at:
        return lines
    opinions = {
        opinion.application_id: opinion
        for opinion in Opinion.objects.filter(edition=edition, model=shortlist.model)
    }
    picked = set(Pick.objects.filter(shortlist=shortlist).values_list("application_id", flat=True))
    for line in lines:
        line.opinion, line.picked = opinions.get(line.application_id), line.application_id in picked
    scored = sorted(
        (line for line in lines if line.opinion), key=lambda line: -line.opinion.score if line.opinion else 0
    )
    for line, rank in zip(scored, _ranks([_score(line) for line in scored]), strict=True):
        line.jury_rank = rank
    return lines


def reading(lines: Sequence[Line]) -> Reading:
    """How many applications the jury has read, of those that it will read."""
    return Reading(sum(1 for line in lines if line.opinion and line.opinion.low is not None), len(lines))


def disagreements(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """Where the lists are furthest apart: whom the jury places much higher, and whom the reviewers do."""
    ranked = sum(1 for line in lines if line.human_rank and line.jury_rank)
    apart = sorted(lines, key=lambda line: -line.apart(ranked))
    higher = [line for line in apart[:MOST_TOLD] if line.apart(ranked) >= APART]
    lower = [line for line in reversed(apart[-MOST_TOLD:]) if line.apart(ranked) <= -APART]
    return higher, lower


def named(lines: Sequence[Line]) -> dict[int, Application]:
    """The applications of some lines, as much of them as a list shows."""
    found = Application.objects.select_related("decision").only(*NAMED)
    return found.in_bulk([line.application_id for line in lines])


def counts(edition: Edition) -> dict[str, int]:
    """How many applications are in which state."""
    counted = Counter(received(edition).order_by().values_list("state", flat=True))
    return {state: counted[state] for state in State.values}


def _line(standing: Standing, corrected: bool) -> Line:
    mean = standing.corrected_mean if corrected else standing.mean
    return Line(standing.application_id, standing.reads, mean, standing.spread)


def _by_mean(lines: list[Line]) -> list[Line]:
    lines.sort(key=lambda line: (line.mean is None, -(line.mean or 0.0), line.application_id))
    read = [line for line in lines if line.mean is not None]
    for line, rank in zip(read, _ranks([line.mean or 0.0 for line in read]), strict=True):
        line.human_rank = rank
    return lines


def _ranks(values: Sequence[float]) -> list[int]:
    """Ranks of values that fall; equal ones share the better rank."""
    ranks: list[int] = []
    for place, value in enumerate(values, start=1):
        ranks.append(ranks[-1] if ranks and value == values[place - 2] else place)
    return ranks


def _score(line: Line) -> float:
    return line.opinion.score if line.opinion else 0.0
