"""The life of a worker beside its tasks: what it needs at its start, and the sweep that finds what a crash left undone.

The sweep runs in a thread of the worker's main process, once a second, over what the logs say. A hint that was lost
with a killed worker or never reached the broker is found there: an answer gets its score on every broker.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from celery.signals import worker_init, worker_ready, worker_shutdown
from django.db import DatabaseError, connections
from django.utils import timezone

from battle.celery import SCORES, consumes
from battle.showlog.log import read
from battle.stage import actions
from battle.stage.actions.hints import send_hint
from battle.stage.comparing import uncompared
from battle.stage.queries import unrevealed_shows
from battle.stage.state import ContenderState, ShowState, fold
from scoring import service

SWEEP_EVERY = 1.0
BEAT_EVERY = timedelta(seconds=5)
# A worker that lives has scored long before; what is older was lost.
LOST_AFTER = timedelta(seconds=2)
# What cannot be scored is tried ever more rarely, so that it neither fills the log nor is given up.
TRY_AGAIN_MOST = timedelta(seconds=30)

logger = structlog.get_logger(__name__)


@dataclass(slots=True)
class Attempt:
    """When the sweep last did something about one answer, and how long it waits until it does so again."""

    answer_seq: int
    at: datetime
    pause: timedelta = LOST_AFTER


class Sweeper:
    """Looks through the logs of running shows for answers without a score and places without a comparison.

    Keeps what it read between two sweeps.
    """

    def __init__(self, worker: str, hint: Callable[[int, str], bool] = send_hint) -> None:
        self.worker = worker
        self._hint = hint
        self._states: dict[int, ShowState] = {}
        self._attempts: dict[tuple[int, str], Attempt] = {}
        self._beaten_at: datetime | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="stage-sweep", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=3)

    def beat(self, now: datetime) -> None:
        """Say that this worker is alive, every few seconds."""
        if self._beaten_at is None or now - self._beaten_at >= BEAT_EVERY:
            actions.record_beat(worker=self.worker, at=now)
            self._beaten_at = now

    def sweep(self, now: datetime) -> list[tuple[int, str]]:
        """Have everything judged that has waited too long; returns the shows and contenders found."""
        found = []
        for show_id, contender in self._lost(now):
            if not self._due(show_id, contender, now):
                continue
            found.append((show_id, contender.key))
            if not self._hint(show_id, contender.key):
                # No broker: this thread does the work itself, and the show goes on.
                actions.judge_contender(show_id=show_id, contender=contender.key, clock=timezone.now)
        return found

    def _due(self, show_id: int, contender: ContenderState, now: datetime) -> bool:
        last = self._attempts.get((show_id, contender.key))
        if last is None or last.answer_seq != contender.answer_seq:
            self._attempts[show_id, contender.key] = Attempt(contender.answer_seq, now)
            return True
        if now - last.at < last.pause:
            return False
        last.at, last.pause = now, min(last.pause * 2, TRY_AGAIN_MOST)
        return True

    def _lost(self, now: datetime) -> list[tuple[int, ContenderState]]:
        running = dict(unrevealed_shows().values_list("pk", "seq"))
        self._states = {pk: state for pk, state in self._states.items() if pk in running}
        for pk, seq in running.items():
            state = self._states.setdefault(pk, ShowState())
            if state.seq < seq:
                fold(read(pk, after=state.seq), state)
        return [(pk, contender) for pk, state in self._states.items() for contender in _overdue(state, now)]

    def _run(self) -> None:
        last_failure = ""
        while not self._stopping.wait(SWEEP_EVERY):
            try:
                now = timezone.now()
                self.beat(now)
                self.sweep(now)
                last_failure = ""
            except Exception as error:
                # Whatever it was, the next sweep starts afresh. Said once, not every second; the kind only, because
                # messages of drivers carry host names and users.
                self._states.clear()
                if last_failure != type(error).__name__:
                    last_failure = type(error).__name__
                    logger.warning("sweep_failed", error=last_failure)
            finally:
                connections.close_all()


def _overdue(state: ShowState, now: datetime) -> list[ContenderState]:
    """The contenders whose score, or whose comparison with the place above, a worker must have lost."""
    found = [
        contender
        for contender in state.pending
        if contender.answered_at and now - contender.answered_at > LOST_AFTER
    ]
    if state.scored_at and now - state.scored_at > LOST_AFTER:
        found += [state.contenders[lower] for _upper, lower in uncompared(state)]
    return found


_sweepers: list[Sweeper] = []


@worker_init.connect
def prepare(sender: Any = None, **kwargs: Any) -> None:
    """Refuse to start without a database, and load the jury before the first answer waits for it."""
    from battle.startup import require_database

    require_database()
    if not consumes(sender.app, SCORES):
        connections.close_all()
        return
    began = time.perf_counter()
    try:
        for version in _models_in_use():
            service.warm(version)
        logger.info("jury_loaded", seconds=round(time.perf_counter() - began, 2))
    except service.NoJuryModel:
        logger.warning("no_jury_model")
    except DatabaseError as error:
        logger.warning("jury_not_loaded", error=type(error).__name__)
    finally:
        connections.close_all()  # nothing open may be inherited by the pool's processes


def _models_in_use() -> set[str]:
    pinned = {fold(read(pk)).model for pk in unrevealed_shows().values_list("pk", flat=True)}
    return {service.champion().version, *pinned}


@worker_ready.connect
def start_sweeping(sender: Any = None, **kwargs: Any) -> None:
    """A worker that takes no scores neither looks for lost ones nor counts as one that is ready for a show."""
    if not consumes(sender.app, SCORES):
        return
    sweeper = Sweeper(worker=str(sender.hostname))
    _sweepers.append(sweeper)
    sweeper.start()


@worker_shutdown.connect
def stop_sweeping(**kwargs: Any) -> None:
    while _sweepers:
        _sweepers.pop().stop()
