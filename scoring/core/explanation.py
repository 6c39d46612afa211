"""Exact Shapley contributions of the four sections.

The game: the players are the sections, the worth of a coalition is the score with only its sections answered
(everything else integrated out). Four players have sixteen coalitions, so the sum over all orders is exact
(Shapley 1953, "A value for n-person games"; for predictions Lundberg and Lee 2017).
"""

from collections.abc import Callable, Sequence
from itertools import combinations
from math import factorial


def shapley(players: Sequence[str], worth: Callable[[frozenset[str]], float]) -> dict[str, float]:
    """Contribution of each player; they add up to worth(all) - worth(nobody).

    `worth` is called once per coalition.
    """
    known = {
        frozenset(members): worth(frozenset(members))
        for size in range(len(players) + 1)
        for members in combinations(players, size)
    }
    n = len(players)
    shares: dict[str, float] = {}
    for player in players:
        total = 0.0
        for coalition, value in known.items():
            if player not in coalition:
                weight = factorial(len(coalition)) * factorial(n - len(coalition) - 1) / factorial(n)
                total += weight * (known[coalition | {player}] - value)
        shares[player] = total
    return shares
