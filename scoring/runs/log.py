"""A run's log, and the lock under which everything about a run is changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from scoring.enums import RunState
from scoring.models import Run, RunLine


def lock_active(run_id: int) -> Run | None:
    """The run, if it has not ended, locked until the transaction ends; None otherwise.

    Whoever changes a run or its parts takes this lock first. So of two trainers that finish the last two parts of a
    stage at once, the second sees what the first did, and it alone begins the next stage; and nothing is written into
    a run that was cancelled meanwhile.
    """
    return Run.objects.select_for_update().filter(pk=run_id, state__in=RunState.active()).first()


def tell(run: Run, code: str, now: datetime, **params: Any) -> None:
    """Add a line. The caller holds the lock and saves the run."""
    RunLine.objects.create(run=run, at=now, code=code, params=params)


def save(run: Run, *fields: str) -> None:
    """Write what changed of a locked run; its `rev` grows, so that every open page is told."""
    run.rev += 1
    run.save(update_fields=["rev", *fields])
