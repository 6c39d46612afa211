"""A training run with real trainers: it survives the death of one, and stops when it is told to."""

import os
import signal
from collections.abc import Iterator

import pytest

from tests.support.trainers import TrainingRoom, children_of
from tests.support.waiting import wait_for

ROWS = 150
ENDS_WITHIN = 240
"""Seconds, on a machine that does much else beside; alone it takes some twenty."""


@pytest.fixture
def embedded(new_site) -> Iterator[TrainingRoom]:
    room = TrainingRoom(new_site(with_jury=False), ROWS)
    yield room
    room.stop_trainers()


@pytest.fixture(params=["embedded", "real"])
def room(request, new_site) -> Iterator[TrainingRoom]:
    room = TrainingRoom(new_site(request.param, with_jury=False), ROWS)
    yield room
    room.stop_trainers()


def test_what_a_killed_trainer_left_undone_is_done_by_the_other(room):
    (killed,) = room.add_trainers("t1")
    room.add_trainers("t2", pool=("prefork", "--concurrency", "1"))
    (run,) = room.start_runs(1)
    wait_for(lambda: len(room.working(run, "fit")) == 2, ENDS_WITHIN)
    computing = children_of(killed.process.pid)

    killed.kill()

    wait_for(lambda: gone(computing), 10)
    lost = "SELECT count(*) FROM scoring_runpart WHERE run_id = %s AND state = 'done' AND attempts = 2"
    wait_for(lambda: room.ask(lost, run) == [(1,)], ENDS_WITHIN)
    assert room.state(run)["state"] == "running"


def test_a_run_comes_to_its_end_with_one_trainer(embedded):
    embedded.add_trainers("t1")
    (run,) = embedded.start_runs(1)

    wait_for(lambda: embedded.over(run), ENDS_WITHIN)

    state = embedded.state(run)
    assert (state["state"], state["failure"]) == ("done", "")
    registered = "SELECT status FROM scoring_jurymodel WHERE id = %s"
    assert embedded.ask(registered, state["jury_id"]) == [("candidate",)]
    assert embedded.ask("SELECT count(*) FROM scoring_runpart WHERE result IS NOT NULL") == [(0,)]


def test_a_cancelled_run_stops_within_two_seconds_and_the_next_one_begins(embedded):
    (trainer,) = embedded.add_trainers("t1")
    first, second = embedded.start_runs(1, 2)
    wait_for(lambda: embedded.working(first, "fit"), ENDS_WITHIN)

    embedded.cancel(first)
    # It does nothing else at a time, so what computes now computes for the cancelled run.
    computing = children_of(trainer.process.pid)
    seconds = wait_for(lambda: gone(computing), 10)

    assert embedded.state(first)["state"] == "cancelled"
    assert seconds < 2
    wait_for(lambda: embedded.working(second, "prepare") or embedded.working(second, "fit"), ENDS_WITHIN)


def test_a_trainer_that_is_asked_to_stop_gives_its_part_back(embedded):
    (trainer,) = embedded.add_trainers("t1")
    (run,) = embedded.start_runs(1)
    wait_for(lambda: embedded.working(run, "fit"), ENDS_WITHIN)

    trainer.process.send_signal(signal.SIGTERM)

    trainer.process.wait(timeout=30)
    assert embedded.parts(run, "running") == 0
    assert embedded.ask("SELECT count(*) FROM scoring_trainer") == [(0,)]


def gone(pids: set[int]) -> bool:
    return not any(map(_alive, pids))


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
