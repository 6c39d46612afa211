"""What is trained on and tested on, and when a difference is one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_1samp
from sklearn.datasets import make_moons
from sklearn.model_selection import RepeatedStratifiedKFold, cross_val_score
from sklearn.svm import SVC

from scoring.core.evaluation import comparing, protocols

days = st.integers(0, 400).map(lambda day: np.datetime64("2008-01-01") + day) | st.just(np.datetime64("NaT"))


@given(rows=st.lists(st.tuples(days, days), min_size=1, max_size=40), since=st.integers(0, 400))
def test_the_past_is_never_taught_the_future(rows, since):
    dates = np.array([date for date, _ in rows], dtype="datetime64[D]")
    known = np.array([day for _, day in rows], dtype="datetime64[D]")
    day = np.datetime64("2008-01-01") + since

    split = protocols.temporal(dates, known, day)

    assert (dates[split.train] < day).all()
    assert (known[split.train] < day).all()
    assert (dates[split.test] >= day).all()
    assert not set(split.train) & set(split.test)
    certain = np.flatnonzero((dates < day) & (known < day))
    assert set(split.train) == set(certain)


def test_a_repetition_tests_every_row_once_with_its_share_of_successes():
    outcomes = np.repeat(np.array([0, 1], dtype=np.int8), [60, 40])

    splits = protocols.repeated_stratified(outcomes, folds=5, repetitions=2)

    for repetition in (0, 1):
        tested = [split.test for split in splits if split.repetition == repetition]
        assert sorted(np.concatenate(tested)) == list(range(100))
    for split in splits:
        assert outcomes[split.test].mean() == pytest.approx(0.4)
        assert not set(split.train) & set(split.test)


def test_the_corrected_t_test_gives_the_figures_of_scikit_learns_own_example():
    """Its "Statistical comparison of models using grid search" tells t = 0.750 and a one-sided p = 0.227."""
    X, y = make_moons(noise=0.352, random_state=1, n_samples=100)
    folds = RepeatedStratifiedKFold(n_splits=10, n_repeats=10, random_state=0)
    scores = [
        cross_val_score(SVC(kernel=kernel, random_state=0), X, y, cv=folds, scoring="roc_auc")
        for kernel in ("rbf", "linear")
    ]

    found = comparing.corrected_t_test(scores[0] - scores[1], train_rows=90, test_rows=10)

    assert found.t == pytest.approx(0.750, abs=0.0005)
    assert found.p / 2 == pytest.approx(0.227, abs=0.0005)


def test_without_overlap_the_corrected_test_is_the_plain_one():
    differences = np.array([0.1, 0.05, 0.2, -0.02, 0.08])
    plain = ttest_1samp(differences, 0)

    found = comparing.corrected_t_test(differences, train_rows=1e18, test_rows=1)

    assert (found.t, found.p) == pytest.approx((plain.statistic, plain.pvalue))
    assert (found.low, found.high) == pytest.approx(tuple(plain.confidence_interval(0.95)))


def test_holms_values_are_those_worked_by_hand():
    assert comparing.holm({"a": 0.01, "b": 0.04, "c": 0.03}) == pytest.approx(
        {"a": 0.03, "b": 0.06, "c": 0.06}
    )


@pytest.mark.parametrize(
    ("figure", "difference", "p", "word"),
    [
        ("auc", 0.1, 0.01, "better"),
        ("auc", -0.1, 0.01, "worse"),
        ("brier", -0.1, 0.01, "better"),
        ("auc", 0.1, 0.05, "not distinguishable"),
    ],
)
def test_a_difference_has_a_word(figure, difference, p, word):
    assert comparing.verdict(figure, difference, p) == word


def test_a_judge_is_compared_split_by_split_with_every_rival():
    rng = np.random.default_rng(1)
    outcomes = np.repeat(np.array([0, 1], dtype=np.int8), 50)
    splits = protocols.repeated_stratified(outcomes, repetitions=2)
    good = np.stack([outcomes * 0.5 + rng.random(100) * 0.5 for _ in range(2)])
    predicted = {"jury": good, "coin": rng.random((2, 100)), "twin": good.copy()}

    found = comparing.compare("auc", outcomes, predicted, "jury", splits)

    assert set(found) == {"coin", "twin"}
    assert found["coin"]["verdict"] == "better"
    assert (found["twin"]["difference"], found["twin"]["verdict"]) == (0.0, "not distinguishable")
