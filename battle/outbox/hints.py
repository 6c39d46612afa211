"""Telling a worker that letters are waiting. Only a hint: its housekeeping finds them anyway."""

import time
from concurrent.futures import ThreadPoolExecutor

import structlog
from django.db import transaction

from battle.celery import app

RING_TASK = "outbox.send_letters"
# One hint is for all letters that wait: a worker that was told goes on until none is left. So hundreds of letters
# released one by one do not fill the queue in which live scores come.
QUIET = 0.2
PAUSE_AFTER_FAILURE = 5.0

logger = structlog.get_logger(__name__)
_silent_until = 0.0
# A thread of its own: whoever released a letter must not wait for a broker that may be slow or away.
_ringer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="letter-hint")


def ring_when_committed() -> None:
    """Send the hint once the letters are safe; never fails, never holds anything up."""
    transaction.on_commit(_ring_soon)


def _ring_soon() -> None:
    _ringer.submit(ring)


def ring() -> bool:
    """Tell a worker; False where that was done a moment ago or the broker took nothing."""
    global _silent_until  # one switch per process
    if time.monotonic() < _silent_until:
        return False
    _silent_until = time.monotonic() + QUIET
    try:
        app.send_task(RING_TASK)
    except Exception as error:  # each transport has its own family of errors
        _silent_until = time.monotonic() + PAUSE_AFTER_FAILURE
        logger.warning("letters_hint_not_sent", error=type(error).__name__)
        return False
    return True
