"""Every figure against scikit-learn's, and what a figure means."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as reference
from sklearn.linear_model import LogisticRegression

from scoring.core.evaluation import metrics

REFERENCES = {
    "auc": reference.roc_auc_score,
    "average_precision": reference.average_precision_score,
    "brier": reference.brier_score_loss,
    "log_loss": reference.log_loss,
}


def calibrated(rows: int, seed: int, slope: float = 1.0, intercept: float = 0.0):
    """Shares, and outcomes drawn from a line through their log odds."""
    rng = np.random.default_rng(seed)
    odds = rng.normal(0, 1.5, rows)
    outcomes = rng.random(rows) < 1 / (1 + np.exp(-(slope * odds + intercept)))
    return outcomes.astype(np.int8), 1 / (1 + np.exp(-odds))


@pytest.mark.parametrize("name", REFERENCES)
@given(
    rows=st.lists(st.tuples(st.integers(0, 1), st.integers(1, 19)), min_size=2, max_size=60).filter(
        lambda rows: len({outcome for outcome, _ in rows}) == 2
    )
)
def test_a_figure_is_scikit_learns(name, rows):
    outcomes = np.array([outcome for outcome, _ in rows], dtype=np.int8)
    shares = np.array([share / 20 for _, share in rows])

    found = metrics.FIGURES[name](outcomes, shares)

    assert found == pytest.approx(REFERENCES[name](outcomes, shares), rel=1e-12, abs=1e-12)


def test_the_calibration_line_is_the_unpenalised_logistic_regression():
    outcomes, shares = calibrated(500, seed=1, slope=1.7, intercept=0.3)
    odds = np.log(shares / (1 - shares))
    fitted = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1_000).fit(odds[:, None], outcomes)

    slope, intercept = metrics.calibration_line(outcomes, shares)

    assert slope == pytest.approx(fitted.coef_[0, 0], abs=1e-6)
    assert intercept == pytest.approx(fitted.intercept_[0], abs=1e-6)


def test_calibrated_shares_have_a_slope_of_one_and_no_error():
    outcomes, shares = calibrated(200_000, seed=2)

    assert metrics.calibration_line(outcomes, shares) == pytest.approx((1, 0), abs=0.02)
    assert metrics.calibration_error(outcomes, shares) < 0.005


@pytest.mark.parametrize("slope", [0.5, 2.0])
def test_timid_shares_have_a_slope_above_one_and_bold_ones_below(slope):
    outcomes, shares = calibrated(200_000, seed=3, slope=slope, intercept=-0.4)

    assert metrics.calibration_line(outcomes, shares) == pytest.approx((slope, -0.4), abs=0.03)


@pytest.mark.parametrize(
    ("outcomes", "shares"),
    [([1, 1, 1], [0.2, 0.5, 0.9]), ([0, 1, 0], [0.5, 0.5, 0.5]), ([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9])],
)
def test_there_is_no_line_without_both_outcomes_or_where_shares_part_them(outcomes, shares):
    assert np.isnan(metrics.calibration_line(np.array(outcomes, dtype=np.int8), np.array(shares))).all()


def test_perfectly_calibrated_shares_still_show_an_error_on_few_rows():
    _, shares = calibrated(228, seed=4)

    assert 0.03 < metrics.calibration_error_by_chance(shares, seed=1) < 0.09


def test_every_interval_holds_its_figure():
    outcomes, shares = calibrated(228, seed=5)

    judged = metrics.judge(outcomes, shares, seed=1, resamples=200, intervals=metrics.FIGURES)

    for name in metrics.FIGURES:
        assert judged[f"{name}_low"] <= judged[name] <= judged[f"{name}_high"], name


def test_repeated_predictions_are_judged_by_the_mean_of_their_figures():
    outcomes, shares = calibrated(100, seed=6)
    other = np.roll(shares, 1)

    both = metrics.judge(outcomes, np.stack([shares, other]), seed=1, resamples=5)

    assert both["auc"] == pytest.approx(
        (metrics.auc(outcomes, shares) + metrics.auc(outcomes, other)) / 2, abs=1e-15
    )


def test_an_interval_covers_the_truth_as_often_as_it_says():
    """On 60 samples of 200 rows, whose true slope is 1, a 95 % interval misses it a handful of times at most."""
    missed = 0
    for seed in range(60):
        outcomes, shares = calibrated(200, seed=100 + seed)
        judged = metrics.judge(outcomes, shares, seed=1, resamples=100, intervals=["calibration_slope"])
        missed += not judged["calibration_slope_low"] <= 1 <= judged["calibration_slope_high"]

    assert missed <= 9
