"""Do the answers of different sheets hang together as those of startups do?

Startups that have one thing tend to have another: their answers correlate. Inputs made up to learn a model do not, be
they uniform, drawn from each question's true frequencies, a Latin hypercube or an orthogonal design: to spread inputs
out is to make the questions independent. *Coherence* is the regression of a stream's own correlations r on those of
the population, R, over all pairs of questions: sum(R r) / sum(R^2). It is 1 for startups, less for those of a narrow
sector (whose differences are fewer), and 0, with a standard error that is known, where questions are independent.
Each question is centred on the stream itself, so that a client whose startups are all young, or all large, is judged
by how they vary.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.core.features import Sheets
from scoring.core.guard.reference import Reference

LEAST_VARIANCE = 0.05
"""Of a question's standardised scores; one that hardly varies tells nothing."""
FEWEST_PAIRS = 15
"""Effective number of pairs of questions, (sum w)^2 / sum(w^2): between few questions of a sector anything may hold."""


@dataclass(frozen=True, slots=True)
class Coherence:
    """Coherence of some sheets, and its standard error where questions are independent; inf: nothing can be said."""

    value: float
    error: float


def coherence(sheets: Sheets, reference: Reference) -> Coherence:
    """The coherence of sheets, (n, 28), in which questions may be unanswered."""
    answered = sheets >= 0
    scores = reference.scores[np.arange(sheets.shape[1]), np.maximum(sheets, 0)]
    counts = np.maximum(answered.sum(axis=0), 1)
    scores = np.where(answered, scores - np.where(answered, scores, 0.0).sum(axis=0) / counts, 0.0)
    variances = (scores**2).sum(axis=0) / counts
    varying = variances > LEAST_VARIANCE
    scores = scores[:, varying] / np.sqrt(variances[varying])
    known = answered[:, varying].astype(np.float64)
    expected = reference.correlation[np.ix_(varying, varying)]
    # Each pair of questions, which stands twice in these symmetric sums, has the weight of the sheets that answer both.
    weights = (known.T @ known) * expected**2
    total = weights.sum() / 2
    if total < 1e-9 or 2 * total**2 < FEWEST_PAIRS * (weights**2).sum():
        return Coherence(1.0, np.inf)
    value = ((scores.T @ scores) * expected).sum() / 2 / total
    return Coherence(float(value), float(1 / np.sqrt(total)))
