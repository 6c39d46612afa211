"""A jury trained on a cohort sampled from statistics, against one trained on the startups behind the statistics."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
from joblib import Parallel, delayed

from scoring.core import training
from scoring.core.cohort_estimate import LEAST_MIN_COUNT, derive_cohort
from scoring.core.evaluation.comparing import corrected_t_test, verdict
from scoring.core.evaluation.metrics import Outcomes, auc
from scoring.core.evaluation.protocols import Split, halves
from scoring.core.features import Sheets
from scoring.core.points import points_rule

REPETITIONS = 4
SEED = 1


def synthetic_against_real(
    sheets: Sheets,
    outcomes: Outcomes,
    *,
    repetitions: int = REPETITIONS,
    min_count: int = LEAST_MIN_COUNT,
    workers: int = 1,
) -> dict[str, Any]:
    """Train on one half or on statistics of it alone, test both on the other half.

    The shipped statistics are never used: they were estimated on startups that would be tested.

    Returns
    -------
    ``splits``, mean AUCs of the juries trained on ``synthetic`` and on ``real`` startups and of the ``points_rule``,
    and ``difference``: synthetic minus real, see `comparing.Difference`, with its ``verdict``.
    """
    splits = halves(outcomes, repetitions)
    found = np.array(
        Parallel(n_jobs=workers)(delayed(_both)(sheets, outcomes, split, min_count) for split in splits)
    )
    synthetic, real, points = found.mean(axis=0)
    difference = corrected_t_test(found[:, 0] - found[:, 1], len(outcomes) / 2, len(outcomes) / 2)
    return {
        "splits": len(splits),
        "min_count": min_count,
        "synthetic": float(synthetic),
        "real": float(real),
        "points_rule": float(points),
        "difference": asdict(difference) | {"verdict": verdict("auc", difference.difference, difference.p)},
    }


def _both(sheets: Sheets, outcomes: Outcomes, split: Split, min_count: int) -> tuple[float, float, float]:
    known, asked, truth = sheets[split.train], sheets[split.test], outcomes[split.test]
    derived = derive_cohort(known, outcomes[split.train], min_count=min_count, merge=True)
    synthetic = training.train_on_cohort(derived.statistics, SEED, "one half", banded=False)
    real = training.train(known, outcomes[split.train], SEED, banded=False)
    return (
        auc(truth, synthetic.score_many(asked)),
        auc(truth, real.score_many(asked)),
        auc(truth, points_rule(asked)),
    )
