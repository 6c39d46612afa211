"""Folding a log: all at once, or in any pieces, with whatever comes in whichever order."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from battle.showlog.events import (
    Answered,
    Asked,
    Called,
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


key, question = st.sampled_from(KEYS), st.sampled_from(QUESTIONS)
value = st.floats(0, 100)
events: st.SearchStrategy[Event] = st.one_of(
    st.builds(Called, contender=key),
    st.builds(Asked, contender=key, question=question),
    st.builds(Answered, contender=key, question=question, value=value),
    st.builds(Corrected, contender=key, question=question, value=value | st.none()),
    st.builds(Skipped, contender=key, question=question),
    st.builds(scored, key, st.integers(0, 30), value),
    st.just(Frozen()),
)
logs = st.lists(events, max_size=30).map(
    lambda found: [
        Logged(seq, AT + timedelta(seconds=seq), event) for seq, event in enumerate([OPENED, *found], start=1)
    ]
)


@given(logs, st.data())
def test_a_log_in_any_pieces_gives_the_state_of_the_whole(log, data):
    state = ShowState()
    rest = log
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        fold(rest[:size], state)
        rest = rest[size:]

    assert state == fold(log)


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
