"""Replicates of the jury: how differently it could have judged, had other startups of the same kind been known.

Each replicate is a small jury of its own, trained on a bootstrap sample of the training rows (Efron 1979, "Bootstrap
methods: another look at the jackknife"). A sample holds no more rows than there are real companies behind the data,
and at most `MOST_ROWS`: the m-out-of-n bootstrap of Bickel, Goetze and van Zwet (1997), whose spread is
that of m rows and shrinks with the root of their number. So one set of replicates tells both spreads: that of a
jury trained on the rows at hand, and that which the real companies behind them leave, however many rows
were sampled from their statistics.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.core.calibration import PlattCalibration, log_odds
from scoring.core.ensemble import SoftVote
from scoring.core.features import Floats, Sheets, directions, to_matrix
from scoring.core.packed import PackedJuries, Parts, Tree, pack_many, parts_of

REPLICATES = 16
"""The spread of a score is then known to a fifth of itself (1 / sqrt(2 * 15)); 32 cost twice the time for 13 %."""
MOST_ROWS = 1_000
BOOSTED_TREES, LEARNING_RATE, FOREST_TREES = 40, 0.15, 30
"""Smaller members than the jury's: their votes are averaged over completions, and a live score asks all of them."""
FLAT = 1e-9
"""Log odds that spread less than this are all the same."""
JUDGED_ROWS = 1_000
"""Rows on which the replicates are brought to the jury's scale."""
ARRAYS = (
    *("coefficients", "constants", "slope", "intercepts", "sampled", "counts"),
    *("sizes", "feature", "threshold", "left", "right", "value"),
)
"""In this order they stand in a model file, whose bytes depend on it."""


@dataclass(frozen=True)
class Replicates:
    """The replicates and the calibrations of their votes.

    Attributes
    ----------
    parts : the numbers of each replicate's members.
    slope : of the calibration, one for all, at which their mean spreads as the jury does.
    intercepts : (replicates,), such that each replicate scores the empty sheet at the reference base too.
    sampled : rows in each bootstrap sample.
    """

    parts: tuple[Parts, ...]
    slope: float
    intercepts: Floats
    sampled: int
    packed: PackedJuries = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "packed", pack_many(self.parts))

    def lines(self, sheets: Sheets) -> Floats:
        """Each replicate's calibrated log odds, (replicates, n), for complete sheets (n, 28)."""
        lines: Floats = self.slope * log_odds(self.packed.votes(sheets)) + self.intercepts[:, None]
        return lines

    def some(self, step: int) -> Replicates:
        """Every so many of them, for where speed counts more than a fine spread."""
        return replace(self, parts=self.parts[::step], intercepts=self.intercepts[::step])

    def share_of_spread(self, rows: int) -> float:
        """How much of the replicates' spread is left in a jury trained on so many rows, at most 1."""
        return min(1.0, float(np.sqrt(self.sampled / rows)))


def fit_replicate(filled: Sheets, outcomes: NDArray[np.int8], evidence: int, seed: int, number: int) -> Parts:
    """Train the members of one replicate.

    Parameters
    ----------
    filled : (n, copies, 28), completions of the training rows; replicate r sees copy r modulo copies, so that what
        filling the gaps leaves open is part of the spread.
    outcomes : (n,) of 0 and 1.
    evidence : how many real companies are behind the rows.
    seed, number : of the sample and the members.
    """
    rows, copies, _questions = filled.shape
    rng = np.random.default_rng([seed, number])
    chosen = _sample(outcomes, _sample_size(evidence, rows), rng)
    members = SoftVote(
        directions().tolist(),
        boosted_trees=BOOSTED_TREES,
        forest_trees=FOREST_TREES,
        learning_rate=LEARNING_RATE,
        random_state=int(rng.integers(2**31)),
    ).fit(to_matrix(filled[chosen, number % copies]), outcomes[chosen])
    return parts_of(members)


def join_replicates(
    parts: Sequence[Parts], filled: Sheets, evidence: int, nobody: Sheets, own: Floats, seed: int
) -> Replicates:
    """Calibrate the replicates together.

    Trained on fewer rows, they are more careful than the jury; on average they are brought to its scale, so that they
    tell how differently it could have judged and not that it could have been more careful.

    Parameters
    ----------
    parts : of each replicate, by `fit_replicate` from the same rows, in the order of their numbers.
    nobody : (draws, 28), completions of the empty sheet.
    own : (n,), the jury's calibrated log odds of the first copies.
    seed : of the choice of rows that they are compared on.
    """
    rows = len(filled)
    packed = pack_many(parts)
    judged = np.random.default_rng(seed).permutation(rows)[:JUDGED_ROWS]
    opinions = log_odds(packed.votes(filled[judged, 0]))
    spread = float(opinions.mean(axis=0).std())
    slope = float(own[judged].std()) / spread if spread > FLAT else 0.0
    common = PlattCalibration.of_line(slope, 0.0)
    intercepts = np.array([common.based_at(guess).intercept_ for guess in packed.votes(nobody)])
    return Replicates(tuple(parts), slope, intercepts, _sample_size(evidence, rows))


def _sample_size(evidence: int, rows: int) -> int:
    return min(evidence, rows, MOST_ROWS)


def _sample(outcomes: NDArray[np.int8], size: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """Rows drawn with replacement, successes and failures apart in the proportion that they have."""
    share = outcomes.mean()
    successes = int(np.clip(round(size * share), 1, size - 1))
    parts = [
        rng.choice(np.flatnonzero(outcomes == outcome), count)
        for outcome, count in ((0, size - successes), (1, successes))
    ]
    return np.concatenate(parts)


def to_arrays(replicates: Replicates) -> dict[str, NDArray[np.generic]]:
    """The replicates as plain arrays, all trees one after the other."""
    found = parts_to_arrays(replicates.parts) | {
        "slope": np.array(replicates.slope),
        "intercepts": replicates.intercepts,
        "sampled": np.array(replicates.sampled),
    }
    return {name: found[name] for name in ARRAYS}


def of_arrays(arrays: Mapping[str, NDArray[Any]]) -> Replicates:
    """The replicates from the arrays of `to_arrays`."""
    parts = parts_of_arrays(arrays)
    return Replicates(parts, float(arrays["slope"]), arrays["intercepts"], int(arrays["sampled"]))


def parts_to_arrays(juries: Sequence[Parts]) -> dict[str, NDArray[np.generic]]:
    """The members of several juries as plain arrays."""
    trees = [tree for parts in juries for tree in (*parts.boosted, *parts.forest)]
    return {
        "coefficients": np.stack([parts.coefficients for parts in juries]),
        "constants": np.array([[parts.intercept, parts.baseline] for parts in juries]),
        "counts": np.array([[len(parts.boosted), len(parts.forest)] for parts in juries]),
        "sizes": np.array([len(tree.feature) for tree in trees]),
        "feature": np.concatenate([tree.feature for tree in trees]).astype(np.int8),
        "threshold": np.concatenate([tree.threshold for tree in trees]),
        "left": np.concatenate([tree.left for tree in trees]).astype(np.int16),
        "right": np.concatenate([tree.right for tree in trees]).astype(np.int16),
        "value": np.concatenate([tree.value for tree in trees]),
    }


def parts_of_arrays(arrays: Mapping[str, NDArray[Any]]) -> tuple[Parts, ...]:
    """The members from the arrays of `parts_to_arrays`."""
    ends = np.cumsum(arrays["sizes"])[:-1]
    columns = [np.split(arrays[name], ends) for name in ("feature", "threshold", "left", "right", "value")]
    trees = iter([Tree(*parts) for parts in zip(*columns, strict=True)])
    parts = []
    for coefficients, (intercept, baseline), (boosted, forest) in zip(
        arrays["coefficients"], arrays["constants"], arrays["counts"], strict=True
    ):
        first, second = tuple(islice(trees, int(boosted))), tuple(islice(trees, int(forest)))
        parts.append(Parts(coefficients, float(intercept), first, float(baseline), second))
    return tuple(parts)
