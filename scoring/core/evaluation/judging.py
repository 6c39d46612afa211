"""One jury as it is, on rows with known outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from scoring.core.evaluation.metrics import FIGURES, Outcomes, judge
from scoring.core.features import Sheets
from scoring.core.points import points_rule

if TYPE_CHECKING:  # training judges its own votes, so the jury's modules are above this one
    from scoring.core.jury import JuryModel


def evaluate(jury: JuryModel, sheets: Sheets, outcomes: Outcomes, seed: int = 1) -> dict[str, Any]:
    """The jury, the points rule and the base rate on rows that the jury has not seen.

    Parameters
    ----------
    sheets : (n, 28), questions may be unanswered.
    outcomes : (n,) of 0 and 1.

    Returns
    -------
    ``n``, and the figures of `judge` with their intervals under ``model``, ``points_rule`` and ``base_rate``.
    """
    base = np.full(len(outcomes), float(outcomes.mean()))
    shares = {
        "model": jury.score_many(sheets) / 100,
        "points_rule": points_rule(sheets) / 100,
        "base_rate": base,
    }
    return {
        "n": len(outcomes),
        **{name: judge(outcomes, given, seed, intervals=FIGURES) for name, given in shares.items()},
    }
