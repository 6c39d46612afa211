"""The three members of the jury, each held to the promise that a better answer never lowers its vote.

What scikit-learn 1.9 offers: `HistGradientBoostingClassifier` and `ExtraTreesClassifier` take `monotonic_cst`;
`LogisticRegression` has no constraint on the signs of its coefficients, so that member is our own estimator.
"""

from typing import Self

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier
from sklearn.utils.validation import check_is_fitted, validate_data

from scoring.core.features import Floats

# Small forest: 300 trees with leaves of 3 had the same AUC with 24 times the nodes.
TREES, LEAF = 100, 20


class SignConstrainedLogisticRegression(ClassifierMixin, BaseEstimator):
    """Binary logistic regression with an L2 penalty whose coefficients keep given signs.

    Features are standardised with the training data's mean and deviation. The penalised likelihood is minimised by
    L-BFGS-B, whose box constraints are the signs (Byrd, Lu, Nocedal, Zhu 1995, "A limited memory algorithm for bound
    constrained optimization").

    Parameters
    ----------
    signs : array (n_features,) of +1 (coefficient >= 0), -1 (<= 0) and 0 (free), or None for all free.
    C : inverse strength of the penalty, as in scikit-learn's LogisticRegression.
    """

    def __init__(self, signs: npt.NDArray[np.int8] | None = None, C: float = 0.1) -> None:
        self.signs = signs
        self.C = C

    def fit(self, X: Floats, y: npt.NDArray[np.int8]) -> Self:
        """Fit to X (n, f) and labels y (n,) with exactly two classes.

        Raises
        ------
        ValueError : X holds NaN or infinity, or y does not hold two classes.
        """
        X, y = validate_data(self, X, y, dtype=np.float64)
        self.classes_ = np.unique(y)
        if len(self.classes_) != 2:
            raise ValueError(f"two classes are needed, the labels hold {len(self.classes_)}")
        self.mean_ = X.mean(axis=0)
        deviation = X.std(axis=0)
        self.scale_ = np.where(deviation > 0, deviation, 1.0)
        Z = (X - self.mean_) / self.scale_
        target = np.where(y == self.classes_[1], 1.0, -1.0)

        def loss(weights: Floats) -> tuple[float, Floats]:
            margin = target * (Z @ weights[1:] + weights[0])
            pull = -target * expit(-margin)
            penalty = weights[1:] / (self.C * len(target))
            value = np.logaddexp(0, -margin).mean() + 0.5 * weights[1:] @ penalty
            return float(value), np.concatenate([[pull.mean()], Z.T @ pull / len(target) + penalty])

        free = np.zeros(Z.shape[1]) if self.signs is None else np.asarray(self.signs)
        bounds = [(None, None), *(((0.0 if s > 0 else None), (0.0 if s < 0 else None)) for s in free)]
        found = minimize(loss, np.zeros(Z.shape[1] + 1), jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500})
        self.intercept_, self.coef_ = float(found.x[0]), found.x[1:]
        return self

    def decision_function(self, X: Floats) -> Floats:
        """Log-odds (n,) of the second class."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype=np.float64, reset=False)
        out: Floats = (X - self.mean_) / self.scale_ @ self.coef_ + self.intercept_
        return out

    def predict_proba(self, X: Floats) -> Floats:
        """Probabilities (n, 2) of the two classes."""
        second = expit(self.decision_function(X))
        return np.column_stack([1 - second, second])

    def predict(self, X: Floats) -> npt.NDArray[np.int8]:
        """The likelier class (n,)."""
        out: npt.NDArray[np.int8] = self.classes_[(self.decision_function(X) > 0).astype(int)]
        return out


def make_members(directions: npt.NDArray[np.int8], *, seed: int) -> dict[str, ClassifierMixin]:
    """Unfitted members by name, all held to `directions`."""
    return {
        "logistic": SignConstrainedLogisticRegression(signs=directions),
        "boosting": HistGradientBoostingClassifier(
            monotonic_cst=directions,
            max_iter=80,
            learning_rate=0.06,
            max_leaf_nodes=8,
            min_samples_leaf=20,
            l2_regularization=1.0,
            early_stopping=False,
            random_state=seed,
        ),
        "trees": ExtraTreesClassifier(
            n_estimators=TREES,
            min_samples_leaf=LEAF,
            max_features=None,
            monotonic_cst=directions,
            random_state=seed,
            n_jobs=1,
        ),
    }
