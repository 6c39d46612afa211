"""How wide a band must be to hold the final score as often as it says.

The completions come from a model of the population, and no model is right: on startups it was not fitted on, the final
score lies beyond the 5 % and 95 % points of its opinions more often than one time in ten. So the two points are moved
out, alike, until the band holds. Method: recalibration of predictive distributions by their probability integral
transform (Kuleshov, Fenner, Ermon 2018, "Accurate uncertainties for deep learning using calibrated regression").
Moving the points, and not stretching the band about its middle, keeps its ends from ever falling with a better answer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from sklearn.linear_model import QuantileRegressor

from scoring.core.calibration import PlattCalibration
from scoring.core.conditioning import draw_each
from scoring.core.features import MISSING, Floats, Sheets
from scoring.core.jury import BAND, JuryModel
from scoring.core.packed import PackedMembers
from scoring.core.population import DRAWS

MOST_ANSWERED = 24
"""Degrees of completeness go from one question to this many, at random; beyond, hardly anything is open."""
JUDGED = 2_000
"""Sheets that are cut and judged; with few startups, each several times with other questions."""
LEAST, MOST = 0.005, 0.10
"""Beyond these the tail is a matter of single opinions, or the population is worthless."""


@dataclass(frozen=True, slots=True)
class Line:
    """Members and the calibration of their votes."""

    packed: PackedMembers
    calibration: PlattCalibration

    def __call__(self, sheets: Sheets) -> Floats:
        """Calibrated log odds of complete sheets, (n,)."""
        return self.calibration.line(self.packed.votes(sheets).sum(axis=0) / 3)


def fit_tails(jury: JuryModel, unseen: Sheets, seed: int, line: Line | None = None) -> Floats:
    """The share of opinions to leave beyond each end of the band, so that it holds the final score nine times in ten.

    The fewer questions are answered, the more the population decides, and the further out the band must reach: the
    share is a straight line over the number of answers, found by quantile regression (Koenker and Bassett 1978). It
    depends on how many questions are answered and never on what is answered. Every fourth replicate stands for all.

    Parameters
    ----------
    jury : its own tails are not looked at. Population and replicates may have seen these rows: on 228 startups that
        narrowed the band by less than the noise of judging it.
    unseen : complete sheets, (n, 28).
    seed : of the choice of questions.
    line : members that were trained on other rows, who stand for the jury's; None where the jury's own were.

    Returns
    -------
    (29,), the share after 0 to 28 answers.
    """
    rng = np.random.default_rng(seed)
    rows = unseen[np.arange(JUDGED) % len(unseen)]
    answered = rng.integers(1, MOST_ANSWERED + 1, len(rows))
    parts = np.stack([_partly(row, count, rng) for row, count in zip(rows, answered, strict=True)])
    line = line or Line(jury.packed, jury.calibration)
    finals = line(rows)[:, None]
    judging = replace(jury, replicates=jury.replicates.some(4))
    below = np.empty(len(rows))
    for chosen, completed in draw_each(jury.population, parts, DRAWS):
        sheets = completed.transpose(0, 2, 1).reshape(-1, rows.shape[1])
        opinions = judging.opinions(sheets, line(sheets)).reshape(-1, len(chosen), DRAWS)
        below[chosen] = (opinions < finals[chosen]).mean(axis=(0, 2))
    nearer = np.minimum(below, 1 - below)
    fitted = QuantileRegressor(quantile=1 - BAND, alpha=0.0).fit(answered[:, None], nearer)
    tails: Floats = np.clip(fitted.predict(np.arange(rows.shape[1] + 1)[:, None]), LEAST, MOST)
    return tails


def _partly(row: Sheets, answered: int, rng: np.random.Generator) -> Sheets:
    part = np.full_like(row, MISSING)
    chosen = rng.permutation(len(row))[:answered]
    part[chosen] = row[chosen]
    return part
