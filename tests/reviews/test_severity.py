"""The additive model: planted severities are found again, and a constant moves only what the module says."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from battle.reviews.severity import fit

FEW = settings(max_examples=60, deadline=None)


@st.composite
def connected_designs(draw):
    """Reads of 2 to 7 reviewers, who are all linked by common applications, and what each one adds to every score."""
    chance = random.Random(draw(st.integers(0, 10**6)))
    reviewers = draw(st.integers(2, 7))
    reads = {(number, number) for number in range(reviewers - 1)}
    reads |= {(number, number + 1) for number in range(reviewers - 1)}
    for application in range(draw(st.integers(reviewers, 20))):
        reads |= {(application, its) for its in chance.sample(range(reviewers), chance.randint(1, reviewers))}
    leaning = [chance.uniform(-1.5, 1.5) for _reviewer in range(reviewers)]
    worth = [chance.uniform(1, 5) for _application in range(max(app for app, _its in reads) + 1)]
    return sorted(reads), leaning, worth


@FEW
@given(connected_designs())
def test_planted_severities_are_recovered_exactly(design):
    reads, leaning, worth = design
    middle = sum(leaning) / len(leaning)

    fitted = fit([(app, its, worth[app] + leaning[its]) for app, its in reads])

    assert fitted.groups == 1
    for its, severity in fitted.severity.items():
        assert severity == pytest.approx(middle - leaning[its], abs=1e-8)
    for app, corrected in fitted.corrected.items():
        assert corrected == pytest.approx(worth[app] + middle, abs=1e-8)


@FEW
@given(connected_designs(), st.floats(-2, 2), st.integers(0, 10**6))
def test_a_constant_added_to_one_reviewer_moves_every_corrected_mean_alike(design, constant, seed):
    reads, leaning, worth = design
    chance = random.Random(seed)
    scores = [(app, its, worth[app] + leaning[its] + chance.gauss(0, 0.5)) for app, its in reads]
    n, moved = len(leaning), chance.randrange(len(leaning))

    before = fit(scores)
    after = fit([(app, its, score + constant * (its == moved)) for app, its, score in scores])

    for its in before.severity:
        expected = constant / n - constant * (its == moved)
        assert after.severity[its] - before.severity[its] == pytest.approx(expected, abs=1e-7)
    for app in before.corrected:
        assert after.corrected[app] - before.corrected[app] == pytest.approx(constant / n, abs=1e-7)


def test_reviewers_without_a_common_application_are_groups_of_their_own():
    fitted = fit([(1, 10, 4.0), (1, 11, 2.0), (2, 20, 5.0), (2, 21, 4.0)])

    assert fitted.group == {10: 0, 11: 0, 20: 1, 21: 1}
    assert fitted.severity == pytest.approx({10: -1, 11: 1, 20: -0.5, 21: 0.5})
    assert fitted.corrected == pytest.approx({1: 3, 2: 4.5})


def test_a_reviewer_who_shares_no_application_is_neither_strict_nor_mild():
    fitted = fit([(1, 10, 2.0), (2, 10, 3.0)])

    assert fitted.severity == {10: 0}
    assert fitted.corrected == {1: 2, 2: 3}


def test_nothing_comes_of_nothing():
    assert fit([]).corrected == {}
