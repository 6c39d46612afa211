"""From one stage of a run to the next, and to its end. Everything here is called with the run locked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import DatabaseError

from scoring.enums import PartState, RunState, Stage
from scoring.models import Run, RunPart
from scoring.runs import log
from scoring.runs.hints import hint_when_committed
from scoring.runs.orders import STAGES, build_order, facts_of


def begin_first(run: Run, now: datetime) -> None:
    """Give a fresh run the parts of its first stage."""
    _begin_after(run, None, now)


def advance(run: Run, now: datetime) -> None:
    """Begin the next stage if every part of this one is done."""
    parts = run.parts.filter(stage=run.stage)
    if parts.exclude(state=PartState.DONE).exists():
        return
    log.tell(run, "stage_done", now, stage=run.stage, **_told_facts(parts.values_list("facts", flat=True)))
    _begin_after(run, run.stage, now)


def end(run: Run, state: RunState, now: datetime, *, failure: str = "", detail: str = "") -> None:
    """Close a run. What its parts gave each other is emptied; whoever still works on one notices within a second."""
    run.state, run.failure, run.detail, run.finished_at = state, failure, detail, now
    run.parts.filter(state=PartState.RUNNING).update(state=PartState.WAITING, finished_at=now)
    run.parts.update(result=None, lease_until=None)
    log.save(run, "state", "failure", "detail", "finished_at", "jury")


def fail(run: Run, failure: str, now: datetime, *, detail: str = "", **params: Any) -> None:
    """End a run with a reason: a stable code, an English sentence, and what a translation of it needs."""
    log.tell(run, "failed", now, failure=failure, **params)
    end(run, RunState.FAILED, now, failure=failure, detail=detail)


def _begin_after(run: Run, stage: str | None, now: datetime) -> None:
    """The first of the following stages that has anything to do."""
    following = STAGES[run.kind][0 if stage is None else STAGES[run.kind].index(stage) + 1 :]
    try:
        named = ((each, _names(run, each)) for each in following)
        run.stage, names = next((each, names) for each, names in named if names)
    except DatabaseError:
        raise  # it comes back, and so does the part that ended the stage
    except Exception as error:  # whatever it is, this run will never know how to go on
        fail(run, "bad_order", now, detail=f"{type(error).__name__}: {error}")
        return
    parts = [RunPart(run=run, name=name, stage=run.stage, hinted_at=now) for name in names]
    RunPart.objects.bulk_create(parts)
    log.tell(run, "stage_began", now, stage=run.stage, parts=len(names))
    log.save(run, "stage")
    hint_when_committed(run.pk, names)


def _names(run: Run, stage: str) -> tuple[str, ...]:
    if stage == Stage.REGISTER:
        return (Stage.REGISTER.value,)
    from scoring.core.parts import stage_parts

    return stage_parts(build_order(run), stage, facts_of(run))


def _told_facts(facts: Any) -> Mapping[str, Any]:
    """What a stage of one part says of itself: its plain facts."""
    told = list(facts)
    if len(told) != 1:
        return {"parts": len(told)}
    return {key: value for key, value in told[0].items() if isinstance(value, (int, float, str))}
