"""The trainers' task. It is a hint only: the database says what is still to do, and the sweep finds what was lost."""

from celery import shared_task
from django.utils import timezone

# Imported for its effect: it connects a worker's sweep over the runs to Celery's signals.
from battle.celery import PART_TASK
from scoring.runs import (
    trainer,
    worker,  # noqa: F401
)


@shared_task(name=PART_TASK)
def do_part(run_id: int, name: str) -> None:
    """Do one part of a run, unless it is done."""
    trainer.do_part(run_id=run_id, name=name, trainer=trainer.process_name(), clock=timezone.now)
