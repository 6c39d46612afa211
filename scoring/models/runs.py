"""Work of minutes in many parts: training a jury, comparing two."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from scoring.enums import Kind, PartState, RunState, Stage

if TYPE_CHECKING:
    from scoring.models.datasets import DataSet


class Run(models.Model):
    """One training, or one comparison. Written by `scoring.runs` only.

    A run is a row of stages, a stage a group of parts that any trainer may do. The database says what is done, so a
    lost task, a killed trainer or a reloaded page loses nothing (docs/decisions/0009-training-runs.md). `rev` grows
    with every change that a page shows. Two people who ask for the same work at once share one run.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=RunState, default=RunState.QUEUED)
    stage = models.CharField(max_length=10, choices=Stage, blank=True)
    fingerprint = models.CharField(max_length=64)
    datasets: models.ManyToManyField[DataSet, RunSource] = models.ManyToManyField(
        "DataSet", through="RunSource", related_name="runs"
    )
    label = models.CharField(max_length=60, blank=True)
    merged_labels = models.BooleanField(default=False)
    seed = models.BigIntegerField(default=1)
    candidate = models.ForeignKey(
        "JuryModel", null=True, blank=True, on_delete=models.CASCADE, related_name="comparing_runs"
    )
    champion = models.ForeignKey(
        "JuryModel", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    jury = models.ForeignKey(
        "JuryModel", null=True, blank=True, on_delete=models.SET_NULL, related_name="runs"
    )
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    rev = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=40, blank=True)
    detail = models.TextField(blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"],
                condition=models.Q(state__in=RunState.active()),
                name="one_active_run_of_a_kind",
            ),
            models.CheckConstraint(condition=models.Q(state__in=RunState.values), name="run_known_state"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class RunSource(models.Model):
    """A data set that a run reads. It cannot be deleted while the run is active (`scoring.datasets`)."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="sources")
    dataset = models.ForeignKey("DataSet", on_delete=models.CASCADE, related_name="run_sources")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "dataset"], name="run_source_once")]

    def __str__(self) -> str:
        return f"{self.run_id} reads {self.dataset_id}"


class RunPart(models.Model):
    """One part of a run: claimed by a trainer for a lease that it renews, given to another when the lease runs out.

    `result` is what later parts need of it; it is emptied when the run ends. `finished_at` is when a trainer last left
    it, done or not.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="parts")
    name = models.CharField(max_length=40)
    stage = models.CharField(max_length=10, choices=Stage)
    state = models.CharField(max_length=10, choices=PartState, default=PartState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    trainer = models.CharField(max_length=120, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    hinted_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    result = models.BinaryField(null=True, blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["run", "name"], name="run_part_once")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.name}"


class RunLine(models.Model):
    """One line of a run's log: a code with what it speaks of, put into words in the reader's language."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="lines")
    at = models.DateTimeField()
    code = models.CharField(max_length=40)
    params = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.run_id} {self.code}"


class Trainer(models.Model):
    """A worker process that takes parts of runs, and when it was last alive."""

    name = models.CharField(max_length=120, unique=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Comparison(models.Model):
    """A candidate beside the champion on the same frozen hold-out. Written when its run ends; of the same two juries
    on the same rows the newest stands.

    `holdout` is the fingerprint of the rows; `result` is told in `scoring.core.evaluation.paired`.
    """

    candidate = models.ForeignKey("JuryModel", on_delete=models.CASCADE, related_name="comparisons")
    champion = models.ForeignKey("JuryModel", on_delete=models.CASCADE, related_name="+")
    holdout = models.CharField(max_length=64)
    result = models.JSONField()
    run = models.OneToOneField(
        Run, null=True, blank=True, on_delete=models.SET_NULL, related_name="comparison"
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["candidate", "champion", "holdout"], name="compared_once")
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} beside {self.champion_id}"
