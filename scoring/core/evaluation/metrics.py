"""What is measured of predicted shares: order, calibration, and the top of the list, each with a bootstrap interval."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import rankdata

from scoring.core.features import Floats

Outcomes = NDArray[np.int8]
RESAMPLES = 1_000
INTERVAL = (0.025, 0.975)
BINS = 10
EDGE = 1e-6
SINGULAR = 1e-12
"""Where the curvature is flatter than this, the line runs away to infinity."""
STEPS = 50
"""Of Newton's method for the calibration line; it needs some six where the line is finite."""


def auc(outcomes: Outcomes, shares: Floats) -> float:
    """Area under the ROC curve: how often a success is placed above a failure, ties half. NaN without both.

    By the rank sum of Mann and Whitney (1947).
    """
    positive = int(outcomes.sum())
    negative = len(outcomes) - positive
    if not positive or not negative:
        return float("nan")
    ranks = rankdata(shares)[outcomes == 1].sum()
    return float((ranks - positive * (positive + 1) / 2) / (positive * negative))


def average_precision(outcomes: Outcomes, shares: Floats) -> float:
    """Precision averaged over the places of the successes, tied rows taken together. NaN without a success.

    The step-wise sum of precision times gained recall (Zhu 2004), without interpolation.
    """
    positive = int(outcomes.sum())
    if not positive:
        return float("nan")
    order = np.argsort(-shares, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(shares[order])), len(shares) - 1)
    found = np.cumsum(outcomes[order], dtype=np.float64)[ends]
    gained = np.diff(found, prepend=0.0) / positive
    return float((gained * found / (ends + 1)).sum())


def brier(outcomes: Outcomes, shares: Floats) -> float:
    """Mean squared distance between share and outcome (Brier 1950)."""
    return float(np.mean((shares - outcomes) ** 2))


def log_loss(outcomes: Outcomes, shares: Floats) -> float:
    """Mean negative log likelihood; shares are kept a millionth away from 0 and 1."""
    kept = np.clip(shares, EDGE, 1 - EDGE)
    return float(-np.mean(outcomes * np.log(kept) + (1 - outcomes) * np.log(1 - kept)))


def calibration_error(outcomes: Outcomes, shares: Floats) -> float:
    """Expected calibration error over ten bins of equal size, pooled over all rows (Naeini et al. 2015).

    Equal shares are never parted, so a constant share has one bin.
    """
    which = share_bins(shares)
    gaps = [
        abs(float((outcomes[which == place] - shares[which == place]).sum())) for place in np.unique(which)
    ]
    return float(sum(gaps) / len(shares))


def share_bins(shares: Floats, bins: int = BINS) -> NDArray[np.intp]:
    """The bin of each share: bins of about equal size, equal shares in one."""
    edges = np.quantile(shares, np.arange(1, bins) / bins)
    return np.searchsorted(edges, shares, side="left")


def calibration_line(outcomes: Outcomes, shares: Floats) -> tuple[float, float]:
    """Slope and intercept of the log odds of success against the log odds of the share (Cox 1958).

    1 and 0 where calibration is perfect; a slope above 1 says that shares are too timid, below 1 too bold. By Newton's
    method. NaN where no finite line exists: a constant share, one outcome alone, or outcomes that the shares part
    without an error.
    """
    kept = np.clip(shares, EDGE, 1 - EDGE)
    odds = np.log(kept / (1 - kept))
    nowhere = (float("nan"), float("nan"))
    if np.ptp(odds) < EDGE or not 0 < outcomes.sum() < len(outcomes):
        return nowhere
    slope = intercept = 0.0
    for _ in range(STEPS):
        fitted = expit(slope * odds + intercept)
        missed, weight = outcomes - fitted, fitted * (1 - fitted)
        total, first, second = weight.sum(), weight @ odds, weight @ odds**2
        steepness = total * second - first**2
        if not steepness > SINGULAR * total * second:
            return nowhere
        along, all_missed = missed @ odds, missed.sum()
        steps = (
            float((total * along - first * all_missed) / steepness),
            float((second * all_missed - first * along) / steepness),
        )
        slope, intercept = slope + steps[0], intercept + steps[1]
        if max(map(abs, steps)) < 1e-12 * max(1.0, abs(slope), abs(intercept)):
            return slope, intercept
    return nowhere


def calibration_slope(outcomes: Outcomes, shares: Floats) -> float:
    """The slope of `calibration_line`."""
    return calibration_line(outcomes, shares)[0]


def calibration_intercept(outcomes: Outcomes, shares: Floats) -> float:
    """The intercept of `calibration_line`."""
    return calibration_line(outcomes, shares)[1]


def precision_at_top(outcomes: Outcomes, shares: Floats, fraction: float = 0.1) -> float:
    """Share of successes among the best-placed tenth (at least one row); rows tied at its edge count in part."""
    wanted = max(1, round(fraction * len(shares)))
    edge = np.sort(shares)[-wanted]
    above, at = shares > edge, shares == edge
    rest = wanted - int(above.sum())
    return float((outcomes[above].sum() + rest * outcomes[at].mean()) / wanted)


FIGURES: Mapping[str, Callable[[Outcomes, Floats], float]] = {
    "auc": auc,
    "average_precision": average_precision,
    "brier": brier,
    "log_loss": log_loss,
    "ece": calibration_error,
    "calibration_slope": calibration_slope,
    "calibration_intercept": calibration_intercept,
    "precision_at_10": precision_at_top,
}
BETTER_WHEN_LOWER = frozenset({"brier", "log_loss", "ece"})
BIASED = frozenset({"ece"})
"""Drawing rows twice adds error to it, so its bootstrap values are moved back by their mean excess."""
NEEDS_BOTH = frozenset({"auc", "average_precision", "calibration_slope", "calibration_intercept"})


def resampled_rows(outcomes: Outcomes, seed: int, resamples: int) -> list[NDArray[np.intp]]:
    """Row numbers of bootstrap resamples, successes and failures drawn apart so that each keeps its number."""
    rng = np.random.default_rng(seed)
    kinds = [np.flatnonzero(outcomes == outcome) for outcome in (1, 0)]
    return [np.concatenate([rng.choice(kind, len(kind)) for kind in kinds]) for _ in range(resamples)]


def interval(values: Sequence[float] | Floats) -> tuple[float | None, float | None]:
    """95 % percentile interval of bootstrap values (Efron 1979); None where they are not finite."""
    known = np.asarray(values, dtype=np.float64)
    finite = known[np.isfinite(known)]
    if len(finite) < 0.9 * len(known) or not len(finite):
        return None, None
    low, high = np.quantile(finite, INTERVAL)
    return float(low), float(high)


def auc_interval(
    outcomes: Outcomes, shares: Floats, seed: int, resamples: int = RESAMPLES
) -> tuple[float | None, float | None]:
    """95 % bootstrap interval of the AUC. Needs both outcomes."""
    rows = resampled_rows(outcomes, seed, resamples)
    return interval([auc(outcomes[chosen], shares[chosen]) for chosen in rows])


def judge(
    outcomes: Outcomes,
    shares: Floats,
    seed: int,
    resamples: int = RESAMPLES,
    intervals: Collection[str] = ("auc",),
) -> dict[str, Any]:
    """All figures for predicted shares in 0-1 and outcomes (n,).

    Parameters
    ----------
    shares : (n,), or (repetitions, n) for repeated predictions of the same rows: each figure is then the mean over the
        repetitions, and a resample draws the same rows in all of them.
    seed, resamples : of the bootstrap over rows.
    intervals : which figures get one.

    Returns
    -------
    Each figure by its name in `FIGURES`, and ``<name>_low`` and ``<name>_high`` for those with an interval. None where
    a figure does not exist, as the AUC where one outcome is absent.
    """
    repeated = np.atleast_2d(shares)
    both = 0 < outcomes.sum() < len(outcomes)
    told: dict[str, Any] = {
        name: _finite(_mean_figure(name, outcomes, repeated)) if both or name not in NEEDS_BOTH else None
        for name in FIGURES
    }
    rows = resampled_rows(outcomes, seed, resamples) if intervals else []
    for name in intervals:
        values = np.array([_mean_figure(name, outcomes[chosen], repeated[:, chosen]) for chosen in rows])
        if name in BIASED and told[name] is not None:
            values = np.maximum(values - (values.mean() - told[name]), 0.0)
        low, high = interval(values) if told[name] is not None else (None, None)
        told |= {f"{name}_low": low, f"{name}_high": high}
    return told


def calibration_error_by_chance(shares: Floats, seed: int, resamples: int = 200) -> float:
    """The calibration error that these very shares show on average where they are perfectly calibrated.

    Outcomes are drawn from the shares; what is left is the noise of so many rows in ten bins. `shares` as in `judge`.
    """
    rng = np.random.default_rng(seed)
    found = [
        calibration_error((rng.random(len(row)) < row).astype(np.int8), row)
        for row in np.atleast_2d(shares)
        for _ in range(resamples)
    ]
    return float(np.mean(found))


def _mean_figure(name: str, outcomes: Outcomes, repeated: Floats) -> float:
    return float(np.mean([FIGURES[name](outcomes, shares) for shares in repeated]))


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None
