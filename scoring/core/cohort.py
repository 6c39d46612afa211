"""Synthetic startups sampled from aggregate statistics: the built-in reference cohort, or anybody's.

The statistics that are shipped hold no company; scoring/core/data/README.md tells where they come from, and
`scoring.core.cohort_estimate` derives such statistics from startups with known outcomes.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from scoring.core.cohort_statistics import CohortStatistics, OutcomeStatistics
from scoring.core.correlation import repaired_correlation
from scoring.core.features import Floats, Sheets

COHORT_ROWS = 6_000
"""At this size a score moves by about 2 points from one seed to the next; at 2,000 by 3.5."""


@cache
def statistics() -> CohortStatistics:
    """The shipped statistics, estimated on 228 real startups."""
    file = resources.files(__package__) / "data" / "cohort_stats_v1.json"
    return CohortStatistics.from_json(file.read_text(encoding="utf-8"))


def sample_cohort(
    seed: int, rows: int = COHORT_ROWS, source: CohortStatistics | None = None
) -> tuple[Sheets, NDArray[np.int8]]:
    """Synthetic startups and their outcomes.

    For each outcome, normals with that outcome's correlations are turned into uniforms and these into levels by the
    cumulative level frequencies (a Gaussian copula). Outcomes are balanced by the base rate and shuffled.

    Parameters
    ----------
    seed : the same seed gives the same cohort.
    rows : how many startups.
    source : the statistics to sample from, default the shipped ones.

    Returns
    -------
    Complete sheets, shape (rows, 28), and outcomes (1 success, 0 failure), shape (rows,).
    """
    known = source or statistics()
    rng = np.random.default_rng(seed)
    successes = round(rows * known.base_rate)
    parts = [
        _sample_outcome(rng, count, outcome)
        for outcome, count in ((known.fail, rows - successes), (known.success, successes))
    ]
    outcomes = np.repeat(np.array([0, 1], dtype=np.int8), [rows - successes, successes])
    order = rng.permutation(rows)
    return np.vstack(parts)[order], outcomes[order]


def dense_correlation(outcome: OutcomeStatistics) -> Floats:
    """The correlations that are drawn from, (28, 28): pairs that are left out are zero, then made positive definite."""
    matrix = np.eye(len(outcome.frequencies))
    for one, other, value in outcome.pairs:
        matrix[one, other] = matrix[other, one] = value
    return repaired_correlation(matrix)


def _sample_outcome(rng: np.random.Generator, rows: int, outcome: OutcomeStatistics) -> Sheets:
    size = len(outcome.frequencies)
    normals = rng.standard_normal((rows, size)) @ np.linalg.cholesky(dense_correlation(outcome)).T
    uniforms = norm.cdf(normals)
    sheets = np.empty((rows, size), dtype=np.int8)
    for question, frequencies in enumerate(outcome.frequencies):
        shares = np.array(frequencies)
        edges = np.cumsum(shares / shares.sum())[:-1]
        sheets[:, question] = np.searchsorted(edges, uniforms[:, question], side="right")
    return sheets
