import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from battle.showlog.events import (
    EVENTS,
    Advised,
    Answered,
    Compared,
    Comparison,
    Corrected,
    Scored,
    Sections,
    decode,
    encode,
)
from battle.showlog.log import entry_hash
from battle.showlog.models import GENESIS
from tests.showlog.conftest import AT

numbers = st.floats(allow_nan=False, allow_infinity=False)
points = st.floats(min_value=0, max_value=100)
words = st.text(max_size=20)

EVENTS_OF_ANY_KIND = st.one_of(
    st.builds(Answered, contender=words, question=words, value=numbers),
    st.builds(Corrected, contender=words, question=words, value=numbers | st.none()),
    st.builds(
        Advised,
        contender=words,
        basis=st.integers(0, 2**31),
        question=words,
        section=st.sampled_from(["team", "traction", "ip", "investors"]),
        fall=st.floats(min_value=0, allow_infinity=False),
        share=st.floats(0, 1),
        reason=st.sampled_from(["untouched", "tells_most", "least_known", "behind", "settled"]),
        model=words,
    ),
    st.builds(
        Compared,
        pairs=st.lists(
            st.builds(
                Comparison,
                upper=words,
                upper_basis=st.integers(0, 2**31),
                lower=words,
                lower_basis=st.integers(0, 2**31),
                probability=st.floats(0, 1),
                close=st.booleans(),
            ),
            min_size=1,
            max_size=3,
        ),
        model=words,
    ),
    st.builds(
        Scored,
        contender=words,
        basis=st.integers(0, 2**31),
        score=points,
        low=points,
        high=points,
        base=points,
        sections=st.builds(Sections, team=numbers, traction=numbers, ip=numbers, investors=numbers),
        points_rule=numbers,
        answered=st.integers(0, 28),
        model=words,
        questionnaire=words,
    ),
)


@given(EVENTS_OF_ANY_KIND)
def test_an_event_comes_back_as_it_was_written(event):
    assert decode(event.kind, encode(event)) == event


@given(EVENTS_OF_ANY_KIND)
def test_the_written_form_is_canonical(event):
    body = json.loads(encode(event))

    assert encode(event) == json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert "kind" not in body


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, "3", True])
def test_it_rejects_a_value_that_is_no_number(value):
    with pytest.raises(ValidationError):
        Answered(contender="a", question="q", value=value)


def test_it_rejects_anything_extra():
    with pytest.raises(ValidationError):
        decode("called", '{"contender":"a","applause":3}')


def test_an_advice_holds_nothing_but_what_is_told():
    with pytest.raises(ValidationError, match="answers"):
        Advised(
            contender="a", basis=1, question="q", section="ip", fall=1.0, share=0.5, reason="behind", model="m",
            answers={"q": 1.0},
        )  # fmt: skip


def test_it_rejects_a_kind_it_does_not_know():
    with pytest.raises(KeyError):
        decode("applauded", "{}")


def test_every_kind_is_registered_under_its_own_name():
    assert {name: kind.model_fields["kind"].default for name, kind in EVENTS.items()} == {
        name: name for name in EVENTS
    }


COLUMNS = {
    "prev_hash": GENESIS,
    "show_uid": "4c1e",
    "seq": 1,
    "kind": "called",
    "payload": "{}",
    "actor": "7",
    "key": None,
    "at": AT,
}


@pytest.mark.parametrize("column", [name for name in COLUMNS if name not in {"seq", "at", "key"}])
@given(text=words)
def test_the_hash_depends_on_every_column(column, text):
    changed = {**COLUMNS, column: text}

    assert (entry_hash(**changed) == entry_hash(**COLUMNS)) == (text == COLUMNS[column])


def test_columns_that_run_into_each_other_hash_differently():
    one = entry_hash(**{**COLUMNS, "kind": "ab", "payload": "c"})
    other = entry_hash(**{**COLUMNS, "kind": "a", "payload": "bc"})

    assert one != other
