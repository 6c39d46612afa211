"""How good are scores? Each figure beside what it must beat: the points rule and the base rate."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from scoring.core.features import Floats, Sheets
from scoring.core.jury import JuryModel
from scoring.core.points import points_rule

RESAMPLES = 1_000
BINS = 10
EDGE = 1e-6


def auc(outcomes: NDArray[np.int8], shares: Floats) -> float:
    """Area under the ROC curve: how often a success is placed above a failure, ties half. NaN without both.

    By the rank sum of Mann and Whitney (1947).
    """
    positive = int(outcomes.sum())
    negative = len(outcomes) - positive
    if not positive or not negative:
        return float("nan")
    ranks = rankdata(shares)[outcomes == 1].sum()
    return float((ranks - positive * (positive + 1) / 2) / (positive * negative))


def auc_interval(
    outcomes: NDArray[np.int8], shares: Floats, seed: int, resamples: int = RESAMPLES
) -> tuple[float, float]:
    """95 % percentile bootstrap interval of the AUC, resampling successes and failures apart (Efron 1979).

    Needs both outcomes.
    """
    rng = np.random.default_rng(seed)
    positive, negative = shares[outcomes == 1], shares[outcomes == 0]
    labels = np.repeat(np.array([1, 0], dtype=np.int8), [len(positive), len(negative)])
    found = [
        auc(
            labels, np.concatenate([rng.choice(positive, len(positive)), rng.choice(negative, len(negative))])
        )
        for _ in range(resamples)
    ]
    low, high = np.quantile(found, [0.025, 0.975])
    return float(low), float(high)


def calibration_error(outcomes: NDArray[np.int8], shares: Floats) -> float:
    """Expected calibration error over ten bins of equal size, pooled over all rows (Naeini et al. 2015).

    Equal shares are never parted, so a constant share has one bin.
    """
    edges = np.quantile(shares, np.arange(1, BINS) / BINS)
    which = np.searchsorted(edges, shares, side="left")
    gaps = [
        abs(float((outcomes[which == place] - shares[which == place]).sum())) for place in np.unique(which)
    ]
    return float(sum(gaps) / len(shares))


def precision_at_top(outcomes: NDArray[np.int8], shares: Floats, fraction: float = 0.1) -> float:
    """Share of successes among the best-placed tenth (at least one row); rows tied at its edge count in part."""
    wanted = max(1, round(fraction * len(shares)))
    edge = np.sort(shares)[-wanted]
    above, at = shares > edge, shares == edge
    rest = wanted - int(above.sum())
    return float((outcomes[above].sum() + rest * outcomes[at].mean()) / wanted)


def judge(
    outcomes: NDArray[np.int8], shares: Floats, seed: int, resamples: int = RESAMPLES
) -> dict[str, Any]:
    """All figures for predicted shares (n,) in 0-1 and outcomes (n,); no AUC where one outcome is absent."""
    kept = np.clip(shares, EDGE, 1 - EDGE)
    log_loss = -np.mean(outcomes * np.log(kept) + (1 - outcomes) * np.log(1 - kept))
    both = 0 < outcomes.sum() < len(outcomes)
    low, high = auc_interval(outcomes, shares, seed, resamples) if both else (None, None)
    return {
        "auc": auc(outcomes, shares) if both else None,
        "auc_low": low,
        "auc_high": high,
        "brier": float(np.mean((shares - outcomes) ** 2)),
        "log_loss": float(log_loss),
        "ece": calibration_error(outcomes, shares),
        "precision_at_10": precision_at_top(outcomes, shares),
    }


def evaluate(jury: JuryModel, sheets: Sheets, outcomes: NDArray[np.int8], seed: int = 1) -> dict[str, Any]:
    """The jury, the points rule and the base rate on rows that the jury has not seen.

    Parameters
    ----------
    sheets : (n, 28), questions may be unanswered.
    outcomes : (n,) of 0 and 1.

    Returns
    -------
    ``n``, and the figures of `judge` under ``model``, ``points_rule`` and ``base_rate``.
    """
    base = np.full(len(outcomes), float(outcomes.mean()))
    return {
        "n": len(outcomes),
        "model": judge(outcomes, jury.score_many(sheets) / 100, seed),
        "points_rule": judge(outcomes, points_rule(sheets) / 100, seed),
        "base_rate": judge(outcomes, base, seed),
    }
