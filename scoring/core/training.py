"""Training: from sheets and outcomes to a jury."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from scoring.core.cohort import COHORT_ROWS, sample_cohort, statistics
from scoring.core.cohort_statistics import CohortStatistics
from scoring.core.features import Sheets
from scoring.core.jury import JuryModel
from scoring.core.replicates import REPLICATES
from scoring.core.training_steps import (
    FOLDS,
    HELD_OUT,
    Background,
    assemble,
    fit_fold,
    fit_small_jury,
    fit_whole,
    prepare,
)
from scoring.core.unshrunk import unshrunk

REFERENCE_SEED = 1
FEW_REPLICATES = 2
"""Where only scores are wanted."""


def train_reference(seed: int = REFERENCE_SEED) -> JuryModel:
    """The built-in jury, trained on the synthetic reference cohort."""
    return train_on_cohort(statistics(), seed, "reference cohort v1 (synthetic)")


def train_on_cohort(
    source: CohortStatistics, seed: int, trained_on: str, *, banded: bool = True
) -> JuryModel:
    """A jury trained on a cohort sampled from statistics.

    It learns from the statistics as they are, shrunk against chance; what startups plausibly answer is drawn from them
    with the shrinkage taken back.
    """
    sheets, outcomes = sample_cohort(seed, source=source)
    plausible, _ = sample_cohort(seed + 1, rows=COHORT_ROWS + HELD_OUT, source=unshrunk(source))
    facts = {"trained_on": trained_on, "synthetic": True}
    return train(sheets, outcomes, seed, facts, Background(source.n, plausible, source.silent), banded=banded)


def train(
    sheets: Sheets,
    outcomes: NDArray[np.int8],
    seed: int,
    facts: dict[str, Any] | None = None,
    background: Background | None = None,
    *,
    banded: bool = True,
) -> JuryModel:
    """Train a jury. The same sheets, outcomes and seed give the same jury to the last bit.

    Unanswered questions are filled by multiple imputation (Rubin 1987): several completions of each startup, drawn
    from the population without regard to its outcome, share the startup's weight. So a missing answer is never a
    signal by itself. Calibration uses votes on startups of other folds; its intercept is then moved so that the empty
    sheet scores exactly the reference base.

    A question that hardly anybody answers teaches chance alone: to the members all startups answer it alike, so that it
    moves no score. The facts name it under ``silent``.

    Parameters
    ----------
    sheets : (n, 28), -1 where unanswered.
    outcomes : (n,) of 0 and 1.
    seed : of everything random.
    facts : what to remember about the data, such as ``trained_on`` and ``synthetic``.
    background : None where the rows are the real companies.
    banded : False where only scores are wanted, in half the time: two replicates and a band that means nothing.

    Raises
    ------
    TooLittleData : fewer than 20 successes or failures (``too_little_data``), or answers that tell nothing about the
        outcome in the directions that they may (``nothing_to_learn``).
    """
    # One thread: sums over threads would round differently from run to run.
    with threadpool_limits(limits=1):
        material = prepare(sheets, outcomes, seed, background)
        folds = [fit_fold(material, number) for number in range(FOLDS)]
        small = [
            fit_small_jury(material, number) for number in range(REPLICATES if banded else FEW_REPLICATES)
        ]
        whole = fit_whole(material)
        return assemble(material, folds, whole, small, facts or {}, background, banded=banded)
