"""The soft vote: the mean of the members' probabilities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier

from scoring.core.features import Floats
from scoring.core.members import (
    SignConstrainedLogisticRegression,
    boosted_member,
    forest_member,
    linear_member,
)

MEMBERS = ("linear", "boosted", "forest")


@dataclass(frozen=True, slots=True)
class Members:
    """The fitted members. Only trained, evaluated in bulk and stored; a live score uses the packed predictor."""

    linear: SignConstrainedLogisticRegression
    boosted: HistGradientBoostingClassifier
    forest: ExtraTreesClassifier

    def votes(self, X: Floats) -> Floats:
        """Each member's probability of success by scikit-learn, shape (3, n), for level values X, (n, 28)."""
        return np.stack([getattr(self, name).predict_proba(X)[:, 1] for name in MEMBERS])


def fit_members(
    X: Floats, y: NDArray[np.int8], seed: int, weights: Floats | None = None, copies: int = 1
) -> Members:
    """Fit the three members on level values X, (n, 28), and outcomes y; `copies`: rows that each startup fills."""
    members = Members(linear_member(), boosted_member(seed, copies), forest_member(seed, copies))
    for name in MEMBERS:
        getattr(members, name).fit(X, y, sample_weight=weights)
    return members
