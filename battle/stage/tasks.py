"""The worker's tasks. They are hints only: the log says what is still to do, and the sweep finds what was lost."""

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

# Imported for its effect: it connects the worker's own life (start, sweep, stop) to Celery's signals.
from battle.stage import (
    actions,
    worker,  # noqa: F401
)
from battle.stage.actions.hints import SCORE_TASK


@shared_task(
    name=SCORE_TASK,
    # A locked or unreachable database comes back; scoring again is always safe.
    autoretry_for=(OperationalError, InterfaceError),
    retry_backoff=1,
    retry_backoff_max=10,
    retry_jitter=True,
    max_retries=5,
)
def score_contender(show_id: int, contender: str) -> None:
    """Score the contender's newest answers, advise what to ask next and compare the neighbours, unless that is done."""
    actions.judge_contender(show_id=show_id, contender=contender, clock=timezone.now)
