"""The members of the vote, and the packed predictor that stands in for them."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.utils.estimator_checks import check_estimator

from scoring.core.calibration import PlattCalibration
from scoring.core.ensemble import SoftVote
from scoring.core.features import directions, to_matrix
from scoring.core.members import MonotoneBoosting, MonotoneForest, SignConstrainedLogisticRegression
from scoring.core.population import Population
from tests.scoring.conftest import random_sheets


def _problem(seed=1, rows=400):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(rows, 3)) * [1.0, 5.0, 0.2]
    y = (X @ [1.0, -0.2, 3.0] + rng.normal(size=rows) > 0).astype(int)
    return X, y


def test_without_signs_it_is_scikit_learns_logistic_regression():
    X, y = _problem()
    X = (X - X.mean(axis=0)) / X.std(axis=0)

    ours = SignConstrainedLogisticRegression(C=0.5).fit(X, y)
    theirs = LogisticRegression(C=0.5, tol=1e-10, max_iter=5_000).fit(X, y)

    assert ours.coef_ == pytest.approx(theirs.coef_[0], abs=1e-4)
    assert ours.intercept_ == pytest.approx(theirs.intercept_[0], abs=1e-4)


def test_a_coefficient_never_has_the_wrong_sign():
    X, y = _problem()

    fitted = SignConstrainedLogisticRegression(signs=[1, 1, -1]).fit(X, y)

    assert fitted.coef_[0] > 0
    assert list(fitted.coef_[1:]) == [0.0, 0.0]


def test_a_weight_of_two_is_the_row_twice():
    X, y = _problem(rows=80)
    weights = np.random.default_rng(2).integers(1, 4, 80)
    copied = np.repeat(np.arange(80), weights)

    one = SignConstrainedLogisticRegression(C=0.2).fit(X, y, sample_weight=weights)
    other = SignConstrainedLogisticRegression(C=0.2).fit(X[copied], y[copied])

    assert one.coef_ == pytest.approx(other.coef_, abs=1e-5)


@pytest.mark.parametrize(
    "estimator",
    [
        SignConstrainedLogisticRegression(),
        MonotoneBoosting(trees=5),
        MonotoneForest(trees=5),
        SoftVote(boosted_trees=5, forest_trees=5),
    ],
    ids=lambda estimator: type(estimator).__name__,
)
def test_it_is_an_estimator_as_scikit_learn_wants_them(estimator):
    check_estimator(estimator)


def test_it_rejects_signs_of_another_length():
    with pytest.raises(ValueError, match="signs"):
        SignConstrainedLogisticRegression(signs=[1]).fit(*_problem())


def test_the_packed_predictor_equals_scikit_learn(model):
    sheets = random_sheets(2_000, seed=20, answered=1.0)

    assert model.packed.votes(sheets) == pytest.approx(model.members.votes(to_matrix(sheets)), abs=1e-9)


def test_every_member_keeps_the_directions(model):
    sheets = random_sheets(200, seed=21, answered=1.0)
    for question, direction in enumerate(directions()):
        if direction:
            worst, best = sheets.copy(), sheets.copy()
            ends = (0, np.max(sheets[:, question]))
            worst[:, question], best[:, question] = ends if direction > 0 else ends[::-1]
            assert (model.packed.votes(best) - model.packed.votes(worst)).min() >= -1e-12


def test_the_population_and_the_calibration_can_be_cloned_like_any_estimator():
    population = Population([1, -1], [2, 3], isotone=False, random_state=7)

    copy = clone(population)

    assert copy.get_params() == {
        "directions": [1, -1],
        "level_counts": [2, 3],
        "isotone": False,
        "random_state": 7,
    }
    assert clone(PlattCalibration.of_line(2.0, 1.0)).get_params() == {}
    with pytest.raises(NotFittedError):
        PlattCalibration().predict([0.5])


def test_a_population_refuses_sheets_it_was_not_made_for():
    sheets = np.zeros((5, 2), dtype=np.int8)

    with pytest.raises(ValueError, match="3 questions have levels, a sheet has 2"):
        Population(level_counts=[2, 2, 2]).fit(sheets)
    with pytest.raises(ValueError, match="level"):
        Population(level_counts=[2, 2]).fit(sheets + 2)
