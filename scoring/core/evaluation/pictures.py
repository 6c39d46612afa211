"""The numbers behind a model card's plots: reliability, ROC, and how scores lie by outcome."""

from __future__ import annotations

import numpy as np

from scoring.core.evaluation.metrics import BINS, Outcomes, interval, resampled_rows, share_bins
from scoring.core.features import Floats

RESAMPLES = 300
Z = 1.959963984540054
FALSE_ALARMS = np.linspace(0.0, 1.0, 21)
EDGES = np.arange(0, 101, 10)


def reliability(outcomes: Outcomes, shares: Floats) -> list[dict[str, float]]:
    """Share of successes by predicted share, in ten bins of about equal size over all repetitions.

    Parameters
    ----------
    shares : (repetitions, n).

    Returns
    -------
    For each bin: ``startups`` (mean over the repetitions), mean ``predicted`` share, ``observed`` share of successes
    and its interval by Wilson, ``low`` and ``high``.
    """
    which = share_bins(shares.ravel()).reshape(shares.shape)
    told = []
    for place in range(BINS):
        within = which == place
        if not within.any():
            continue
        counts, hits = within.sum(axis=0), (within * outcomes).sum(axis=0)
        startups, observed = counts.sum() / len(shares), hits.sum() / counts.sum()
        low, high = wilson(float(observed), float(startups))
        told.append(
            {
                "startups": float(startups),
                "predicted": float(shares[within].mean()),
                "observed": float(observed),
                "low": low,
                "high": high,
            }
        )
    return told


def wilson(share: float, count: float) -> tuple[float, float]:
    """95 % interval of a share of so many (Wilson 1927); unlike a bootstrap's it has a width where all are alike."""
    z = Z
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    reach = z / (1 + z * z / count) * float(np.sqrt(share * (1 - share) / count + z * z / (4 * count**2)))
    return max(middle - reach, 0.0), min(middle + reach, 1.0)


def roc(outcomes: Outcomes, shares: Floats, seed: int) -> list[dict[str, float | None]]:
    """Share of successes found at each share of false alarms, mean over the repetitions, with a pointwise 95 % band."""
    curve = _found(outcomes, shares)
    drawn = np.stack(
        [_found(outcomes[rows], shares[:, rows]) for rows in resampled_rows(outcomes, seed, RESAMPLES)]
    )
    told = []
    for alarms, found, values in zip(FALSE_ALARMS, curve, drawn.T, strict=True):
        low, high = interval(values)
        told.append({"false_alarms": float(alarms), "found": float(found), "low": low, "high": high})
    return told


def _found(outcomes: Outcomes, shares: Floats) -> Floats:
    curves = []
    for row in shares:
        order = np.argsort(-row, kind="stable")
        ends = np.append(np.flatnonzero(np.diff(row[order])), len(row) - 1)
        found = np.cumsum(outcomes[order])[ends] / outcomes.sum()
        alarms = np.cumsum(1 - outcomes[order])[ends] / (1 - outcomes).sum()
        curves.append(np.interp(FALSE_ALARMS, np.append(0.0, alarms), np.append(0.0, found)))
    mean: Floats = np.mean(curves, axis=0)
    return mean


def distribution(outcomes: Outcomes, scores: Floats) -> list[dict[str, float]]:
    """How many successes and failures score in each ten points, (repetitions, n) averaged over the repetitions."""
    counted = {
        name: np.histogram(scores[:, outcomes == outcome], EDGES)[0] / len(scores)
        for name, outcome in (("successes", 1), ("failures", 0))
    }
    return [
        {"from": float(EDGES[place]), "to": float(EDGES[place + 1])}
        | {name: float(counts[place]) for name, counts in counted.items()}
        for place in range(len(EDGES) - 1)
    ]
