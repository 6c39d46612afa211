"""The built-in reference cohort: synthetic startups sampled from aggregate statistics of 228 real ones.

The statistics (level frequencies per outcome, shrunk correlations) hold no company; data/README.md tells where they
come from.
"""

import json
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from scoring.core.features import Floats, Sheets, level_values

COHORT_ROWS = 6_000
"""At this size a score moves by about 2 points from one seed to the next; at 2,000 by 3.5."""
MIN_EIGENVALUE = 0.02


@cache
def statistics() -> dict[str, Any]:
    """The shipped statistics, as read from their file."""
    file = resources.files(__package__) / "data" / "cohort_stats_v1.json"
    return dict(json.loads(file.read_text(encoding="utf-8")))


def repaired_correlation(matrix: Floats) -> Floats:
    """The nearest usable correlation matrix: eigenvalues clipped from below, rescaled to a unit diagonal.

    A sparse matrix of separately shrunk correlations need not be positive definite. Method: spectral clipping, as in
    Rebonato and Jaeckel (1999), "The most general methodology to create a valid correlation matrix".
    """
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    clipped = (vectors * np.maximum(values, MIN_EIGENVALUE)) @ vectors.T
    scale = np.sqrt(np.diag(clipped))
    repaired: Floats = clipped / np.outer(scale, scale)
    np.fill_diagonal(repaired, 1.0)
    return repaired


def sample_cohort(seed: int, rows: int = COHORT_ROWS) -> tuple[Sheets, NDArray[np.int8]]:
    """Synthetic startups and their outcomes.

    For each outcome, normals with that outcome's correlations are turned into uniforms and these into levels by the
    cumulative level frequencies (a Gaussian copula). Outcomes are balanced by the base rate and shuffled.

    Parameters
    ----------
    seed : the same seed gives the same cohort.
    rows : how many startups.

    Returns
    -------
    Complete sheets, shape (rows, 28), and outcomes (1 success, 0 failure), shape (rows,).
    """
    stats = statistics()
    rng = np.random.default_rng(seed)
    successes = round(rows * stats["base_rate"])
    parts = [
        _sample_outcome(rng, count, stats["corr"][outcome], _frequencies(f"p_{outcome}"))
        for outcome, count in (("fail", rows - successes), ("success", successes))
    ]
    outcomes = np.repeat(np.array([0, 1], dtype=np.int8), [rows - successes, successes])
    order = rng.permutation(rows)
    return np.vstack(parts)[order], outcomes[order]


def _frequencies(name: str) -> list[Floats]:
    """Level frequencies of each question, after checking that the file speaks of the questionnaire's levels."""
    questions = statistics()["questions"]
    for (key, entry), values in zip(questions.items(), level_values(), strict=True):
        if not np.allclose(entry["levels"], values, atol=1e-4):
            raise ValueError(f"the cohort's statistics and the questionnaire differ in the levels of {key}")
    return [np.array(entry[name]) for entry in questions.values()]


def _sample_outcome(
    rng: np.random.Generator, rows: int, pairs: list[list[float]], frequencies: list[Floats]
) -> Sheets:
    size = len(frequencies)
    matrix = np.eye(size)
    for one, other, value in pairs:
        matrix[int(one), int(other)] = matrix[int(other), int(one)] = value
    normals = rng.standard_normal((rows, size)) @ np.linalg.cholesky(repaired_correlation(matrix)).T
    uniforms = norm.cdf(normals)
    sheets = np.empty((rows, size), dtype=np.int8)
    for question, frequency in enumerate(frequencies):
        edges = np.cumsum(frequency / frequency.sum())[:-1]
        sheets[:, question] = np.searchsorted(edges, uniforms[:, question], side="right")
    return sheets
