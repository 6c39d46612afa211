"""Without a queue a run waits, and says so."""

import os

import pytest
from celery import Celery

from scoring.enums import RunState
from scoring.runs import hints
from tests.jury.engine.conftest import claim, codes

pytestmark = pytest.mark.django_db


@pytest.fixture
def unreachable(monkeypatch) -> Celery:
    monkeypatch.setattr(hints, "_silent_until", 0.0)
    queue = Celery(broker="redis://127.0.0.1:1/0", set_as_current=False)
    queue.conf.update(task_publish_retry=False, broker_connection_timeout=1)
    return queue


def test_a_queue_that_cannot_be_reached_is_told_once_and_the_run_waits(run, unreachable, monkeypatch):
    assert not hints.send_hints(run.pk, ["prepare"], unreachable)
    monkeypatch.setattr(hints, "_silent_until", 0.0)
    assert not hints.send_hints(run.pk, ["prepare"], unreachable)

    run.refresh_from_db()
    assert (run.state, codes(run)) == (RunState.QUEUED, ["asked", "stage_began", "no_broker"])


def test_it_is_not_asked_again_for_some_seconds(run, unreachable, now):
    hints.send_hints(run.pk, ["prepare"], unreachable)
    claim(run, at=now)

    assert not hints.send_hints(run.pk, ["prepare"], unreachable)
    assert codes(run)[-1] == "started"


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_a_process_that_was_forked_sends_hints_of_its_own():
    assert hints._sender.submit(os.getpid).result(timeout=20) == os.getpid()

    child = os.fork()
    if child == 0:
        try:
            os._exit(int(hints._sender.submit(os.getpid).result(timeout=20) != os.getpid()))
        finally:
            os._exit(2)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
