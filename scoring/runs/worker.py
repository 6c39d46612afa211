"""A worker's life beside its tasks, as far as runs go: the sweep in every worker, the heartbeat in trainers."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

import structlog
from celery.signals import worker_init, worker_ready, worker_shutdown, worker_shutting_down
from django.db import DatabaseError, connections
from django.utils import timezone

from battle.celery import TRAINING, consumes
from scoring.runs import sweep, trainer
from scoring.sharing.clients import forget_old_queries

SWEEP_EVERY = 1.0
FORGET_EVERY = timedelta(hours=1)
BEAT_EVERY = timedelta(seconds=2)

logger = structlog.get_logger(__name__)


class Keeper:
    """Sweeps over the runs once a second in a thread; of a trainer it also tells that it is alive. Once an hour what
    API clients asked long ago is deleted."""

    def __init__(self, trainer_name: str = "") -> None:
        self.trainer_name = trainer_name
        self._since = timezone.now()
        self._beaten_at: datetime | None = None
        self._forgot_at: datetime | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="run-sweep", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(timeout=3)
        if not self.trainer_name:
            return
        try:
            sweep.leave(trainer=self.trainer_name)
        except DatabaseError as error:
            logger.warning("trainer_not_signed_off", error=type(error).__name__)
        finally:
            connections.close_all()

    def keep(self, now: datetime) -> None:
        """One round."""
        if self.trainer_name and (self._beaten_at is None or now - self._beaten_at >= BEAT_EVERY):
            sweep.beat(trainer=self.trainer_name, now=now)
            self._beaten_at = now
        sweep.sweep(now=now, since=self._since)
        if self._forgot_at is None or now - self._forgot_at >= FORGET_EVERY:
            forget_old_queries(now=now)
            self._forgot_at = now

    def _run(self) -> None:
        last_failure = ""
        while True:
            try:
                self.keep(timezone.now())
                last_failure = ""
            except Exception as error:
                # Whatever it was, the next round starts afresh. Said once; the kind only, because messages of drivers
                # carry host names and users.
                if last_failure != type(error).__name__:
                    last_failure = type(error).__name__
                    logger.warning("run_sweep_failed", error=last_failure)
            finally:
                connections.close_all()
            if self._stopping.wait(SWEEP_EVERY):
                return


_keepers: list[Keeper] = []


@worker_init.connect
def keep_connection(sender: Any = None, **kwargs: Any) -> None:
    """A trainer without a pool answers no heartbeat of the broker while it works, which may be minutes."""
    if consumes(sender.app, TRAINING):
        sender.app.conf.broker_heartbeat = 0


@worker_ready.connect
def start_keeping(sender: Any = None, **kwargs: Any) -> None:
    name = trainer.process_name() if consumes(sender.app, TRAINING) else ""
    keeper = Keeper(name)
    _keepers.append(keeper)
    keeper.start()


@worker_shutting_down.connect
def give_parts_back(**kwargs: Any) -> None:
    trainer.stopping.set()


@worker_shutdown.connect
def stop_keeping(**kwargs: Any) -> None:
    while _keepers:
        _keepers.pop().stop()
