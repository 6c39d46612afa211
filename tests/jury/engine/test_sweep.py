"""What a dead trainer or a lost hint leaves undone is found; a run that nobody works for says so."""

import pytest

from scoring.enums import PartState, RunState
from scoring.models import Trainer
from scoring.runs import actions, claims, sweep
from scoring.runs.queries import trainers_alive
from scoring.runs.words import failure_words
from tests.jury.engine.conftest import PREPARED, Hints, claim, later, start

pytestmark = pytest.mark.django_db


@pytest.fixture
def hints() -> Hints:
    return Hints()


@pytest.fixture
def look(now, hints):
    """Sweep so many seconds later, with a trainer that is alive."""

    def look_at(seconds: float, *, trainers: int = 1) -> Hints:
        at = later(now, seconds)
        for number in range(trainers):
            sweep.beat(trainer=f"t{number}", now=at)
        hints.clear()
        sweep.sweep(now=at, since=now, hint=hints)
        return hints

    return look_at


def test_a_lost_hint_is_given_again_after_two_seconds(run, look):
    assert look(1.9) == []
    assert look(2.1) == [(run.pk, "prepare")]
    assert look(3) == []
    assert look(4.2) == [(run.pk, "prepare")]


def test_while_nobody_takes_it_a_part_is_hinted_less_and_less_often(run, look):
    hinted = [second for second in range(1, 280) if look(second)]

    assert hinted == [3, 6, 12, 24, 48, 96, 156, 216, 276]


def test_a_queue_that_took_nothing_is_tried_in_every_round(run, look, now):
    look(2.1)
    sweep.beat(trainer="t0", now=later(now, 100))

    asked = []
    for seconds in (100, 101, 102):
        sweep.sweep(now=later(now, seconds), since=now, hint=lambda run_id, names: asked.append(names))

    assert asked == [["prepare"]] * 3


def test_parts_that_wait_for_a_busy_trainer_stay_in_the_queue(run, look, now):
    names = _prepared(run, now)
    mine = claim(run, names[0], at=now)

    claims.renew_claim(claim=mine, now=later(now, 60))

    assert look(60) == []


def test_what_waits_beside_an_idle_trainer_is_hinted_again(run, look, now):
    names = _prepared(run, now)
    claim(run, names[0], at=now)

    assert look(1.9, trainers=2) == []
    assert look(2.1, trainers=2) == [(run.pk, name) for name in names[1:]]


def test_a_trainer_between_two_parts_is_not_idle(run, look, now):
    names = _prepared(run, now)
    mine = claim(run, names[0], at=now)
    claims.finish_part(claim=mine, data=b"", facts={}, now=later(now, 9))

    assert look(10) == []


def _prepared(run, now) -> list[str]:
    """Parts of the second stage."""
    claims.finish_part(claim=claim(run, at=now), data=b"", facts=PREPARED, now=now)
    return list(run.parts.filter(stage="fit").values_list("name", flat=True))


def test_a_part_whose_lease_ran_out_is_given_again(run, look, now):
    claim(run, at=now)

    look(5.9)
    assert run.parts.get().state == PartState.RUNNING
    look(6.1)

    assert run.parts.get().state == PartState.WAITING
    line = run.lines.last()
    assert (line.code, line.params) == (
        "part_again",
        {"part": "prepare", "why": "trainer_lost", "attempt": 1, "trainer": "t1"},
    )


def test_a_run_without_a_trainer_fails_after_five_minutes(run, look):
    look(299, trainers=0)
    run.refresh_from_db()
    assert run.state == RunState.QUEUED

    look(301, trainers=0)

    run.refresh_from_db()
    assert (run.state, run.failure) == (RunState.FAILED, "no_trainer")


def test_a_trainer_that_was_alive_a_minute_ago_holds_the_run(run, look):
    look(300)

    look(360, trainers=0)

    run.refresh_from_db()
    assert run.state == RunState.QUEUED


def test_a_run_that_living_trainers_never_take_fails_and_says_so(run, look):
    look(300)
    run.refresh_from_db()
    assert run.state == RunState.QUEUED

    look(301)

    run.refresh_from_db()
    assert (run.state, run.failure) == (RunState.FAILED, "not_taken")
    assert run.detail == "Trainers were alive, but none took a part for 5 minutes."
    assert "same queue" in failure_words(run.failure, run.detail)


def test_a_run_in_the_middle_that_nobody_takes_any_more_fails_too(run, look, now):
    _prepared(run, later(now, 100))

    look(400)
    run.refresh_from_db()
    assert run.state == RunState.RUNNING
    look(401)

    run.refresh_from_db()
    assert (run.state, run.failure) == (RunState.FAILED, "not_taken")


def test_a_run_waits_as_long_as_trainers_work_on_another(run, look, now, dataset, steward):
    waiting, _ = start(dataset, steward, now, seed=2)
    mine = claim(run, at=now)
    claims.renew_claim(claim=mine, now=later(now, 1000))

    look(1000)
    claims.return_part(claim=mine, now=later(now, 1001))
    look(1300)
    waiting.refresh_from_db()
    assert waiting.state == RunState.QUEUED

    look(1302)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.failure) == (RunState.FAILED, "not_taken")


def test_a_run_waits_on_after_another_that_was_under_way_was_cancelled(run, look, now, dataset, steward):
    waiting, _ = start(dataset, steward, now, seed=2)
    mine = claim(run, at=now)
    claims.renew_claim(claim=mine, now=later(now, 1000))
    actions.cancel_run(run=run, by=steward, now=later(now, 1000))

    look(1001)

    waiting.refresh_from_db()
    assert waiting.state == RunState.QUEUED


def test_a_worker_that_has_just_started_blames_nobody(run, now, hints):
    at = later(now, 3600)

    sweep.sweep(now=at, since=later(at, -10), hint=hints)

    run.refresh_from_db()
    assert run.state == RunState.QUEUED


def test_a_trainer_counts_as_alive_for_ten_seconds(db, now):
    sweep.beat(trainer="t1", now=now)
    sweep.beat(trainer="t2", now=later(now, 5))
    sweep.beat(trainer="t2", now=later(now, 7))

    assert [trainers_alive(later(now, at)) for at in (8, 11, 18)] == [2, 1, 0]
    sweep.beat(trainer="t3", now=later(now, 3605))
    assert set(Trainer.objects.values_list("name", flat=True)) == {"t2", "t3"}
    sweep.leave(trainer="t3")
    assert trainers_alive(later(now, 3700)) == 0


def test_nothing_is_asked_of_the_database_but_whether_a_run_goes_on(
    db, now, hints, django_assert_num_queries
):
    with django_assert_num_queries(1):
        sweep.sweep(now=now, since=now, hint=hints)
