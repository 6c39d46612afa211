"""Trained juries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from scoring.core.fileformat import EARLIEST
from scoring.enums import Status

if TYPE_CHECKING:
    from scoring.models.datasets import DataSet


class JuryModel(models.Model):
    """A trained jury. Written by `scoring.registry` only; its file never changes after that.

    The file is in the database and not on a disk because every host that scores must read the same bytes, and a
    backup of the database then holds all that `verify_show` needs. It is half a megabyte, read once a process.
    A jury trained on data sets keeps them: what the audit found in the data stays with what was learned from them.
    `label` and `label_meaning` say what counted as success. `used_at` is when the first show was opened with it; from
    then on the database refuses to delete it.
    A file of another `format` than this version of the program reads scores nothing any more; it stays for the record.
    `proof` is what was proven of the file before it was registered (`scoring.core.promises`); it is empty for those
    registered before there were proofs.
    """

    version = models.CharField(max_length=60, unique=True)
    sha256 = models.CharField(max_length=64, unique=True)
    file = models.BinaryField()
    status = models.CharField(max_length=10, choices=Status, default=Status.CANDIDATE)
    questionnaire = models.CharField(max_length=10)
    trained_on = models.CharField(max_length=200)
    synthetic = models.BooleanField()
    datasets: models.ManyToManyField[DataSet, TrainedOn] = models.ManyToManyField(
        "DataSet", through="TrainedOn", related_name="juries"
    )
    seed = models.BigIntegerField()
    rows = models.PositiveIntegerField()
    format = models.PositiveSmallIntegerField(default=EARLIEST)
    metrics = models.JSONField(default=dict)
    proof = models.JSONField(default=dict, editable=False)
    label = models.CharField(max_length=60, blank=True)
    label_meaning = models.CharField(max_length=300, blank=True)
    used_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["status"], condition=models.Q(status=Status.CHAMPION), name="one_champion"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=Status.values), name="jury_model_known_status"
            ),
        ]

    def __str__(self) -> str:
        return self.version


class TrainedOn(models.Model):
    """A data set that a jury learned from. Written with the jury by `scoring.registry`; it holds the data set."""

    jury = models.ForeignKey(JuryModel, on_delete=models.CASCADE, related_name="sources")
    dataset = models.ForeignKey("DataSet", on_delete=models.PROTECT, related_name="learners")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["jury", "dataset"], name="trained_on_once")]

    def __str__(self) -> str:
        return f"{self.jury_id} on {self.dataset_id}"
