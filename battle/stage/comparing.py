"""Which neighbours of the ranking have been compared, and which are still to be: pure functions of a show's state."""

from collections.abc import Sequence
from itertools import pairwise

from battle.showlog.events import Comparison
from battle.stage.state import ShowState, ranking

# Where a pair has not been compared: a log from before the jury compared any, or the moment between a new score and
# its comparisons. Of scores less than this many points apart the higher was the success half of the time.
CLOSE_POINTS = 5.0


def comparison(state: ShowState, upper: str, lower: str) -> Comparison | None:
    """What the jury said of two contenders by their newest scores; None where it has not yet."""
    found = state.comparisons.get((upper, lower))
    if found is None or (found.upper_basis, found.lower_basis) != (
        _basis(state, upper),
        _basis(state, lower),
    ):
        return None
    return found


def uncompared(state: ShowState) -> list[tuple[str, str]]:
    """Neighbours of the ranking, (upper, lower), that are still to be compared.

    Whoever waits for a new score is left out: that score brings the comparison.
    """
    keys = [place.contender for place in ranking(state)]
    return [
        (upper, lower)
        for upper, lower in pairwise(keys)
        if not (state.contenders[upper].pending or state.contenders[lower].pending)
        and comparison(state, upper, lower) is None
    ]


def close_neighbours(
    state: ShowState, ranked: Sequence[str], scores: dict[str, float]
) -> list[tuple[str, str]]:
    """The neighbours of a ranking, best first, whose order is too close to call."""
    return [(upper, lower) for upper, lower in pairwise(ranked) if _is_close(state, upper, lower, scores)]


def _is_close(state: ShowState, upper: str, lower: str, scores: dict[str, float]) -> bool:
    found = comparison(state, upper, lower)
    return found.close if found else abs(scores[upper] - scores[lower]) < CLOSE_POINTS


def _basis(state: ShowState, key: str) -> int:
    score = state.contenders[key].score
    return score.basis if score else 0
