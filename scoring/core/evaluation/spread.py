"""How scores lie, how often the higher of two is the better startup, and how far one score is luck."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from joblib import Parallel, delayed

from scoring.core import training
from scoring.core.evaluation.metrics import Outcomes
from scoring.core.evaluation.protocols import Split
from scoring.core.features import Floats, Sheets

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
GAPS = (0.0, 5.0, 15.0, 30.0, 60.0, 100.0)
FINALISTS, BEST, DRAWN = 16, 4, 2_000
TRAININGS = 10
SEED = 1


def quantiles(scores: Floats) -> dict[str, float]:
    """Quantiles of the scores by their percentage, as "5"."""
    return {f"{100 * level:g}": float(np.quantile(scores, level)) for level in QUANTILES}


def best_of_a_final(scores: Floats) -> list[float]:
    """Median scores of the best four of sixteen startups drawn at random, best first."""
    rng = np.random.default_rng(SEED)
    drawn = np.stack([rng.choice(scores, FINALISTS, replace=False) for _ in range(DRAWN)])
    best = -np.sort(-drawn, axis=1)[:, :BEST]
    return [float(value) for value in np.median(best, axis=0)]


def pairs_by_gap(outcomes: Outcomes, scores: Floats) -> list[dict[str, Any]]:
    """How often the higher score of a success and a failure was the success's, by the gap between them.

    Parameters
    ----------
    scores : (repetitions, n) in points; pairs are made within a repetition.

    Returns
    -------
    For each gap: ``above`` and ``below`` in points, ``pairs`` (mean over the repetitions), ``right`` (a share or None).
    """
    gaps = scores[:, outcomes == 1][:, :, None] - scores[:, outcomes == 0][:, None, :]
    told = []
    for low, high in pairwise(GAPS):
        within = (np.abs(gaps) >= low) & (np.abs(gaps) < high)
        right = float(((gaps > 0) & within).sum() + ((gaps == 0) & within).sum() / 2)
        count = int(within.sum())
        share = right / count if count else None
        told.append({"above": low, "below": high, "pairs": count / len(scores), "right": share})
    return told


def retrained(sheets: Sheets, outcomes: Outcomes, split: Split, workers: int = 1) -> dict[str, Any]:
    """How far the score of one startup moves with the training startups.

    Juries are trained on bootstrap samples of the split's training rows and score its test rows.

    Returns
    -------
    ``trainings``, and ``standard_deviation``: of one startup's score over them, mean over the startups, in points.
    """
    rng = np.random.default_rng(SEED)
    known = outcomes[split.train]
    samples = [
        np.concatenate([rng.choice(split.train[known == o], int((known == o).sum())) for o in (0, 1)])
        for _ in range(TRAININGS)
    ]
    scored = Parallel(n_jobs=workers)(
        delayed(_scored)(sheets[rows], outcomes[rows], sheets[split.test]) for rows in samples
    )
    deviations = np.stack(scored).std(axis=0, ddof=1)
    return {"trainings": TRAININGS, "rows": len(split.test), "standard_deviation": float(deviations.mean())}


def _scored(sheets: Sheets, outcomes: Outcomes, asked: Sheets) -> Floats:
    return training.train(sheets, outcomes, SEED, banded=False).score_many(asked)
