"""Whether two judges differ by more than the luck of the folds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.stats import t as student

from scoring.core.evaluation.metrics import BETTER_WHEN_LOWER, FIGURES, Outcomes
from scoring.core.evaluation.protocols import Split
from scoring.core.features import Floats

LEVEL = 0.05
SAME = "not distinguishable"


@dataclass(frozen=True, slots=True)
class Difference:
    """A mean difference over splits: its corrected standard error, 95 % interval, t and two-sided p."""

    difference: float
    standard_error: float
    low: float
    high: float
    t: float
    p: float


def corrected_t_test(differences: Floats, train_rows: float, test_rows: float) -> Difference:
    """The corrected resampled t-test of Nadeau and Bengio (2003), "Inference for the generalization error".

    Splits of the same rows overlap, so the variance of their mean is not the variance over their number: it gets the
    share test/train on top.

    Parameters
    ----------
    differences : (splits,), one judge's figure minus the other's on the same split; at least two.
    train_rows, test_rows : of a split, on average.
    """
    count = len(differences)
    mean = float(np.mean(differences))
    error = float(np.sqrt((1 / count + test_rows / train_rows) * np.var(differences, ddof=1)))
    if error == 0.0:
        return Difference(
            mean, 0.0, mean, mean, float(np.sign(mean) * np.inf) if mean else 0.0, float(mean == 0)
        )
    t = mean / error
    reach = float(student.ppf(1 - LEVEL / 2, count - 1)) * error
    p = float(2 * student.sf(abs(t), count - 1))
    return Difference(mean, error, mean - reach, mean + reach, t, p)


def holm(values: Mapping[str, float]) -> dict[str, float]:
    """p-values adjusted for their number (Holm 1979), in the order given."""
    adjusted: dict[str, float] = {}
    largest = 0.0
    for place, name in enumerate(sorted(values, key=lambda name: values[name])):
        largest = max(largest, min(1.0, (len(values) - place) * values[name]))
        adjusted[name] = largest
    return {name: adjusted[name] for name in values}


def compare(
    figure: str, outcomes: Outcomes, predicted: Mapping[str, Floats], judge: str, splits: list[Split]
) -> dict[str, dict[str, Any]]:
    """One judge against every other, by a figure taken on each split.

    Parameters
    ----------
    predicted : (repetitions, n) shares by each judge.

    Returns
    -------
    By rival: the fields of `Difference` (the judge minus the rival), ``p_adjusted`` for the number of rivals, and the
    ``verdict``: "better", "worse" or "not distinguishable".
    """
    values = {
        name: np.array([FIGURES[figure](outcomes[s.test], shares[s.repetition, s.test]) for s in splits])
        for name, shares in predicted.items()
    }
    trained = float(np.mean([len(split.train) for split in splits]))
    tested = float(np.mean([len(split.test) for split in splits]))
    found = {
        rival: corrected_t_test(values[judge] - other, trained, tested)
        for rival, other in values.items()
        if rival != judge
    }
    adjusted = holm({rival: difference.p for rival, difference in found.items()})
    return {
        rival: {
            **asdict(difference),
            "p_adjusted": adjusted[rival],
            "verdict": verdict(figure, difference.difference, adjusted[rival]),
        }
        for rival, difference in found.items()
    }


def verdict(figure: str, difference: float, p: float) -> str:
    """In words: "better", "worse", or "not distinguishable" where p is not under 5 %."""
    if not p < LEVEL:
        return SAME
    lower_wins = figure in BETTER_WHEN_LOWER
    return "better" if (difference < 0) == lower_wins else "worse"
