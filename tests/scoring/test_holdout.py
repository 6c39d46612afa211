"""The frozen hold-out: who is in it depends on the company alone."""

import hashlib

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scoring.core.dataset import DataSet
from scoring.core.holdout import combine, fingerprint, held_out, rows_of

NO_EXTRAS = {"extra_names": (), "extra_directions": np.array([], dtype=np.int8)}
names = st.text("0123456789abcdef", min_size=1, max_size=8)


def startups(companies, *, level=0, outcome=1, day=None) -> DataSet:
    rows = len(companies)
    return DataSet(
        sheets=np.full((rows, 28), level, dtype=np.int8),
        outcomes=np.full(rows, outcome, dtype=np.int8),
        dates=None if day is None else np.full(rows, np.datetime64(day, "D")),
        companies=tuple(companies),
        extras=np.empty((rows, 0)),
        **NO_EXTRAS,
    )


@given(st.lists(names, min_size=1, max_size=30), st.integers(0, 1), st.integers(0, 1))
def test_a_company_is_on_the_same_side_whatever_is_told_of_it(companies, level, outcome):
    before = held_out(startups(companies))
    after = held_out(startups(companies[::-1], level=level, outcome=outcome, day="2020-01-01"))

    assert (before == after[::-1]).all()
    assert all(
        held_out(startups([company]))[0] == side for company, side in zip(companies, before, strict=True)
    )


def test_the_rule_is_the_written_one():
    inside = int(hashlib.sha256(b"holdout-v1abc").hexdigest(), 16) % 5 == 0
    nameless = int(hashlib.sha256(b"holdout-v1" + bytes(28)).hexdigest(), 16) % 5 == 0

    assert held_out(startups(["abc", ""])).tolist() == [inside, nameless]


def test_it_holds_a_fifth():
    share = held_out(
        startups([hashlib.sha256(bytes([n // 256, n % 256])).hexdigest() for n in range(10_000)])
    )

    assert abs(share.mean() - 0.2) < 0.012  # three standard deviations


@given(st.lists(names, max_size=20), st.lists(names, max_size=20))
def test_combining_never_moves_a_company_to_the_other_side(first, second):
    both, told = combine([startups(first), startups(second, level=1)])

    assert sorted(both.companies) == sorted({*first, *second})
    assert told == {"read": len(first) + len(second), "twice": len(first) + len(second) - len(both.companies)}
    sides = dict(zip(both.companies, held_out(both), strict=True))
    for data in (startups(first), startups(second, level=1)):
        assert all(
            sides[company] == side for company, side in zip(data.companies, held_out(data), strict=True)
        )


def test_the_newest_row_of_a_company_stays():
    old, new = startups(["a", "b"], level=0, day="2019-01-01"), startups(["a"], level=1, day="2020-01-01")

    for order in ([old, new], [new, old]):
        both, told = combine(order)
        assert {company: sheet[0] for company, sheet in zip(both.companies, both.sheets, strict=True)} == {
            "a": 1,
            "b": 0,
        }
        assert told["twice"] == 1


def test_without_dates_the_later_data_set_wins():
    one, other = startups(["a"], level=0), startups(["a"], level=1)
    dated = startups(["a"], level=2, day="2020-01-01")

    assert combine([one, other])[0].sheets[0, 0] == 1
    assert combine([other, one])[0].sheets[0, 0] == 0
    assert combine([dated, one])[0].sheets[0, 0] == 0
    assert combine([one, dated])[0].sheets[0, 0] == 2


def test_rows_without_a_company_are_all_kept():
    both, told = combine([startups(["", ""]), startups([""])])

    assert len(both.sheets) == 3
    assert told["twice"] == 0


@given(st.lists(names, min_size=1, max_size=10, unique=True), st.randoms())
def test_the_fingerprint_knows_the_rows_and_not_their_order(companies, chance):
    shuffled = list(companies)
    chance.shuffle(shuffled)

    assert fingerprint(startups(companies)) == fingerprint(startups(shuffled))
    assert fingerprint(startups(companies)) != fingerprint(startups(companies, outcome=0))
    assert fingerprint(startups(companies)) != fingerprint(startups(companies[1:]))


def test_the_chosen_rows_alone():
    data = startups(["a", "b", "c"], day="2020-01-01")

    assert rows_of(data, np.array([True, False, True])).companies == ("a", "c")
