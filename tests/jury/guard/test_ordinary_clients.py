"""Ordinary use is not throttled."""

from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.core.guard import Kept, judge
from tests.support.api_clients import ordinary_client, variations
from tests.support.guarded import play


@pytest.mark.parametrize("number", range(10))
def test_no_ordinary_client_is_held(reference, pool, number):
    kind, asked = ordinary_client(number, 33, pool)

    assert play(islice(asked, 250), reference).found == [], kind


def kept_of(sheets, holds: int = 0) -> Kept:
    return Kept(np.array(sheets, dtype=np.int8).reshape(-1, 28), np.ones(len(sheets), dtype=bool), holds)


def test_the_first_query_of_all_is_ordinary(reference, pool):
    assert judge(kept_of([]), pool[0], reference).kind == ""


def test_ten_what_ifs_on_a_startup_are_ordinary_and_a_full_sweep_is_not(reference, pool):
    rows = variations(pool[0])

    assert judge(kept_of(rows[:10]), rows[10], reference).evidence["variations"] == 10
    assert judge(kept_of(rows[:10]), rows[10], reference).kind == ""
    assert judge(kept_of(rows[:-1]), rows[-1], reference).kind == "sweep"


def test_a_sweep_does_not_stop_the_next_startup(reference, pool):
    swept = kept_of(variations(pool[0])[:25], holds=1)

    assert judge(swept, pool[1], reference).kind == ""


def test_who_was_held_is_allowed_half_as_much(reference, pool):
    rows = variations(pool[0])

    assert judge(kept_of(rows[:13]), rows[13], reference).kind == ""
    assert judge(kept_of(rows[:13], holds=1), rows[13], reference).kind == "sweep"


def test_who_was_held_may_repeat_a_sheet_half_as_often(reference, pool):
    def kind(repeats: int, holds: int) -> str:
        return judge(kept_of([pool[0]] * repeats, holds), pool[0], reference).kind

    assert (kind(40, 0), kind(41, 0)) == ("", "membership")
    assert (kind(20, 1), kind(21, 1)) == ("", "membership")


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 29), max_size=25), st.booleans())
def test_retries_change_no_finding(reference, pool, retried, varied):
    asked = [*pool[:15], *variations(pool[20])[:15]]
    again = [sheet for number, sheet in enumerate(asked) for sheet in [sheet] * (1 + retried.count(number))]
    sheet = variations(pool[20])[20] if varied else pool[40]

    assert judge(kept_of(again), sheet, reference) == judge(kept_of(asked), sheet, reference)
