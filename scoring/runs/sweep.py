"""What a crash left undone in runs, found in the database once a second, by every worker there is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, QuerySet

from scoring.enums import PartState, RunState
from scoring.models import Run, RunPart, Trainer
from scoring.runs import claims, log, stages
from scoring.runs.hints import send_hints
from scoring.runs.queries import trainers_alive

HINT_AGAIN = timedelta(seconds=2)
"""An idle trainer has taken what was hinted long before, so the hint was lost. While nothing happens the next one
waits twice as long, up to `HINT_AT_LEAST_EVERY`: of a trainer that cannot be reached the queue is not filled."""
HINT_AT_LEAST_EVERY = timedelta(minutes=1)
NO_TRAINER_FOR = timedelta(minutes=5)
FORGET_TRAINER_AFTER = timedelta(hours=1)

Hint = Callable[[int, Sequence[str]], bool]
Active = Sequence[tuple[int, datetime]]
"""Runs that go on, and when each was asked for."""


def sweep(*, now: datetime, since: datetime, hint: Hint = send_hints) -> None:
    """Give expired parts again, hint waiting ones again, and fail runs that nobody works for.

    Parameters
    ----------
    since : when the sweeping process began to look. Before that it does not know whether there were trainers.
    hint : tells trainers of a run's parts.
    """
    active = list(Run.objects.filter(state__in=RunState.active()).values_list("pk", "created_at"))
    if not active:
        return
    _take_back_expired([pk for pk, _created in active], now)
    _hint_again(dict(active), now, hint)
    _fail_deserted(active, now, since)
    _fail_untaken(active, now, since)


def beat(*, trainer: str, now: datetime) -> None:
    """Say that a trainer is alive. A new one forgets those that have not been heard of for an hour."""
    if Trainer.objects.filter(name=trainer).update(seen_at=now):
        return
    Trainer.objects.create(name=trainer, seen_at=now)
    Trainer.objects.filter(seen_at__lt=now - FORGET_TRAINER_AFTER).delete()


def leave(*, trainer: str) -> None:
    """Say that a trainer has stopped."""
    Trainer.objects.filter(name=trainer).delete()


def _take_back_expired(run_ids: Sequence[int], now: datetime) -> None:
    expired = RunPart.objects.filter(run__in=run_ids, state=PartState.RUNNING, lease_until__lt=now)
    for run_id, part_id in expired.values_list("run_id", "pk"):
        claims.take_back(run_id=run_id, part_id=part_id, now=now)


def _hint_again(active: Mapping[int, datetime], now: datetime, hint: Hint) -> None:
    """Hint what waits beside an idle trainer. Where all are busy the first hint is still in the queue."""
    parts = RunPart.objects.filter(run__in=active)
    idle = trainers_alive(now) > parts.filter(state=PartState.RUNNING).count()
    moved_at = _moved_at(parts)
    if not idle or (moved_at is not None and moved_at > now - HINT_AGAIN):
        return
    still_since = {pk: max(created_at, moved_at or created_at) for pk, created_at in active.items()}
    found: dict[int, list[str]] = {}
    waiting = parts.filter(state=PartState.WAITING, hinted_at__lt=now - HINT_AGAIN)
    for run_id, name, hinted_at in waiting.values_list("run_id", "name", "hinted_at"):
        if hinted_at is None or now - hinted_at < _pause(hinted_at - still_since[run_id]):
            continue
        # Of several workers that sweep, one hints.
        same = RunPart.objects.filter(run_id=run_id, name=name, state=PartState.WAITING, hinted_at=hinted_at)
        if same.update(hinted_at=now):
            found.setdefault(run_id, []).append(name)
    for run_id, names in found.items():
        if not hint(run_id, names):
            # The queue took nothing, so they are as good as never hinted again.
            same = RunPart.objects.filter(run_id=run_id, name__in=names, hinted_at=now)
            same.update(hinted_at=still_since[run_id])


def _moved_at(parts: QuerySet[RunPart]) -> datetime | None:
    """When a trainer last took one of these parts, or left it."""
    newest = parts.aggregate(taken=Max("started_at"), left=Max("finished_at"))
    return max(filter(None, newest.values()), default=None)


def _pause(still: timedelta) -> timedelta:
    """Until the next hint, where nothing had happened for so long at the last one."""
    return min(max(still, HINT_AGAIN), HINT_AT_LEAST_EVERY)


def _fail_deserted(active: Active, now: datetime, since: datetime) -> None:
    newest = Trainer.objects.order_by("-seen_at").values_list("seen_at", flat=True).first()
    for run_id, created_at in active:
        if now - max(created_at, since, newest or created_at) > NO_TRAINER_FOR:
            _fail(run_id, "no_trainer", "No trainer was alive for %s minutes.", now)


def _fail_untaken(active: Active, now: datetime, since: datetime) -> None:
    """A trainer may be alive and yet take nothing: it listens to another broker, or hangs."""
    old = [run_id for run_id, created_at in active if now - max(created_at, since) > NO_TRAINER_FOR]
    if not old or not trainers_alive(now) or RunPart.objects.filter(state=PartState.RUNNING).exists():
        return
    # Of any run: what waits behind another, which has just ended, has not waited in vain.
    moved_at = _moved_at(RunPart.objects.all())
    if moved_at is not None and now - moved_at <= NO_TRAINER_FOR:
        return
    for run_id in old:
        _fail(run_id, "not_taken", "Trainers were alive, but none took a part for %s minutes.", now)


@transaction.atomic
def _fail(run_id: int, failure: str, detail: str, now: datetime) -> None:
    run = log.lock_active(run_id)
    # Somebody may have taken a part since this was looked at.
    if run is not None and not run.parts.filter(state=PartState.RUNNING).exists():
        minutes = int(NO_TRAINER_FOR.total_seconds() // 60)
        stages.fail(run, failure, now, detail=detail % minutes, minutes=minutes)
