"""The linear member: logistic regression whose coefficients keep the questions' directions.

scikit-learn 1.9 knows no sign constraint for a logistic regression with any of its solvers (only `LinearRegression`,
`Lasso` and `ElasticNet` have ``positive=True``, which is neither logistic nor per column), so this one is written here.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import Tags
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from scoring.core.features import Floats


class SignConstrainedLogisticRegression(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Logistic regression with an L2 penalty whose coefficients have prescribed signs.

    Parameters
    ----------
    signs : array of -1, 0, 1, one a column; 0 leaves a coefficient free. None leaves all free.
    C : inverse strength of the penalty on the standardised coefficients, as in scikit-learn.
    max_iter : of the optimiser.

    Attributes
    ----------
    classes_ : the two labels, sorted.
    coef_ : shape (n_features,), per unit of the column.
    intercept_ : float.

    Notes
    -----
    Columns are standardised, then the penalised log loss is minimised within bounds by L-BFGS-B (Byrd, Lu, Nocedal,
    Zhu 1995), which for a convex loss ends in the constrained optimum.
    """

    def __init__(self, signs: ArrayLike | None = None, C: float = 0.1, max_iter: int = 200) -> None:
        self.signs = signs
        self.C = C
        self.max_iter = max_iter

    def fit(
        self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None
    ) -> SignConstrainedLogisticRegression:
        """Fit on X, shape (n, n_features), and two classes y; rows may be weighted.

        Raises
        ------
        ValueError : y has not exactly two classes, `signs` another length than a row, or every weight is zero.
        """
        values: Floats
        values, labels = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(labels)
        self.classes_, target = np.unique(labels, return_inverse=True)
        if len(self.classes_) != 2:
            detail = "class" if len(self.classes_) == 1 else "classes"
            message = f"Only binary classification is supported; y holds {len(self.classes_)} {detail}."
            raise ValueError(message)
        signs = np.zeros(values.shape[1]) if self.signs is None else np.asarray(self.signs)
        if signs.shape != (values.shape[1],):
            raise ValueError(f"signs has shape {signs.shape}, X has {values.shape[1]} columns.")
        weight = (
            np.ones(len(values)) if sample_weight is None else np.asarray(sample_weight, dtype=np.float64)
        )
        if not weight.any():
            raise ValueError("All sample weights are zero.")
        mean = np.average(values, axis=0, weights=weight)
        scale = np.sqrt(np.average((values - mean) ** 2, axis=0, weights=weight))
        scale[scale < 1e-12] = 1.0
        solved = minimize(
            _penalised_loss,
            np.zeros(values.shape[1] + 1),
            args=((values - mean) / scale, target, weight, 1.0 / self.C),
            jac=True,
            method="L-BFGS-B",
            bounds=[*_bounds(signs), (None, None)],
            options={"maxiter": self.max_iter, "ftol": 1e-12, "gtol": 1e-8},
        )
        self.coef_: Floats = solved.x[:-1] / scale
        self.intercept_ = float(solved.x[-1] - self.coef_ @ mean)
        self.n_iter_ = int(solved.nit)
        return self

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        return tags

    def decision_function(self, X: ArrayLike) -> Floats:
        """Log odds of the second class, shape (n,)."""
        check_is_fitted(self)
        values: Floats = validate_data(self, X, dtype=np.float64, reset=False)
        odds: Floats = values @ self.coef_ + self.intercept_
        return odds

    def predict_proba(self, X: ArrayLike) -> Floats:
        """Probabilities of both classes, shape (n, 2)."""
        success = expit(self.decision_function(X))
        return np.column_stack([1 - success, success])

    def predict(self, X: ArrayLike) -> NDArray[np.generic]:
        """The likelier class, shape (n,)."""
        check_is_fitted(self)
        chosen: NDArray[np.generic] = self.classes_[(self.decision_function(X) > 0).astype(int)]
        return chosen


def _bounds(signs: NDArray[np.generic]) -> list[tuple[float | None, float | None]]:
    return [(0.0 if sign > 0 else None, 0.0 if sign < 0 else None) for sign in signs]


def _penalised_loss(
    parameters: Floats, X: Floats, target: Floats, weight: Floats, penalty: float
) -> tuple[float, Floats]:
    """Penalised log loss and its gradient; the last parameter is the intercept, which bears no penalty."""
    coef, intercept = parameters[:-1], parameters[-1]
    odds = X @ coef + intercept
    loss = weight @ (np.logaddexp(0.0, odds) - target * odds) + 0.5 * penalty * coef @ coef
    slope = weight * (expit(odds) - target)
    return float(loss), np.append(X.T @ slope + penalty * coef, slope.sum())
