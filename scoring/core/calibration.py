"""Platt calibration of the vote: a line through its log odds, never falling."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, minimize
from scipy.special import expit

from scoring.core.features import Floats

EDGE = 1e-9
REFERENCE_BASE = 0.5
"""Everyone starts here: the share of successes in the reference the score is read against."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Calibrated share = expit(slope * logit(vote) + intercept), with slope >= 0."""

    slope: float
    intercept: float

    def line(self, votes: Floats) -> Floats:
        """Calibrated log odds of votes (shares in 0-1), any shape."""
        kept = np.clip(votes, EDGE, 1 - EDGE)
        odds: Floats = self.slope * np.log(kept / (1 - kept)) + self.intercept
        return odds

    def __call__(self, votes: Floats) -> Floats:
        """Calibrated shares in 0-1 of votes, any shape."""
        shares: Floats = expit(self.line(votes))
        return shares

    def based_at(self, votes: Floats, share: float = REFERENCE_BASE) -> Calibration:
        """The same slope with the intercept at which the mean calibrated share of these votes is exactly `share`.

        Given the votes of the empty sheet's completions it makes every startup start at the reference base.
        """

        def gap(intercept: float) -> float:
            return float(Calibration(self.slope, intercept)(votes).mean()) - share

        return Calibration(self.slope, float(brentq(gap, -50.0, 50.0, xtol=1e-15, rtol=1e-15)))


def fit_calibration(votes: Floats, outcomes: NDArray[np.int8], weights: Floats | None = None) -> Calibration:
    """Fit on votes that the voters gave to rows they were not trained on.

    Method: Platt (1999), "Probabilistic outputs for support vector machines", with its smoothed targets; the slope is
    bounded below by zero so that calibration never turns the order around.

    Parameters
    ----------
    votes : (n,) shares in 0-1.
    outcomes : (n,) of 0 and 1.
    weights : (n,) or None for equal ones.
    """
    weight = np.ones(len(votes)) if weights is None else weights
    positive, negative = float(weight @ outcomes), float(weight @ (1 - outcomes))
    target = np.where(outcomes == 1, (positive + 1) / (positive + 2), 1 / (negative + 2))
    odds = Calibration(1.0, 0.0).line(votes)

    def loss(line: Floats) -> tuple[float, Floats]:
        value = line[0] * odds + line[1]
        slope = weight * (expit(value) - target)
        return float(weight @ (np.logaddexp(0.0, value) - target * value)), np.array(
            [slope @ odds, slope.sum()]
        )

    bounds = [(0.0, None), (None, None)]
    found = minimize(loss, np.array([1.0, 0.0]), jac=True, method="L-BFGS-B", bounds=bounds).x
    return Calibration(float(found[0]), float(found[1]))
