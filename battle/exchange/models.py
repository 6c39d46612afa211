from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from battle.editions.models import Edition
from battle.exchange.enums import Kind, Stage
from battle.files import private_files


def new_key() -> str:
    return uuid.uuid4().hex[:12]


def intake_path(intake: Intake, filename: str) -> str:
    """A name of ours: what the organiser called the file is kept beside it, never in a path."""
    return f"intakes/{intake.key}"


class Intake(models.Model):
    """A table of another tool on its way into an edition. Written by `exchange.actions` only.

    Invariants: nothing of it becomes an application before a person confirmed what the preview showed, and then all
    of it at once; the file and the rows hold personal data and are gone when it is done, or after a week.

    Attributes
    ----------
    mapping : by a column's place (as text), what it holds; see `exchange.targets`.
    digest : of the preview that was shown; what is confirmed must still be that.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="intakes")
    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    filename = models.CharField(max_length=120)
    file = models.FileField(storage=private_files, upload_to=intake_path, blank=True)
    written_in = models.CharField(max_length=16)
    header = models.JSONField(default=list)
    samples = models.JSONField(default=list)
    row_count = models.PositiveIntegerField(default=0)
    mapping = models.JSONField(default=dict)
    language = models.CharField(_("language"), max_length=8, default="en")
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.UPLOADED)
    digest = models.CharField(max_length=64, blank=True)
    counts = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="intake_stage_known"),
            models.CheckConstraint(
                condition=Q(stage=Stage.DONE, done_at__isnull=False)
                | (~Q(stage=Stage.DONE) & Q(done_at__isnull=True)),
                name="intake_done_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.filename


class IntakeRow(models.Model):
    """What would become of one row: shown before anything is written.

    Attributes
    ----------
    changes : of a changed one, ``[target, old, new]`` for each field, as a person reads them.
    problems : of a wrong one, ``{column, code, value, params}`` for each.
    cells : of a wrong one, the row as it came, to be corrected and sent again.
    """

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    company = models.CharField(max_length=80, blank=True)
    application_key = models.CharField(max_length=12, blank=True)
    changes = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    cells = models.JSONField(default=list)

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["intake", "kind", "number"], name="intake_row_kind")]

    def __str__(self) -> str:
        return f"{self.intake_id}/{self.number} {self.kind}"


class Forgetting(models.Model):
    """That an edition's personal data was anonymised: when, by whom (nobody: the date was reached), and how much."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="forgettings")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.edition_id} at {self.at:%Y-%m-%d %H:%M}"
