"""A training run with real trainers: it survives the death of one, and stops when it is told to."""

import os
import signal
from collections.abc import Iterator

import pytest

from tests.support.trainers import TrainingRoom, children_of, wait_for

ENDS_WITHIN = 240
"""Seconds, on a machine that does much else beside; alone it takes some twenty."""


@pytest.fixture(params=["embedded", "real"])
def room(request, new_site) -> Iterator[TrainingRoom]:
    room = TrainingRoom(new_site(request.param, with_jury=False))
    yield room
    room.stop_trainers()


@pytest.fixture
def embedded(new_site) -> Iterator[TrainingRoom]:
    room = TrainingRoom(new_site(with_jury=False))
    yield room
    room.stop_trainers()


def test_one_of_two_trainers_is_killed_and_the_run_is_done_by_the_other(room):
    killed, other = room.add_trainers("t1", "t2")
    (run,) = room.start_runs(1)
    wait_for(lambda: len(room.working(run, "fit")) == 2, ENDS_WITHIN)
    computing = children_of(killed.process.pid)

    killed.kill()

    wait_for(lambda: gone(computing), 10)
    wait_for(lambda: room.over(run), ENDS_WITHIN)
    state = room.state(run)
    assert (state["state"], state["failure"]) == ("done", "")
    assert room.ask("SELECT status FROM scoring_jurymodel WHERE id = %s", state["jury_id"]) == [
        ("candidate",)
    ]
    assert room.ask("SELECT count(*) FROM scoring_runpart WHERE result IS NOT NULL") == [(0,)]
    assert other.process.poll() is None


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
