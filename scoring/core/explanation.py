"""Which section a score comes from: exact Shapley contributions.

Four players have sixteen coalitions, few enough to ask them all, so the contributions are exact and add up to the
score minus the base. Method: Shapley (1953), "A value for n-person games"; the worth of a coalition is the score with
the answers of its sections only, as in Lundberg and Lee (2017).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import factorial

Coalition = frozenset[str]


def coalitions(players: Sequence[str]) -> list[Coalition]:
    """All sets of players, the empty one first and the whole one last."""
    return [frozenset(chosen) for size in range(len(players) + 1) for chosen in combinations(players, size)]


def shapley(worth: Mapping[Coalition, float], players: Sequence[str]) -> dict[str, float]:
    """Contributions of the players, adding up to worth(all) - worth(none).

    Parameters
    ----------
    worth : of every coalition, in points.
    players : in the order wanted.
    """
    total = len(players)
    contributions = dict.fromkeys(players, 0.0)
    for coalition in coalitions(players):
        weight = factorial(len(coalition)) * factorial(max(total - len(coalition) - 1, 0)) / factorial(total)
        for player in players:
            if player not in coalition:
                contributions[player] += weight * (worth[coalition | {player}] - worth[coalition])
    return contributions
