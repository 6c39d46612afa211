"""Predictions for rows that were not trained on, by the jury and by its rivals on the same splits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from threadpoolctl import threadpool_limits

from scoring.core import training
from scoring.core.evaluation.comparing import compare
from scoring.core.evaluation.metrics import FIGURES, Outcomes, judge
from scoring.core.evaluation.protocols import Split
from scoring.core.evaluation.rivals import Fit
from scoring.core.features import Floats, Sheets
from scoring.core.jury import JuryModel

JURY = "jury"
COMPARED = ("auc", "brier")
SEED = 1


def train_juries(
    sheets: Sheets, outcomes: Outcomes, splits: Sequence[Split], workers: int = 1, *, banded: bool = False
) -> list[JuryModel]:
    """A jury for each split, trained on its training rows alone; with a band that means something only if `banded`."""
    return list(
        Parallel(n_jobs=workers)(
            delayed(training.train)(sheets[split.train], outcomes[split.train], SEED, banded=banded)
            for split in splits
        )
    )


def predicted_by_juries(juries: Sequence[JuryModel], sheets: Sheets, splits: Sequence[Split]) -> Floats:
    """What the juries say about the test rows of their splits, as shares; (repetitions, n), NaN where never tested."""
    told = _nothing(sheets, splits)
    for jury, split in zip(juries, splits, strict=True):
        told[split.repetition, split.test] = jury.score_many(sheets[split.test]) / 100
    return told


def predicted_by(
    fit: Fit, sheets: Sheets, outcomes: Outcomes, splits: Sequence[Split], workers: int = 1
) -> Floats:
    """The same for anything that can be fitted."""
    told = _nothing(sheets, splits)
    found = Parallel(n_jobs=workers)(delayed(_predict)(fit, sheets, outcomes, split) for split in splits)
    for split, shares in zip(splits, found, strict=True):
        told[split.repetition, split.test] = shares
    return told


def judged(
    outcomes: Outcomes, predicted: Mapping[str, Floats], splits: list[Split], seed: int, resamples: int
) -> dict[str, Any]:
    """The figures of every judge with intervals, and the jury's difference to every other.

    Returns
    -------
    ``judges``: by judge, see `metrics.judge`; ``differences``: by figure and rival, see `comparing.compare`.
    """
    return {
        "judges": {
            name: judge(outcomes, shares, seed, resamples, intervals=FIGURES)
            for name, shares in predicted.items()
        },
        "differences": {figure: compare(figure, outcomes, predicted, JURY, splits) for figure in COMPARED},
    }


def _predict(fit: Fit, sheets: Sheets, outcomes: Outcomes, split: Split) -> Floats:
    with threadpool_limits(limits=1):
        return fit(sheets[split.train], outcomes[split.train])(sheets[split.test])


def _nothing(sheets: Sheets, splits: Sequence[Split]) -> Floats:
    return np.full((1 + max(split.repetition for split in splits), len(sheets)), np.nan)
