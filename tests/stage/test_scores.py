"""The worker's part: one score an answer, by the show's own model, however often it is asked for."""

from datetime import timedelta

import pytest

from battle.showlog.events import Scored
from battle.stage import actions, queries
from battle.stage.said import scored_event
from scoring import service


def scored(stage) -> list[tuple[int, int]]:
    return [
        (entry.event.basis, entry.event.answered) for entry in stage.log if isinstance(entry.event, Scored)
    ]


def test_it_scores_the_newest_answers_with_the_shows_model(called, jury):
    called.answer("team_founders", 3)
    step = called.answer("trac_b2b", "businesses")

    entry = called.score()

    score = service.score({"team_founders": 3, "trac_b2b": 1}, model=jury)
    event = called.log[-1].event
    assert event == scored_event("finalist-1", step.seq, score)
    assert (entry.key, entry.actor) == (f"scored:finalist-1:{step.seq}", "jury")
    assert called.state.pending == []


def test_scoring_again_appends_nothing(called):
    called.answer("team_founders", 3)
    called.score()

    assert called.score() is None
    assert len(scored(called)) == 1


def test_it_does_nothing_before_the_first_answer(called):
    assert called.score() is None
    assert scored(called) == []


def test_a_taken_back_answer_is_scored_without_it(called):
    called.answer("team_founders", 3)
    called.score()
    called.correct("team_founders", None)

    called.score()

    assert [answered for _basis, answered in scored(called)] == [1, 0]


def test_a_score_overtaken_by_a_newer_answer_is_not_recorded(called, jury, now):
    first = called.answer("team_founders", 3)
    slow = service.score({"team_founders": 3}, model=jury)
    called.answer("trac_b2b", 1)

    told = actions.record_score(
        show_id=called.show.pk, contender="finalist-1", basis=first.seq, score=slow, at=now
    )

    assert told == (None, True)
    assert scored(called) == []


def test_an_answer_during_the_scoring_is_scored_in_the_same_go(called, now):
    called.answer("team_founders", 3)
    arrived = []

    def clock():
        if not arrived:
            arrived.append(called.answer("trac_b2b", 1))
        return now

    called.score(clock=clock)

    assert scored(called) == [(arrived[0].seq, 2)]


def test_scores_arrive_after_the_end_of_the_questioning(called):
    called.answer("team_founders", 3)
    called.freeze()

    assert called.score() is not None


def test_no_score_is_recorded_after_the_reveal(frozen, jury, now):
    frozen.reveal()
    basis = frozen.state.contenders["finalist-1"].answer_seq
    score = service.score({"team_founders": 3}, model=jury)

    told = actions.record_score(
        show_id=frozen.show.pk, contender="finalist-1", basis=basis, score=score, at=now
    )

    assert told == (None, False)
    assert frozen.kinds[-1] == "revealed"


def test_it_refuses_another_model_under_the_shows_name(called):
    from battle.stage.actions.scores import WrongModel
    from scoring.models import JuryModel

    called.answer("team_founders", 3)
    JuryModel.objects.update(sha256="0" * 64)

    with pytest.raises(WrongModel):
        called.score()


def test_a_beat_is_kept_once_per_worker(db, now):
    actions.record_beat(worker="w", at=now)
    actions.record_beat(worker="w", at=now + timedelta(seconds=5))
    actions.record_beat(worker="v", at=now)

    assert queries.newest_worker_beat() == now + timedelta(seconds=5)
