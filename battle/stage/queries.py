"""Reads of the stage room."""

from datetime import datetime

from battle.stage.models import WorkerBeat


def newest_worker_beat() -> datetime | None:
    """When any worker was last heard of."""
    return WorkerBeat.objects.order_by("-at").values_list("at", flat=True).first()
