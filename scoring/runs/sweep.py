"""What a crash left undone in runs, found in the database once a second, by every worker there is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from scoring.enums import PartState, RunState
from scoring.models import Run, RunPart, Trainer
from scoring.runs import claims, log, stages
from scoring.runs.hints import send_hints
from scoring.runs.queries import trainers_alive

HINT_AGAIN = timedelta(seconds=2)
"""An idle trainer has taken what was hinted long before, so the hint was lost."""
NO_TRAINER_FOR = timedelta(minutes=5)
FORGET_TRAINER_AFTER = timedelta(hours=1)

Hint = Callable[[int, Sequence[str]], bool]


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
    run_ids = [pk for pk, _created in active]
    _take_back_expired(run_ids, now)
    _hint_again(run_ids, now, hint)
    _fail_deserted(active, now, since)


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


def _hint_again(run_ids: Sequence[int], now: datetime, hint: Hint) -> None:
    """Hint what waits beside an idle trainer. Where all are busy the first hint is still in the queue."""
    parts = RunPart.objects.filter(run__in=run_ids)
    before = now - HINT_AGAIN
    idle = trainers_alive(now) > parts.filter(state=PartState.RUNNING).count()
    if not idle or parts.filter(Q(started_at__gt=before) | Q(finished_at__gt=before)).exists():
        return
    found: dict[int, list[str]] = {}
    for part in parts.filter(state=PartState.WAITING, hinted_at__lt=before).only(
        "run_id", "name", "hinted_at"
    ):
        # Of several workers that sweep, one hints.
        same = RunPart.objects.filter(pk=part.pk, state=PartState.WAITING, hinted_at=part.hinted_at)
        if same.update(hinted_at=now):
            found.setdefault(part.run_id, []).append(part.name)
    for run_id, names in found.items():
        hint(run_id, names)


def _fail_deserted(active: Sequence[tuple[int, datetime]], now: datetime, since: datetime) -> None:
    newest = Trainer.objects.order_by("-seen_at").values_list("seen_at", flat=True).first()
    for run_id, created_at in active:
        if now - max(created_at, since, newest or created_at) > NO_TRAINER_FOR:
            _fail_without_trainer(run_id, now)


@transaction.atomic
def _fail_without_trainer(run_id: int, now: datetime) -> None:
    run = log.lock_active(run_id)
    if run is not None:
        minutes = int(NO_TRAINER_FOR.total_seconds() // 60)
        detail = f"No trainer was alive for {minutes} minutes."
        stages.fail(run, "no_trainer", now, detail=detail, minutes=minutes)
