"""What a comparison draws: successes found for false alarms, and whether shares mean what they say."""

from __future__ import annotations

import numpy as np

from scoring.core.evaluation.metrics import BINS, Outcomes, share_bins
from scoring.core.evaluation.pictures import wilson
from scoring.core.features import Floats

MOST_POINTS = 200
"""Of a curve; more cannot be told apart in a plot."""
FEWEST_IN_A_BIN = 10
"""Rows. With fewer a bin's share of successes says nothing."""


def roc_points(outcomes: Outcomes, shares: Floats) -> list[list[float]]:
    """Corners of the ROC curve, (share of failures, share of successes) placed at or above a share, from (0, 0) to
    (1, 1); ties are one step. None of them without both outcomes."""
    successes = int(outcomes.sum())
    failures = len(outcomes) - successes
    if not successes or not failures:
        return []
    order = np.argsort(-shares, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(shares[order])), len(shares) - 1)
    found = np.append(0, np.cumsum(outcomes[order])[ends]) / successes
    alarms = np.append(0, np.cumsum(1 - outcomes[order])[ends]) / failures
    corners = _corners(alarms, found)
    if len(corners) > MOST_POINTS:
        corners = corners[np.unique(np.linspace(0, len(corners) - 1, MOST_POINTS).round().astype(np.intp))]
    return [[float(alarms[place]), float(found[place])] for place in corners]


def _corners(across: Floats, up: Floats) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Places where a line turns, with both ends."""
    turns = np.diff(across)[:-1] * np.diff(up)[1:] != np.diff(across)[1:] * np.diff(up)[:-1]
    return np.concatenate([[0], np.flatnonzero(turns) + 1, [len(across) - 1]]).astype(np.intp)


def reliability_bins(outcomes: Outcomes, shares: Floats) -> list[dict[str, float]]:
    """Share of successes by predicted share, in up to ten bins of about equal size.

    Returns
    -------
    For each bin: ``mean`` predicted share, ``share`` of successes with its 95 % interval by Wilson, ``low`` and
    ``high``, and its number of ``rows``.
    """
    which = share_bins(shares, min(BINS, max(len(shares) // FEWEST_IN_A_BIN, 1)))
    told = []
    for place in np.unique(which):
        within = which == place
        share, rows = float(outcomes[within].mean()), int(within.sum())
        low, high = wilson(share, rows)
        told.append(
            {"mean": float(shares[within].mean()), "share": share, "low": low, "high": high, "rows": rows}
        )
    return told
