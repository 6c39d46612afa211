import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from scoring.core import evaluation
from scoring.core.points import POINTS, points_rule
from scoring.core.questionnaire import load
from tests.scoring.conftest import random_sheets

OUTCOMES = np.array([0, 0, 1, 1, 1, 0, 1, 0, 1, 0], dtype=np.int8)
SHARES = np.array([0.1, 0.4, 0.35, 0.8, 0.8, 0.8, 0.9, 0.2, 0.5, 0.5])


def test_auc_is_scikit_learns():
    assert evaluation.auc(OUTCOMES, SHARES) == pytest.approx(roc_auc_score(OUTCOMES, SHARES))


def test_the_interval_holds_the_auc_and_is_the_same_twice():
    low, high = evaluation.auc_interval(OUTCOMES, SHARES, seed=1)

    assert 0 <= low < evaluation.auc(OUTCOMES, SHARES) < high <= 1
    assert (low, high) == evaluation.auc_interval(OUTCOMES, SHARES, seed=1)


def test_a_constant_share_is_calibrated_where_it_is_the_base_rate():
    assert evaluation.calibration_error(OUTCOMES, np.full(10, 0.5)) == pytest.approx(0)
    assert evaluation.calibration_error(OUTCOMES, np.full(10, 0.9)) == pytest.approx(0.4)


def test_precision_counts_ties_in_part():
    assert evaluation.precision_at_top(OUTCOMES, SHARES) == 1.0
    assert evaluation.precision_at_top(OUTCOMES, SHARES, 0.2) == pytest.approx((1 + 2 / 3) / 2)


def test_one_outcome_alone_has_no_auc():
    judged = evaluation.judge(np.ones(4, dtype=np.int8), np.full(4, 0.5), seed=1)

    assert judged["auc"] is judged["auc_low"] is None
    assert judged["brier"] == 0.25


def test_the_points_rule_has_eighteen_points_and_halves_the_unanswered():
    keys = load().keys
    sheet = np.full(28, -1, dtype=np.int8)
    assert len(POINTS) == 18
    assert points_rule(sheet[None])[0] == 50.0

    sheet[keys.index("trac_partners")] = 1
    assert points_rule(sheet[None])[0] == pytest.approx(100 * 9.5 / 18)

    sheet[keys.index("trac_partners")] = 0
    assert points_rule(sheet[None])[0] == pytest.approx(100 * 8.5 / 18)


def test_points_lie_within_0_and_100():
    points = points_rule(random_sheets(500, seed=40))

    assert points.min() >= 0
    assert points.max() <= 100
