"""How wide a band must be to hold the final score as often as it says.

The completions come from a model of the population, and no model is right: on startups it was not fitted on, the final
score lies beyond the 5 % and 95 % points of its opinions more often than one time in ten. So the two points are moved
out, alike, until the band holds. Method: recalibration of predictive distributions by their probability integral
transform (Kuleshov, Fenner, Ermon 2018, "Accurate uncertainties for deep learning using calibrated regression").
Moving the points, and not stretching the band about its middle, keeps its ends from ever falling with a better answer.
"""

from __future__ import annotations

import numpy as np

from scoring.core.features import MISSING, Sheets
from scoring.core.jury import BAND, JuryModel

ANSWERED = (4, 8, 12, 20)
"""Degrees of completeness, in equal parts; questions at random."""
JUDGED_ROWS = 400
LEAST, MOST = 0.005, 0.10
"""Beyond these the tail is a matter of single opinions, or the population is worthless."""


def fit_tail(jury: JuryModel, unseen: Sheets, seed: int) -> float:
    """The share of opinions to leave beyond each end of the band, so that it holds the final score nine times in ten.

    Parameters
    ----------
    jury : trained on other rows.
    unseen : complete sheets, (n, 28).
    seed : of the choice of rows and questions.
    """
    rng = np.random.default_rng(seed)
    rows = unseen[rng.permutation(len(unseen))[:JUDGED_ROWS]]
    finals = jury.points(rows)
    nearer = np.empty(len(rows))
    for number, (row, final) in enumerate(zip(rows, finals, strict=True)):
        futures = jury.futures(_partly(row, ANSWERED[number % len(ANSWERED)], rng))
        below = float((futures < final).mean() + (futures == final).mean() / 2)
        nearer[number] = min(below, 1 - below)
    return float(np.clip(np.quantile(nearer, 1 - BAND), LEAST, MOST))


def _partly(row: Sheets, answered: int, rng: np.random.Generator) -> Sheets:
    part = np.full_like(row, MISSING)
    chosen = rng.permutation(len(row))[:answered]
    part[chosen] = row[chosen]
    return part
