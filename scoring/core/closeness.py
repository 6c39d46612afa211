"""Close calls: how sure it is that one startup truly outranks another.

Two overlapping bands say little about an order, because much of what makes a score uncertain moves both scores
together: another jury would have been milder, or stricter, with everybody. So the two are compared within the
same bootstrap replicate of the jury, and there every plausible completion of one sheet meets every completion of the
other: what two startups have not answered yet is independent. The share of these pairs that the first one wins, over
all replicates, is the probability that it would be ahead if every question were answered and more companies were
known (the probability of superiority, Mann and Whitney 1947, with ties counted half).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from scoring.core.features import Floats, Sheets

if TYPE_CHECKING:
    from scoring.core.jury import JuryModel

TOO_CLOSE = 0.65
"""Under this probability that the upper one is truly ahead, an order is too close to call: wrong one time in three."""


def outranks(jury: JuryModel, a_sheet: Sheets, b_sheet: Sheets) -> float:
    """Probability that the final score of a is above that of b, for two sheets, (28,).

    What is left open is what the real companies behind the training data leave open, however many rows were sampled
    from their statistics. outranks(a, b) + outranks(b, a) is 1 to the last bit, equal sheets give 0.5.
    """
    return superiority(jury.futures(a_sheet, evidence=True), jury.futures(b_sheet, evidence=True))


def neighbours(jury: JuryModel, ranked: Sequence[Sheets]) -> list[float]:
    """For a ranking's sheets, best first: the probability that each truly outranks the next, one fewer than sheets."""
    futures = [jury.futures(sheet, evidence=True) for sheet in ranked]
    return [superiority(upper, lower) for upper, lower in pairwise(futures)]


def superiority(a: Floats, b: Floats) -> float:
    """Share of pairs that a wins, ties counted half.

    Parameters
    ----------
    a, b : (replicates, draws) of final scores; row r is the same jury in both, the numbers of draws may differ.
    """
    # Whole numbers, each pair counted twice, so that nothing is rounded before the division.
    pairs = 2 * a.shape[0] * a.shape[1] * b.shape[1]
    wins = 0
    for mine, theirs in zip(a, np.sort(b, axis=1), strict=True):
        wins += int(np.searchsorted(theirs, mine, side="left").sum())
        wins += int(np.searchsorted(theirs, mine, side="right").sum())
    # The larger share is divided, the smaller is what it leaves: so the two of a pair add up to exactly 1.
    return float(wins / pairs if 2 * wins >= pairs else 1.0 - (pairs - wins) / pairs)
