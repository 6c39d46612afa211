"""What is trained on and what is tested on: repeated stratified folds, and strictly the past and the future."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedKFold

from scoring.core.evaluation.metrics import Outcomes

FOLDS = 5
REPETITIONS = 5
Rows = NDArray[np.intp]
Dates = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class Split:
    """Row numbers to train on and to test on. The splits of one repetition test each row once."""

    repetition: int
    train: Rows
    test: Rows


def repeated_stratified(
    outcomes: Outcomes, folds: int = FOLDS, repetitions: int = REPETITIONS, seed: int = 0
) -> list[Split]:
    """Folds with the same share of successes, drawn anew for each repetition."""
    splits = []
    for repetition in range(repetitions):
        folded = StratifiedKFold(folds, shuffle=True, random_state=seed + repetition)
        splits += [Split(repetition, *rows) for rows in folded.split(outcomes[:, None], outcomes)]
    return splits


def halves(outcomes: Outcomes, repetitions: int, seed: int = 0) -> list[Split]:
    """Each repetition parts the rows in two; either half is trained on once and tested on once."""
    return repeated_stratified(outcomes, 2, repetitions, seed)


def temporal(dates: Dates, known: Dates, since: np.datetime64, until: np.datetime64 | None = None) -> Split:
    """Train on the past, test on what came later.

    A row is trained on only if both its date and the day on which its outcome was known lie before `since`: who stood
    at that day could have trained this jury. Rows without a date, or whose outcome was not known yet, are in neither.

    Parameters
    ----------
    dates : (n,) days on which the facts of a row were true; NaT where unknown.
    known : (n,) days on which its outcome was known.
    since, until : tested are rows dated from `since` on and before `until`.
    """
    past = (dates < since) & (known < since)
    future = dates >= since
    if until is not None:
        future &= dates < until
    return Split(0, np.flatnonzero(past), np.flatnonzero(future))
