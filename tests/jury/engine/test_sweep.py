"""What a dead trainer or a lost hint leaves undone is found; a run that nobody works for says so."""

import pytest

from scoring.enums import PartState, RunState
from scoring.models import Trainer
from scoring.runs import claims, sweep
from scoring.runs.queries import trainers_alive
from tests.jury.engine.conftest import PREPARED, Hints, claim, later

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
