"""Platt calibration of the vote: a line through its log odds, never falling."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq, minimize
from scipy.special import expit
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from scoring.core.features import Floats

EDGE = 1e-9
REFERENCE_BASE = 0.5
"""Everyone starts here: the share of successes in the reference the score is read against."""


class PlattCalibration(BaseEstimator):  # type: ignore[misc]
    """Calibrated share = expit(slope * logit(vote) + intercept), with slope >= 0.

    Attributes
    ----------
    slope_, intercept_ : of the line, floats.

    Notes
    -----
    Platt (1999), "Probabilistic outputs for support vector machines", with its smoothed targets; the slope is bounded
    below by zero so that calibration never turns the order around. scikit-learn's `CalibratedClassifierCV` has neither
    the bound nor a way to move the base afterwards.
    """

    def fit(
        self, votes: ArrayLike, outcomes: ArrayLike, sample_weight: ArrayLike | None = None
    ) -> PlattCalibration:
        """Fit on votes, (n,) shares in 0-1, that the voters gave to rows they were not trained on.

        Parameters
        ----------
        outcomes : (n,) of 0 and 1.
        sample_weight : (n,) or None for equal ones.
        """
        shares, known = np.asarray(votes, dtype=np.float64), np.asarray(outcomes)
        weight = np.ones(len(shares)) if sample_weight is None else np.asarray(sample_weight)
        positive, negative = float(weight @ known), float(weight @ (1 - known))
        target = np.where(known == 1, (positive + 1) / (positive + 2), 1 / (negative + 2))
        odds = log_odds(shares)

        def loss(line: Floats) -> tuple[float, Floats]:
            value = line[0] * odds + line[1]
            slope = weight * (expit(value) - target)
            total = weight @ (np.logaddexp(0.0, value) - target * value)
            return float(total), np.array([slope @ odds, slope.sum()])

        bounds = [(0.0, None), (None, None)]
        found = minimize(loss, np.array([1.0, 0.0]), jac=True, method="L-BFGS-B", bounds=bounds).x
        self.slope_, self.intercept_ = float(found[0]), float(found[1])
        return self

    @classmethod
    def of_line(cls, slope: float, intercept: float) -> PlattCalibration:
        """The calibration with a known line."""
        calibration = cls()
        calibration.slope_, calibration.intercept_ = float(slope), float(intercept)
        return calibration

    def line(self, votes: Floats) -> Floats:
        """Calibrated log odds of votes (shares in 0-1), any shape."""
        odds: Floats = self.slope_ * log_odds(votes) + self.intercept_
        return odds

    def predict(self, votes: ArrayLike) -> Floats:
        """Calibrated shares in 0-1 of votes, any shape."""
        check_is_fitted(self)
        shares: Floats = expit(self.line(np.asarray(votes, dtype=np.float64)))
        return shares

    def based_at(self, votes: Floats, share: float = REFERENCE_BASE) -> PlattCalibration:
        """The same slope with the intercept at which the mean calibrated share of these votes is exactly `share`.

        Given the votes of the empty sheet's completions it makes every startup start at the reference base.
        """

        def gap(intercept: float) -> float:
            return float(PlattCalibration.of_line(self.slope_, intercept).predict(votes).mean()) - share

        return PlattCalibration.of_line(self.slope_, brentq(gap, -50.0, 50.0, xtol=1e-15, rtol=1e-15))


def log_odds(shares: Floats) -> Floats:
    """Log odds of shares in 0-1, any shape, kept finite."""
    kept = np.clip(shares, EDGE, 1 - EDGE)
    odds: Floats = np.log(kept / (1 - kept))
    return odds
