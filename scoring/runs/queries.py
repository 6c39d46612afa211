"""What is known of runs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from scoring.enums import PartState, RunState
from scoring.models import JuryModel, Run, Trainer
from scoring.runs.orders import STAGES

TRAINER_SILENT_AFTER = timedelta(seconds=10)


def trainers_alive(now: datetime) -> int:
    """How many trainers were heard of lately."""
    return Trainer.objects.filter(seen_at__gt=now - TRAINER_SILENT_AFTER).count()


def run_state(run: Run, now: datetime | None = None) -> dict[str, Any]:
    """Everything that a run's page shows, for JSON. `rev` grows with whatever changes but `trainers` and `seconds`."""
    now = now or timezone.now()
    stages = _stages(run)
    return {
        "rev": run.rev,
        "state": run.state,
        "stage": run.stage,
        "stages": stages,
        "parts": {
            "done": sum(each["done"] for each in stages),
            "total": sum(each["total"] for each in stages),
        },
        "trainers": trainers_alive(now),
        "lines": [
            {"at": at.isoformat(), "code": code, "params": params}
            for at, code, params in run.lines.values_list("at", "code", "params")
        ],
        "failure": run.failure,
        "detail": run.detail,
        "jury": _version(run),
        "seconds": round(((run.finished_at or now) - run.created_at).total_seconds(), 1),
    }


def _version(run: Run) -> str | None:
    """Of the jury that came out, without reading its file."""
    return JuryModel.objects.filter(runs=run).values_list("version", flat=True).first()


def _stages(run: Run) -> list[dict[str, Any]]:
    """The stages in their order. How many parts a later one will have is known when it begins; until then it is 0."""
    counted = run.parts.values("stage").annotate(
        total=Count("pk"), finished=Count("pk", filter=Q(state=PartState.DONE))
    )
    found = {row["stage"]: (row["finished"], row["total"]) for row in counted.order_by()}
    told = []
    for key in STAGES[run.kind]:
        done, total = found.get(key, (0, 0))
        told.append(
            {"key": str(key), "state": _stage_state(run, key, done, total), "done": done, "total": total}
        )
    return told


def _stage_state(run: Run, stage: str, done: int, total: int) -> str:
    if total and done == total:
        return "done"
    if stage != run.stage:
        return "skipped" if run.state == RunState.DONE else "waiting"
    return {RunState.QUEUED: "waiting", RunState.RUNNING: "running"}.get(RunState(run.state), run.state)
