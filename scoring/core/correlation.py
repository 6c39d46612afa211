"""Correlations of answers: estimated over incomplete rows, and made fit to draw normals from."""

from __future__ import annotations

import numpy as np

from scoring.core.features import Floats, Sheets

MIN_EIGENVALUE = 0.02
"""Draws need a positive definite matrix; a fiftieth is far from rounding errors and moves no correlation visibly."""
MOST_CORRELATION = 0.99
LEAST_VARIANCE = 1e-9


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


def pairwise_correlation(sheets: Sheets, scores: Floats) -> Floats:
    """Pearson correlations, (28, 28), of the scores of the levels, each over the rows that answer both questions.

    Parameters
    ----------
    sheets : (n, 28).
    scores : (28, most levels), the number that stands for each level.
    """
    known = (sheets >= 0).astype(np.float64)
    values = np.where(sheets >= 0, scores[np.arange(len(scores)), np.maximum(sheets, 0)], 0.0)
    pairs = np.maximum(known.T @ known, 1.0)
    products = values.T @ values / pairs
    first, second = values.T @ known / pairs, known.T @ values / pairs
    spread = np.sqrt(np.maximum((values**2).T @ known / pairs - first**2, LEAST_VARIANCE))
    found: Floats = (products - first * second) / (spread * spread.T)
    return np.clip(found, -MOST_CORRELATION, MOST_CORRELATION)
