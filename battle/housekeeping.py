"""What has to be done from time to time: each room's `chores.py` says what, and every worker of scores does it.

Several workers do the same chores at the same time: a chore claims what it works on in the database.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from celery.signals import worker_ready, worker_shutdown
from django.db import connections
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from battle.celery import SCORES, consumes

LOOK_EVERY = 1.0

logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Chore:
    name: str
    every: timedelta
    do: Callable[[datetime], object]


CHORES: dict[str, Chore] = {}


def chore(
    name: str, *, every: timedelta
) -> Callable[[Callable[[datetime], object]], Callable[[datetime], object]]:
    """Register a function that is given the time; `name` tells it apart in logs."""

    def register(do: Callable[[datetime], object]) -> Callable[[datetime], object]:
        CHORES[name] = Chore(name, every, do)
        return do

    return register


class Housekeeper:
    """Does each chore when its time has come, in a thread of its own; a chore that fails is tried again next time."""

    def __init__(self) -> None:
        self._done_at: dict[str, datetime] = {}
        self._failing: dict[str, str] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="housekeeping", daemon=True)

    def start(self) -> None:
        autodiscover_modules("chores")
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=3)

    def do_what_is_due(self, now: datetime) -> list[str]:
        """Do every chore whose time has come; returns their names, failed ones too."""
        due = [each for each in CHORES.values() if self._is_due(each, now)]
        for each in due:
            self._done_at[each.name] = now
            try:
                each.do(now)
                self._failing.pop(each.name, None)
            except Exception as error:
                # Said once as long as it is the same; the kind only, because messages may carry addresses.
                if self._failing.get(each.name) != type(error).__name__:
                    self._failing[each.name] = type(error).__name__
                    logger.warning("chore_failed", chore=each.name, error=type(error).__name__)
        return [each.name for each in due]

    def _is_due(self, each: Chore, now: datetime) -> bool:
        last = self._done_at.get(each.name)
        return last is None or now - last >= each.every

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_EVERY):
            try:
                self.do_what_is_due(timezone.now())
            finally:
                connections.close_all()


_keepers: list[Housekeeper] = []


@worker_ready.connect
def begin(sender: Any = None, **kwargs: Any) -> None:
    """Only workers that take scores keep house: trainers are busy for minutes."""
    if consumes(sender.app, SCORES):
        _keepers.append(Housekeeper())
        _keepers[-1].start()


@worker_shutdown.connect
def end(**kwargs: Any) -> None:
    while _keepers:
        _keepers.pop().stop()
