"""Telling trainers that there are parts to do. Only hints: the database says what is to do, and the sweep finds it."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import structlog
from celery import Celery, group
from django.db import DatabaseError, connections, transaction
from django.utils import timezone

from battle.celery import PART_TASK, app
from scoring.models import RunLine
from scoring.runs import log

# An unreachable broker, on which a hint spends seconds, is tried again only after this pause.
PAUSE_AFTER_FAILURE = 5.0

logger = structlog.get_logger(__name__)
_silent_until = 0.0


def _new_sender() -> None:
    """A thread of its own: a page must not wait for a broker that may be slow or away."""
    global _sender  # one a process: a copy over fork has no thread, and takes what never runs
    _sender = ThreadPoolExecutor(max_workers=1, thread_name_prefix="part-hint")


_sender: ThreadPoolExecutor
_new_sender()
os.register_at_fork(after_in_child=_new_sender)


def hint_when_committed(run_id: int, names: Sequence[str]) -> None:
    """Send the hints once the parts are safe; never fails, never holds anything up."""
    transaction.on_commit(partial(_sender.submit, _send_and_close, run_id, tuple(names)))


def send_hints(run_id: int, names: Sequence[str], queue: Celery = app) -> bool:
    """Ask the trainers for these parts, all at once; False where the broker took nothing, which the log then says."""
    global _silent_until  # one switch per process
    if time.monotonic() < _silent_until:
        return False
    try:
        group(queue.signature(PART_TASK, args=(run_id, name), immutable=True) for name in names).apply_async()
    except Exception as error:  # each transport has its own family of errors
        _silent_until = time.monotonic() + PAUSE_AFTER_FAILURE
        # The kind only: messages of drivers carry host names and users.
        logger.warning("part_hint_not_sent", run=run_id, error=type(error).__name__)
        _tell_no_broker(run_id)
        return False
    return True


def _send_and_close(run_id: int, names: Sequence[str]) -> None:
    try:
        send_hints(run_id, names)
    finally:
        connections.close_all()


def _tell_no_broker(run_id: int) -> None:
    """Once, until something else happens to the run."""
    try:
        with transaction.atomic():
            run = log.lock_active(run_id)
            newest = RunLine.objects.filter(run_id=run_id).values_list("code", flat=True).last()
            if run is not None and newest != "no_broker":
                log.tell(run, "no_broker", timezone.now())
                log.save(run)
    except DatabaseError as error:
        logger.warning("no_broker_not_told", run=run_id, error=type(error).__name__)
