"""The soft vote: the mean of the members' probabilities."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import Tags
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from scoring.core.features import Floats
from scoring.core.members import MonotoneBoosting, MonotoneForest, SignConstrainedLogisticRegression

MEMBERS = ("linear", "boosted", "forest")


class SoftVote(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A linear, a boosted and a forest member with equal votes.

    Parameters
    ----------
    directions : array of -1, 0, 1, one a column: the sign that an effect may have. None leaves all free.
    copies : how often each startup stands in the training rows.
    boosted_trees, forest_trees : how many trees each kind has.
    learning_rate : of the boosted member.
    random_state : seed of the members.

    Attributes
    ----------
    linear_, boosted_, forest_ : the fitted members.
    classes_ : the two labels, sorted.

    Notes
    -----
    The mean of probabilities is the simplest combination that keeps every promise its members keep. On few rows it is
    as good as learned weights: Kittler, Hatef, Duin, Matas (1998), "On combining classifiers" (the sum rule).
    Only trained, evaluated in bulk and stored; a live score uses the packed predictor.
    """

    def __init__(
        self,
        directions: ArrayLike | None = None,
        copies: int = 1,
        boosted_trees: int = 100,
        forest_trees: int = 100,
        learning_rate: float = 0.06,
        random_state: int | None = None,
    ) -> None:
        self.directions = directions
        self.copies = copies
        self.boosted_trees = boosted_trees
        self.forest_trees = forest_trees
        self.learning_rate = learning_rate
        self.random_state = random_state

    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> SoftVote:
        """Fit on X, shape (n, n_features), and two classes y; rows may be weighted.

        Raises
        ------
        ValueError : y has not exactly two classes, or `directions` another length than a row.
        """
        values, labels = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(labels)
        self.classes_ = np.unique(labels)
        if len(self.classes_) != 2:
            detail = "class" if len(self.classes_) == 1 else "classes"
            message = f"Only binary classification is supported; y holds {len(self.classes_)} {detail}."
            raise ValueError(message)
        seed = self.random_state
        self.linear_ = SignConstrainedLogisticRegression(self.directions)
        self.boosted_ = MonotoneBoosting(
            self.directions, self.copies, self.boosted_trees, self.learning_rate, seed
        )
        self.forest_ = MonotoneForest(self.directions, self.copies, self.forest_trees, seed)
        for member in (self.linear_, self.boosted_, self.forest_):
            member.fit(values, labels, sample_weight=sample_weight)
        return self

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        return tags

    def votes(self, X: ArrayLike) -> Floats:
        """Each member's probability of the second class, shape (3, n), for X, (n, n_features)."""
        check_is_fitted(self)
        values = validate_data(self, X, dtype=np.float64, reset=False)
        return np.stack([getattr(self, f"{name}_").predict_proba(values)[:, 1] for name in MEMBERS])

    def predict_proba(self, X: ArrayLike) -> Floats:
        """Probabilities of both classes, shape (n, 2)."""
        votes = self.votes(X)
        success = votes.sum(axis=0) / len(votes)
        return np.column_stack([1 - success, success])

    def predict(self, X: ArrayLike) -> NDArray[np.generic]:
        """The likelier class, shape (n,)."""
        likelier = (self.predict_proba(X)[:, 1] > 0.5).astype(int)
        chosen: NDArray[np.generic] = self.classes_[likelier]
        return chosen
