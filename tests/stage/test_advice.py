"""What the jury says besides the score: advice for the host, comparisons for everybody, each after the score."""

import json

import pytest

from battle.showlog.events import Advised, Called, Compared
from battle.showlog.verify import Difference
from battle.stage import actions, queries, tasks
from battle.stage.actions.scores import WrongModel
from scoring import service
from scoring.models import JuryModel
from tests.stage.test_verify_scores import first, rewrite


def judge(stage, contender: str = "finalist-1") -> None:
    """As the worker does on a hint."""
    tasks.score_contender(stage.show.pk, contender)


def events(stage, kind: type) -> list:
    return [entry.event for entry in stage.log if isinstance(entry.event, kind)]


def test_the_first_advice_comes_with_the_call(called, jury):
    judge(called)

    found = service.next_question({}, model=jury)
    called_at = next(entry.seq for entry in called.log if isinstance(entry.event, Called))
    assert events(called, Advised) == [
        Advised(
            contender="finalist-1",
            basis=called_at,
            question=found.question,
            section=found.section,
            fall=found.fall,
            share=found.share,
            reason=found.reason,
            model=jury.version,
        )
    ]
    assert called.kinds == ["opened", "called", "asked", "advised"]


def test_the_score_comes_first_then_the_advice_then_the_comparisons(called):
    called.answer("team_founders", 3)
    judge(called)
    called.call("finalist-2")
    called.answer("team_founders", 1, contender="finalist-2")
    judge(called, "finalist-2")

    assert called.kinds[3:7] == ["answered", "asked", "scored", "advised"]
    assert called.kinds[7:] == ["called", "asked", "answered", "asked", "scored", "advised", "compared"]


def test_judging_again_appends_nothing(called):
    called.answer("team_founders", 3)
    judge(called)
    before = called.kinds

    judge(called)

    assert called.kinds == before


def test_it_advises_nothing_that_is_answered_or_skipped(called):
    for question in ("trac_employees", "ip_disruptive", "inv_last_round"):
        called.skip(question)
    called.answer("trac_partners", "many")
    judge(called)

    advice = events(called, Advised)[-1]
    assert advice.question not in {"trac_employees", "ip_disruptive", "inv_last_round", "trac_partners"}


def test_whoever_left_the_stage_gets_no_advice(called):
    called.call("finalist-2")
    called.answer("team_founders", 3, contender="finalist-1")

    judge(called, "finalist-1")

    assert events(called, Advised) == []


def test_with_everything_answered_nothing_is_advised(called):
    for question in service.questionnaire("v1").questions:
        called.answer(question.key, question.levels[0])
    judge(called)

    assert events(called, Advised) == []
    assert called.state.contenders["finalist-1"].score is not None


def test_an_advice_that_something_new_has_overtaken_is_not_recorded(called, now):
    def meanwhile():
        raise AssertionError("nothing is appended")

    step = called.answer("team_founders", 3)
    state = called.state
    called.skip("team_senior")
    assert step.seq < called.state.contenders["finalist-1"].heard_seq
    assert state.contenders["finalist-1"].heard_seq == step.seq

    actions.advise_contender(show_id=called.show.pk, contender="finalist-1", clock=lambda: now)
    assert actions.advise_contender(show_id=called.show.pk, contender="finalist-1", clock=meanwhile) is None


def test_every_pair_of_neighbours_is_compared_by_the_time_of_the_reveal(frozen, jury, now):
    actions.compare_neighbours(show_id=frozen.show.pk, clock=lambda: now)
    places = frozen.reveal()

    (compared,) = events(frozen, Compared)
    (pair,) = compared.pairs
    answers = {key: contender.answers for key, contender in frozen.state.contenders.items()}
    upper, lower = (place.contender for place in places)
    assert (pair.upper, pair.lower) == (upper, lower)
    assert (pair.probability, pair.close) == service.close_call(answers[upper], answers[lower], model=jury)
    assert actions.compare_neighbours(show_id=frozen.show.pk, clock=lambda: now) is None


def test_a_comparison_that_is_late_arrives_after_the_reveal(frozen, now):
    places = frozen.reveal()

    actions.compare_neighbours(show_id=frozen.show.pk, clock=lambda: now)

    assert frozen.kinds[-2:] == ["revealed", "compared"]
    assert frozen.state.ranking == places
    assert queries.recheck_ranking(frozen.show) is None


def test_it_takes_no_comparison_from_another_model_under_the_shows_name(frozen, now):
    JuryModel.objects.update(sha256="0" * 64)

    with pytest.raises(WrongModel):
        actions.compare_neighbours(show_id=frozen.show.pk, clock=lambda: now)


@pytest.fixture
def played(called):
    """Two contenders, judged by the worker's own task."""
    called.answer("team_founders", 3)
    judge(called)
    called.skip("team_senior")
    judge(called)
    called.call("finalist-2")
    called.answer("trac_employees", 5, contender="finalist-2")
    judge(called, "finalist-2")
    return called


def test_what_the_jury_said_in_a_show_is_confirmed(played):
    assert {"scored", "advised", "compared"} <= set(played.kinds)
    assert queries.recompute_scores(played.show) is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"question": "team_domain_fit"}, "the model advises another question"),
        ({"reason": "settled"}, "the model advises another reason"),
        ({"share": 0.5}, "the model advises another share"),
        ({"basis": 1}, "its basis 1 says nothing of this contender"),
    ],
)
def test_a_changed_advice_is_named(played, changes, said):
    entry = first(played, "advised")
    rewrite(entry, **changes)

    assert queries.recompute_scores(played.show) == Difference(entry.seq, said)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"probability": 0.01}, "the model gives another probability"),
        ({"upper_basis": 1}, "a basis is no answer of its contender"),
    ],
)
def test_a_changed_comparison_is_named(played, changes, said):
    entry = first(played, "compared")
    (pair,) = json.loads(entry.payload)["pairs"]
    rewrite(entry, pairs=[{**pair, **changes}])

    told = f"{pair['upper']}, {pair['lower']}: {said}"
    assert queries.recompute_scores(played.show) == Difference(entry.seq, told)


def test_a_comparison_with_somebody_who_is_not_in_the_show_is_named(played):
    entry = first(played, "compared")
    (pair,) = json.loads(entry.payload)["pairs"]
    rewrite(entry, pairs=[{**pair, "upper": "nobody"}])

    assert queries.recompute_scores(played.show) == Difference(
        entry.seq, "it does not fit the entries before it"
    )


def test_the_host_is_told_the_advice_and_nobody_else(played, client, host):
    board = client.get("/live/valencia/board.json").json()
    client.force_login(host)
    state = client.get("/api/v1/shows/valencia/state").json()

    advice = events(played, Advised)[-1]
    assert "advice" not in board
    assert state["advice"] == {
        "question": advice.question,
        "section": advice.section,
        "reason": advice.reason,
        "share": round(advice.share, 4),
    }
