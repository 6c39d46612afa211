"""Platt calibration of the vote, and the shift that starts every startup at the reference base."""

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq, minimize
from scipy.special import expit, logit

from scoring.core.features import Floats

# The base of every score: half of the reference cohort succeeded.
REFERENCE_BASE = 0.5
EDGE = 1e-6


def to_logit(votes: Floats) -> Floats:
    """Log-odds of votes, finite at 0 and 1."""
    out: Floats = logit(np.clip(votes, EDGE, 1 - EDGE))
    return out


def fit_platt(votes: Floats, labels: npt.NDArray[np.int8]) -> tuple[float, float]:
    """Slope (never below zero, so that order is kept) and intercept on the log-odds of out-of-fold votes.

    Targets are smoothed as in Platt (1999), "Probabilistic outputs for support vector machines", section 2.2.
    """
    odds = to_logit(votes)
    positive, negative = int(labels.sum()), int((labels == 0).sum())
    target = np.where(labels == 1, (positive + 1) / (positive + 2), 1 / (negative + 2))

    def loss(line: Floats) -> tuple[float, Floats]:
        raw = line[0] * odds + line[1]
        gap = expit(raw) - target
        return float((np.logaddexp(0, raw) - target * raw).mean()), np.array([(gap * odds).mean(), gap.mean()])

    found = minimize(loss, np.array([1.0, 0.0]), jac=True, method="L-BFGS-B", bounds=[(0.0, None), (None, None)])
    return float(found.x[0]), float(found.x[1])


def centre(odds: Floats) -> float:
    """The shift after which the mean probability over the population is exactly the reference base.

    `odds` are calibrated log-odds (n,) of the plausible sheets of a startup that answered nothing: after the shift
    the empty sheet scores 50.00, and a score above or below it was earned by answers.
    """
    return float(brentq(lambda shift: float(expit(odds + shift).mean()) - REFERENCE_BASE, -20, 20, xtol=1e-14))
