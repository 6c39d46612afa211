"""Folding a log: all at once, or in any pieces, with whatever comes in whichever order."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from battle.showlog.events import (
    Advised,
    Answered,
    Asked,
    Called,
    Compared,
    Comparison,
    ContenderIntro,
    Corrected,
    Event,
    Frozen,
    Opened,
    Scored,
    Sections,
    Skipped,
)
from battle.showlog.log import Logged
from battle.stage.advice import told_advice
from battle.stage.comparing import uncompared
from battle.stage.state import ShowState, fold, ranking

KEYS, QUESTIONS = ["a", "b", "c"], ["q1", "q2", "q3"]
AT = datetime(2026, 11, 24, tzinfo=UTC)
OPENED = Opened(
    edition="e",
    title="E",
    mode="open",
    questionnaire="v1",
    model="m",
    model_sha256="0" * 64,
    contenders=[ContenderIntro(key=key, company=key, one_liner="") for key in KEYS],
)


def scored(contender: str, basis: int, score: float) -> Scored:
    return Scored(
        contender=contender,
        basis=basis,
        score=score,
        low=0.0,
        high=100.0,
        base=40.0,
        sections=Sections(team=0.0, traction=0.0, ip=0.0, investors=0.0),
        points_rule=0.0,
        answered=1,
        model="m",
        questionnaire="v1",
    )


def advised(contender: str, basis: int, question: str) -> Advised:
    return Advised(
        contender=contender,
        basis=basis,
        question=question,
        section="ip",
        fall=1.0,
        share=0.5,
        reason="behind",
        model="m",
    )


def compared(upper: str, upper_basis: int, lower: str, lower_basis: int, *, close: bool = True) -> Compared:
    pair = Comparison(
        upper=upper,
        upper_basis=upper_basis,
        lower=lower,
        lower_basis=lower_basis,
        probability=0.6 if close else 0.7,
        close=close,
    )
    return Compared(pairs=[pair], model="m")


key, question = st.sampled_from(KEYS), st.sampled_from(QUESTIONS)
value = st.floats(0, 100)
events: st.SearchStrategy[Event] = st.one_of(
    st.builds(Called, contender=key),
    st.builds(Asked, contender=key, question=question),
    st.builds(Answered, contender=key, question=question, value=value),
    st.builds(Corrected, contender=key, question=question, value=value | st.none()),
    st.builds(Skipped, contender=key, question=question),
    st.builds(scored, key, st.integers(0, 30), value),
    st.builds(advised, key, st.integers(0, 30), question),
    st.builds(compared, key, st.integers(0, 30), key, st.integers(0, 30)),
    st.just(Frozen()),
)
logs = st.lists(events, max_size=30).map(
    lambda found: [
        Logged(seq, AT + timedelta(seconds=seq), event) for seq, event in enumerate([OPENED, *found], start=1)
    ]
)

# How long an example takes says nothing here: a busy machine is not a counterexample.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@patient
@given(logs, st.data())
def test_a_log_in_any_pieces_gives_the_state_of_the_whole(log, data):
    state = ShowState()
    rest = log
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        fold(rest[:size], state)
        rest = rest[size:]

    assert state == fold(log)


@patient
@given(logs)
def test_a_contender_is_pending_exactly_until_the_newest_answer_is_scored(log):
    for contender in fold(log).contenders.values():
        answers = [
            entry.seq
            for entry in log
            if isinstance(entry.event, Answered | Corrected) and entry.event.contender == contender.key
        ]
        bases = [
            e.event.basis for e in log if isinstance(e.event, Scored) and e.event.contender == contender.key
        ]
        assert contender.pending == (bool(answers) and max(answers) > max(bases, default=0))


def test_an_older_score_that_arrives_late_does_not_replace_a_newer():
    log = [
        OPENED,
        Answered(contender="a", question="q1", value=1.0),
        Answered(contender="a", question="q2", value=1.0),
        scored("a", 3, 60.0),
        scored("a", 2, 50.0),
    ]

    state = fold(Logged(seq, AT, event) for seq, event in enumerate(log, start=1))

    assert state.contenders["a"].score.score == 60.0


def test_it_rejects_an_entry_out_of_order():
    with pytest.raises(ValueError, match="entry 3 does not follow entry 1"):
        fold([Logged(1, AT, OPENED), Logged(3, AT, Frozen())])


def test_the_ranking_is_by_score_then_running_order_and_only_of_the_scored():
    log = [OPENED, scored("c", 0, 70.0), scored("b", 0, 70.0)]

    places = ranking(fold(Logged(seq, AT, event) for seq, event in enumerate(log, start=1)))

    assert [(place.contender, place.rank, place.score) for place in places] == [
        ("b", 1, 70.0),
        ("c", 2, 70.0),
    ]


def entries(*events: Event) -> list[Logged]:
    return [
        Logged(seq, AT + timedelta(seconds=seq), event)
        for seq, event in enumerate([OPENED, *events], start=1)
    ]


def test_an_advice_holds_for_who_is_on_stage_until_something_new_is_heard():
    told = {"question": "q2", "section": "ip", "reason": "behind", "share": 0.5}
    log = entries(
        Called(contender="a"),
        advised("a", 2, "q2"),
        Asked(contender="a", question="q1"),
        Skipped(contender="a", question="q1"),
        advised("a", 2, "q2"),
        advised("a", 5, "q2"),
        Called(contender="b"),
    )

    assert [told_advice(fold(log[:length])) for length in range(2, 9)] == [
        None,
        told,
        told,
        None,
        None,
        told,
        None,
    ]


def test_neighbours_are_compared_by_the_scores_they_have():
    answers = [Answered(contender=key, question="q1", value=1.0) for key in KEYS]
    log = entries(*answers, scored("a", 2, 70.0), scored("b", 3, 60.0), scored("c", 4, 50.0))
    assert uncompared(fold(log)) == [("a", "b"), ("b", "c")]

    log += [Logged(8, AT, compared("a", 2, "b", 3)), Logged(9, AT, compared("b", 3, "c", 1))]
    assert uncompared(fold(log)) == [("b", "c")]

    log += [Logged(10, AT, Answered(contender="b", question="q2", value=1.0))]
    assert uncompared(fold(log)) == []
    assert uncompared(fold([*log, Logged(11, AT, scored("b", 10, 40.0))])) == [("a", "c"), ("c", "b")]
