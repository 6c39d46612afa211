"""A request repeated with its key is carried out once and answered alike each time."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from battle.problems import Refused
from battle.showlog.models import Show
from tests.stage.conftest import Stage

ACTS = {
    "call": lambda s: s.call("finalist-2", key="k"),
    "ask": lambda s: s.ask("trac_b2b", key="k"),
    "answer": lambda s: s.answer("team_founders", 3, key="k"),
    "answer out of turn": lambda s: s.answer("trac_b2b", "businesses", key="k"),
    "skip": lambda s: s.skip("team_founders", key="k"),
}


@pytest.mark.parametrize("name", ACTS)
def test_the_same_request_again_appends_nothing_and_says_the_same(called, name):
    first = ACTS[name](called)
    called.skip("team_senior")  # the show goes on between the two
    before = called.kinds

    assert ACTS[name](called) == first
    assert called.kinds == before


def test_a_correction_again_appends_nothing(called):
    called.answer("team_founders", 3)
    first = called.correct("team_founders", None, key="k")
    before = called.kinds

    assert called.correct("team_founders", None, key="k") == first
    assert called.kinds == before


def test_freezing_and_revealing_again_append_nothing(called):
    called.answer("team_founders", 3)
    called.score()
    frozen = called.freeze(key="f")
    assert called.freeze(key="f") == frozen
    revealed = called.reveal(key="r")
    before = called.kinds

    assert called.freeze(key="f") == frozen
    assert called.reveal(key="r") == revealed
    assert called.kinds == before


def test_an_answer_repeated_after_the_end_gets_its_earlier_result(called):
    first = called.answer("team_founders", 3, key="k")
    called.freeze()

    assert called.answer("team_founders", 3, key="k") == first


@pytest.mark.parametrize(
    "other",
    [
        lambda s: s.answer("team_founders", 2, key="k"),
        lambda s: s.answer("team_senior", 3, key="k"),
        lambda s: s.skip("team_founders", key="k"),
        lambda s: s.call("finalist-2", key="k"),
        lambda s: s.freeze(key="k"),
        lambda s: s.reveal(key="k"),
    ],
)
def test_it_refuses_the_key_for_a_different_request(called, other):
    called.answer("team_founders", 3, key="k")

    with pytest.raises(Refused) as refusal:
        other(called)

    assert (refusal.value.code, refusal.value.field, refusal.value.http_status) == ("key_reused", "key", 422)


@pytest.mark.parametrize("key", ["", "a b", "scored:finalist-1:4", "x" * 65, "ñ"])
def test_it_refuses_a_key_that_does_not_fit(called, key):
    with pytest.raises(Refused) as refusal:
        called.answer("team_founders", 3, key=key)

    assert refusal.value.code == "key_unusable"


QUESTIONS = ["team_founders", "trac_employees", "inv_last_round"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.integers(0, len(QUESTIONS) - 1), min_size=1, max_size=12),
    st.lists(st.sampled_from(["finalist-1", "finalist-2"]), min_size=1, max_size=2, unique=True),
)
def test_any_interleaving_of_retries_leaves_each_answer_once(edition, finalists, jury, requests, contenders):
    from django.utils import timezone

    from battle.stage import actions

    edition.is_demo = True
    edition.save()
    stage = Stage(actions.open_show(edition=edition, actor="7", at=timezone.now()), "7")
    for contender in contenders:
        stage.call(contender)
    told: dict[str, object] = {}

    for index in requests:
        for contender in contenders:
            key = f"{contender}-{index}"
            step = stage.answer(QUESTIONS[index], index + 1, contender=contender, key=key)
            assert told.setdefault(key, step) == step

    assert stage.kinds.count("answered") == len(set(requests)) * len(contenders)
    assert "corrected" not in stage.kinds
    assert Show.objects.get(pk=stage.show.pk).seq == len(stage.log)
