"""Every figure of two juries and of the points rule on the same rows, and whether the differences are more than luck.

The bootstrap is paired: a resample draws its rows once, for all three judges together, so what the rows have in common
drops out of a difference (Efron and Tibshirani 1993, "An introduction to the bootstrap"; for the Brier score and the
AUC on one test set it is as good as the tests made for them).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from scoring.core.evaluation.comparing import SAME
from scoring.core.evaluation.metrics import (
    BETTER_WHEN_LOWER,
    BIASED,
    FIGURES,
    NEEDS_BOTH,
    Outcomes,
    calibration_line,
    interval,
    resampled_rows,
)
from scoring.core.features import Floats

CANDIDATE, CHAMPION, POINTS = "candidate", "champion", "points_rule"
IDEAL: Mapping[str, float] = {"calibration_slope": 1.0, "calibration_intercept": 0.0}
"""Figures that are best at a number; what is compared is how far from it they are."""
LINE = ("calibration_slope", "calibration_intercept")
NO_DIFFERENCE = 1e-9
"""Two juries that are one and the same may differ by rounding."""
Values = Mapping[str, Floats]
"""By judge: the figure on the rows as they are, then on each resample."""


def paired_figures(
    outcomes: Outcomes, shares: Mapping[str, Floats], seed: int, resamples: int
) -> list[dict[str, Any]]:
    """All figures of metrics.FIGURES for three judges.

    Parameters
    ----------
    shares : (n,) of 0-1 by judge: `CANDIDATE`, `CHAMPION` and `POINTS`.
    seed, resamples : of the rows drawn.

    Returns
    -------
    For each figure: ``name``; ``better``, "higher", "lower" or "nearer" (to ``ideal``, None elsewhere); by judge
    ``value``, ``low`` and ``high``; ``difference``, candidate minus champion, and ``against_points``, candidate minus
    points rule, with a ``word``: "better", "worse" or "not distinguishable". None where a figure does not exist. The
    difference of a figure that is best at a number is that of the distances to it.
    """
    rows = [np.arange(len(outcomes)), *resampled_rows(outcomes, seed, resamples)]
    measured = {
        judge: [_measured(outcomes[chosen], given[chosen]) for chosen in rows]
        for judge, given in shares.items()
    }
    return [
        _figure(
            name, {judge: np.array([drawn[name] for drawn in found]) for judge, found in measured.items()}
        )
        for name in FIGURES
    ]


def _measured(outcomes: Outcomes, shares: Floats) -> dict[str, float]:
    """All figures, NaN where one does not exist. Slope and intercept are one line, fitted once."""
    both = 0 < outcomes.sum() < len(outcomes)
    found = dict(zip(LINE, calibration_line(outcomes, shares), strict=True))
    for name, measure in FIGURES.items():
        if name not in LINE:
            found[name] = measure(outcomes, shares) if both or name not in NEEDS_BOTH else float("nan")
    return found


def word(name: str, low: float | None, high: float | None) -> str:
    """In words: where a difference's interval lies on one side of zero, "better" or "worse"."""
    if low is None or high is None or (low <= NO_DIFFERENCE and high >= -NO_DIFFERENCE):
        return SAME
    return "better" if (high < 0) == _lower_wins(name) else "worse"


def _lower_wins(name: str) -> bool:
    return name in BETTER_WHEN_LOWER or name in IDEAL


def _figure(name: str, values: Values) -> dict[str, Any]:
    better = "nearer" if name in IDEAL else "lower" if name in BETTER_WHEN_LOWER else "higher"
    compared = (
        {judge: abs(found - IDEAL[name]) for judge, found in values.items()} if name in IDEAL else values
    )
    return {
        "name": name,
        "better": better,
        "ideal": IDEAL.get(name),
        **{judge: _told(_unbiased(name, found)) for judge, found in values.items()},
        "difference": _difference(name, compared, CHAMPION),
        "against_points": _difference(name, compared, POINTS),
    }


def _unbiased(name: str, found: Floats) -> Floats:
    """Errors that drawing rows twice makes larger, moved back by their mean excess; see `metrics.BIASED`."""
    if name not in BIASED:
        return found
    return np.append(found[:1], np.maximum(_moved_back(found), 0.0))


def _moved_back(found: Floats) -> Floats:
    drawn = found[1:]
    known = drawn[np.isfinite(drawn)]
    moved: Floats = drawn - (known.mean() - found[0]) if len(known) else drawn
    return moved


def _difference(name: str, values: Values, other: str) -> dict[str, Any]:
    found = values[CANDIDATE] - values[other]
    if name in BIASED or name in IDEAL:
        found = np.append(found[:1], _moved_back(found))
    told = _told(found)
    return {**told, "word": word(name, told["low"], told["high"])}


def _told(found: Floats) -> dict[str, float | None]:
    """The figure, and the interval that its resamples give it."""
    if not np.isfinite(found[0]):
        return {"value": None, "low": None, "high": None}
    low, high = interval(found[1:])
    return {"value": float(found[0]), "low": low, "high": high}
