"""Telling the worker that there is something to judge. Only a hint: the worker's sweep over the log finds it anyway."""

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import structlog
from django.db import transaction

from battle.celery import app

SCORE_TASK = "stage.score_contender"
# An unreachable broker, on which a hint spends seconds, is tried again only after this pause.
PAUSE_AFTER_FAILURE = 5.0

logger = structlog.get_logger(__name__)
_silent_until = 0.0
# A thread of its own: the host's answer must not wait for a broker that may be slow or away.
_sender = ThreadPoolExecutor(max_workers=1, thread_name_prefix="score-hint")


def hint_when_committed(show_id: int, contender: str) -> None:
    """Send the hint once what happened is safe; never fails, never holds anything up."""
    transaction.on_commit(partial(_sender.submit, send_hint, show_id, contender))


def send_hint(show_id: int, contender: str) -> bool:
    """Ask a worker for a score and its advice; False where the broker took nothing."""
    global _silent_until  # one switch per process
    if time.monotonic() < _silent_until:
        return False
    try:
        app.send_task(SCORE_TASK, args=[show_id, contender])
    except Exception as error:  # each transport has its own family of errors, and none may reach the host
        _silent_until = time.monotonic() + PAUSE_AFTER_FAILURE
        # The kind only: messages of drivers carry host names and users.
        logger.warning("score_hint_not_sent", show=show_id, error=type(error).__name__)
        return False
    return True
