"""Figures of two juries on the same rows: hand-checked values, and words that luck does not earn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.core.evaluation.metrics import auc
from scoring.core.evaluation.paired_curves import reliability_bins, roc_points
from scoring.core.evaluation.paired_figures import paired_figures, word

OUTCOMES = np.array([1, 1, 0, 0], dtype=np.int8)
SAME = "not distinguishable"


def figures(outcomes, candidate, champion, points=None, resamples=40):
    shares = {
        "candidate": candidate,
        "champion": champion,
        "points_rule": champion if points is None else points,
    }
    return {each["name"]: each for each in paired_figures(outcomes, shares, 1, resamples)}


def test_values_and_differences_are_those_that_one_counts_by_hand():
    found = figures(OUTCOMES, np.array([0.9, 0.8, 0.3, 0.1]), np.array([0.9, 0.2, 0.3, 0.1]))

    assert found["auc"]["candidate"]["value"] == 1.0
    assert found["auc"]["champion"]["value"] == 0.75
    assert found["auc"]["difference"]["value"] == 0.25
    assert found["brier"]["candidate"]["value"] == pytest.approx((0.01 + 0.04 + 0.09 + 0.01) / 4)
    assert found["brier"]["difference"]["value"] == pytest.approx((0.04 - 0.64) / 4)
    assert found["precision_at_10"]["champion"]["value"] == 1.0


def test_a_jury_beside_itself_differs_in_nothing():
    shares = np.random.default_rng(2).random(60)
    outcomes = (np.random.default_rng(3).random(60) < shares).astype(np.int8)

    found = figures(outcomes, shares, shares.copy())

    for each in found.values():
        assert each["difference"] == {"value": 0.0, "low": 0.0, "high": 0.0, "word": SAME}, each["name"]


def test_a_jury_that_learned_the_outcomes_the_wrong_way_round_is_worse():
    shares = np.random.default_rng(2).random(200)
    outcomes = (np.random.default_rng(3).random(200) < shares).astype(np.int8)

    found = figures(outcomes, 1 - shares, shares)

    for name in ("auc", "average_precision", "brier", "log_loss", "ece", "calibration_slope"):
        assert found[name]["difference"]["word"] == "worse", name
    assert figures(outcomes, shares, 1 - shares)["auc"]["difference"]["word"] == "better"


def test_one_outcome_alone_has_no_order_and_no_word():
    found = figures(np.ones(5, dtype=np.int8), np.linspace(0.5, 0.9, 5), np.linspace(0.1, 0.5, 5))

    assert found["auc"]["candidate"] == {"value": None, "low": None, "high": None}
    assert found["auc"]["difference"] == {"value": None, "low": None, "high": None, "word": SAME}
    assert found["brier"]["difference"]["word"] == "better"


def test_a_single_row_is_compared_without_an_error():
    found = figures(np.array([1], dtype=np.int8), np.array([0.9]), np.array([0.4]))

    assert found["brier"]["difference"]["value"] == pytest.approx(0.01 - 0.36)
    assert found["calibration_slope"]["difference"]["word"] == SAME


def test_the_slope_that_is_nearer_to_one_wins_from_either_side():
    shares = np.random.default_rng(2).random(2_000)
    outcomes = (np.random.default_rng(3).random(2_000) < shares).astype(np.int8)
    odds = np.log(shares / (1 - shares))
    bold, timid = (1 / (1 + np.exp(-factor * odds)) for factor in (3.0, 0.3))

    for far in (bold, timid):
        found = figures(outcomes, shares, far)["calibration_slope"]
        assert found["better"] == "nearer"
        assert found["difference"]["word"] == "better"


@pytest.mark.parametrize(
    ("name", "low", "high", "told"),
    [
        ("auc", 0.01, 0.2, "better"),
        ("auc", -0.2, -0.01, "worse"),
        ("brier", -0.2, -0.01, "better"),
        ("auc", -0.01, 0.2, SAME),
        ("auc", 0.0, 0.2, SAME),
        ("auc", None, None, SAME),
        ("auc", 1e-16, 1e-15, SAME),
    ],
)
def test_a_word_needs_an_interval_on_one_side_of_zero(name, low, high, told):
    assert word(name, low, high) == told


judged = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 9)), min_size=2, max_size=40)


@settings(max_examples=60, deadline=None)
@given(judged)
def test_the_area_under_the_roc_points_is_the_auc(rows):
    outcomes = np.array([outcome for outcome, _share in rows], dtype=np.int8)
    shares = np.array([share / 9 for _outcome, share in rows])

    points = np.array(roc_points(outcomes, shares))

    if len(set(outcomes.tolist())) == 1:
        assert len(points) == 0
    else:
        assert points[0].tolist() == [0.0, 0.0]
        assert points[-1].tolist() == [1.0, 1.0]
        assert np.trapezoid(points[:, 1], points[:, 0]) == pytest.approx(auc(outcomes, shares))


def test_a_long_curve_is_thinned_and_keeps_its_ends():
    rng = np.random.default_rng(4)

    points = roc_points((rng.random(3_000) < 0.5).astype(np.int8), rng.random(3_000))

    assert len(points) == 200
    assert points[0] == [0.0, 0.0]
    assert points[-1] == [1.0, 1.0]


def test_small_hold_outs_get_fewer_bins():
    shares = np.linspace(0.05, 0.95, 46)
    outcomes = (shares > 0.5).astype(np.int8)

    bins = reliability_bins(outcomes, shares)

    assert [each["rows"] for each in bins] == [12, 11, 11, 12]
    assert [each["share"] for each in bins] == [0.0, 0.0, 1.0, 1.0]
