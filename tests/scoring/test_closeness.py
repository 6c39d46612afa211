"""How sure an order of two startups is."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.core.closeness import TOO_CLOSE, neighbours, outranks, superiority
from scoring.core.features import MISSING, level_counts, to_sheet
from tests.scoring.conftest import random_sheets

NOBODY = np.full(28, MISSING, dtype=np.int8)
few_points = st.integers(0, 6).map(float)


def futures(draws):
    return st.lists(st.lists(few_points, min_size=draws, max_size=draws), min_size=3, max_size=3).map(
        np.array
    )


@given(a=st.integers(1, 5).flatmap(futures), b=st.integers(1, 5).flatmap(futures))
def test_it_is_the_share_of_pairs_won_with_ties_counted_half(a, b):
    won = [
        (mine > theirs) + (mine == theirs) / 2
        for mine_of_jury, theirs_of_jury in zip(a, b, strict=True)
        for mine in mine_of_jury
        for theirs in theirs_of_jury
    ]

    assert superiority(a, b) == pytest.approx(np.mean(won), abs=1e-12)
    assert superiority(a, b) + superiority(b, a) == 1.0
    assert superiority(a, a) == 0.5


def test_a_jury_that_is_milder_with_both_makes_no_order_less_sure():
    upper, lower = np.array([[60.0]] * 5), np.array([[58.0]] * 5)
    milder = np.array([[-20.0], [-10.0], [0.0], [10.0], [20.0]])

    assert superiority(upper + milder, lower + milder) == 1.0
    assert superiority(upper + milder, lower - milder) == pytest.approx(0.6)


sheets = st.tuples(*(st.integers(MISSING, levels - 1) for levels in level_counts())).map(
    lambda levels: np.array(levels, dtype=np.int8)
)


@settings(deadline=None, max_examples=20, suppress_health_check=list(HealthCheck))
@given(a=sheets, b=sheets)
def test_the_two_of_a_pair_add_up_to_one_and_equal_sheets_are_even(model, a, b):
    assert outranks(model, a, b) + outranks(model, b, a) == 1.0
    assert outranks(model, a, a.copy()) == 0.5


def test_nobody_knows_who_is_ahead_before_the_first_answer_and_few_answers_leave_it_open(model):
    best = to_sheet({"trac_partners": 2, "trac_employees": 100, "ip_disruptive": 2, "inv_last_round": 20})
    one = to_sheet({"trac_awards": 1})

    assert outranks(model, NOBODY, NOBODY) == 0.5
    assert 0.5 < outranks(model, one, NOBODY) < TOO_CLOSE
    assert outranks(model, best, NOBODY) > 0.8


def test_the_neighbours_of_a_ranking_are_compared_as_each_pair_alone(model):
    ranked = list(random_sheets(4, seed=3))

    assert neighbours(model, ranked) == [outranks(model, upper, lower) for upper, lower in pairwise(ranked)]
    assert neighbours(model, ranked[:1]) == []
