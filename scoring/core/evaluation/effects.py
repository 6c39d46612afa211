"""What each question goes with in the data, before any direction is imposed."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from scoring.core.evaluation.filling import GapFiller
from scoring.core.evaluation.metrics import Outcomes, interval, resampled_rows
from scoring.core.features import Floats, Sheets, directions, level_counts, to_matrix
from scoring.core.questionnaire import load

RESAMPLES = 200
SEED = 1
STRENGTH = 0.1
"""Of the penalty's inverse, the jury's linear member's own: 28 weights from a few hundred startups."""


def effects(sheets: Sheets, outcomes: Outcomes) -> list[dict[str, Any]]:
    """Weights of a logistic regression without sign constraints, per standard deviation of an answer.

    Gaps are filled once, without the outcome. These are associations among the startups at hand: nothing says that
    changing an answer changes an outcome.

    Returns
    -------
    For each question: ``question``, ``direction`` imposed on the jury, ``weight``, its bootstrap interval ``low`` and
    ``high``, and ``same_sign``, the share of resamples in which the weight has its sign.
    """
    filler = GapFiller(directions(), level_counts(), SEED, copies=1).fit(sheets)
    X = StandardScaler().fit_transform(to_matrix(filler.training_rows(sheets)[0]))
    weights = _weights(X, outcomes)
    drawn = np.stack([_weights(X[r], outcomes[r]) for r in resampled_rows(outcomes, SEED, RESAMPLES)])
    told = []
    for place, question in enumerate(load().questions):
        low, high = interval(drawn[:, place])
        same = float((np.sign(drawn[:, place]) == np.sign(weights[place])).mean())
        told.append(
            {
                "question": question.key,
                "direction": question.direction,
                "weight": float(weights[place]),
                "low": low,
                "high": high,
                "same_sign": same,
            }
        )
    return told


def _weights(X: Floats, outcomes: Outcomes) -> Floats:
    weights: Floats = LogisticRegression(C=STRENGTH).fit(X, outcomes).coef_[0]
    return weights
