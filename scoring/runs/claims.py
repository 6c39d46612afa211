"""Who does which part of a run: claimed for a lease, renewed while the work goes on, given again when it runs out.

A claim is told apart by its trainer and its attempt. Of a trainer that was stopped for a while and comes back, nothing
is written any more once its part was given to another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from scoring.enums import PartState, RunState
from scoring.models import Run, RunPart
from scoring.runs import log, stages
from scoring.runs.hints import hint_when_committed

LEASE = timedelta(seconds=6)
MOST_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Claim:
    """The right of one trainer to one part, for as long as it renews it."""

    run_id: int
    part_id: int
    name: str
    stage: str
    trainer: str
    attempt: int


@transaction.atomic
def claim_part(*, run_id: int, name: str, trainer: str, now: datetime) -> Claim | None:
    """Take a waiting part of a run that goes on; None where somebody else has it, or there is nothing to do."""
    run = log.lock_active(run_id)
    if run is None:
        return None
    waiting = RunPart.objects.filter(run_id=run_id, name=name, state=PartState.WAITING)
    # Of two trainers with the same hint one finds it waiting.
    taken = waiting.update(
        state=PartState.RUNNING,
        trainer=trainer,
        lease_until=now + LEASE,
        started_at=now,
        attempts=F("attempts") + 1,
    )
    if not taken:
        return None
    if run.state == RunState.QUEUED:
        run.state, run.started_at = RunState.RUNNING, now
        log.tell(run, "started", now)
        log.save(run, "state", "started_at")
    part = RunPart.objects.only("stage", "attempts").get(run_id=run_id, name=name)
    return Claim(run_id, part.pk, name, part.stage, trainer, part.attempts)


def renew_claim(*, claim: Claim, now: datetime) -> bool:
    """Hold the part for a further lease; False where it is not this trainer's any more, or its run has ended."""
    renewed = _own(claim).update(lease_until=now + LEASE)
    return bool(renewed) and Run.objects.filter(pk=claim.run_id, state__in=RunState.active()).exists()


@transaction.atomic
def finish_part(*, claim: Claim, data: bytes, facts: dict[str, Any], now: datetime) -> bool:
    """Keep what a part gave, and begin the next stage after the last; False where the claim is lost."""
    run = log.lock_active(claim.run_id)
    if run is None:
        return False
    done = _own(claim).update(
        state=PartState.DONE, result=data, facts=facts, finished_at=now, lease_until=None
    )
    if not done:
        return False
    log.save(run)
    stages.advance(run, now)
    return True


@transaction.atomic
def fail_part(*, claim: Claim, failure: str, detail: str, params: dict[str, Any], now: datetime) -> bool:
    """End the run: this part would fail again, whoever tried it. False where the claim is lost."""
    run = log.lock_active(claim.run_id)
    if run is None or not _own(claim).update(state=PartState.FAILED, finished_at=now):
        return False
    stages.fail(run, failure, now, detail=detail, part=claim.name, **{"params": params} if params else {})
    return True


@transaction.atomic
def retry_part(*, claim: Claim, failure: str, detail: str, now: datetime) -> bool:
    """Have a part tried again whose child died; at the third attempt the run fails. False where the claim is lost."""
    run = log.lock_active(claim.run_id)
    if run is None or not _own(claim).exists():
        return False
    _again(run, RunPart.objects.defer("result").get(pk=claim.part_id), failure, detail, now)
    return True


@transaction.atomic
def return_part(*, claim: Claim, now: datetime) -> bool:
    """Give a part back untried, because this trainer is asked to stop. False where the claim is lost."""
    run = log.lock_active(claim.run_id)
    if run is None:
        return False
    returned = _own(claim).update(
        state=PartState.WAITING,
        lease_until=None,
        attempts=F("attempts") - 1,
        hinted_at=now,
        finished_at=now,
    )
    if returned:
        hint_when_committed(claim.run_id, [claim.name])
    return bool(returned)


@transaction.atomic
def take_back(*, run_id: int, part_id: int, now: datetime) -> bool:
    """Give a part again whose lease ran out: its trainer is dead, stopped or cut off. False where it was renewed."""
    run = log.lock_active(run_id)
    if run is None:
        return False
    expired = RunPart.objects.filter(pk=part_id, state=PartState.RUNNING, lease_until__lt=now)
    # The trainer renews without the lock of the run, so what is read here must be what is written over.
    part = expired.defer("result").select_for_update().first()
    if part is None:
        return False
    _again(run, part, "trainer_lost", f"The trainer {part.trainer} did not answer any more.", now)
    return True


def _again(run: Run, part: RunPart, failure: str, detail: str, now: datetime) -> None:
    if part.attempts >= MOST_ATTEMPTS:
        RunPart.objects.filter(pk=part.pk).update(state=PartState.FAILED, finished_at=now)
        stages.fail(run, failure, now, detail=detail, part=part.name, attempts=part.attempts)
        return
    RunPart.objects.filter(pk=part.pk).update(
        state=PartState.WAITING, lease_until=None, hinted_at=now, finished_at=now
    )
    log.tell(run, "part_again", now, part=part.name, why=failure, attempt=part.attempts, trainer=part.trainer)
    log.save(run)
    hint_when_committed(run.pk, [part.name])


def _own(claim: Claim) -> QuerySet[RunPart]:
    return RunPart.objects.filter(
        pk=claim.part_id, state=PartState.RUNNING, trainer=claim.trainer, attempts=claim.attempt
    )


def close_part(claim: Claim, now: datetime) -> bool:
    """Mark a part as done whose result is written in the same transaction, the run being locked."""
    done = _own(claim).update(state=PartState.DONE, finished_at=now, lease_until=None)
    return bool(done)
