"""The outcomes that juries learn from."""

import uuid

from django.conf import settings
from django.db import models


class DataSet(models.Model):
    """Startups with known outcomes, as one mapping translated one file. Written by `scoring.datasets` only, whole or
    not at all, and never changed after that. Data sets of one `series` are versions of each other, told apart by
    their hashes.

    `content` holds the translated rows and nothing else of the file: no name of a company, and no column that the
    mapping does not use. The same file, mapping and label are one data set.
    """

    name = models.SlugField(max_length=60, unique=True)
    series = models.SlugField(max_length=60, db_index=True)
    file_sha256 = models.CharField(max_length=64)
    mapping_sha256 = models.CharField(max_length=64)
    label = models.CharField(max_length=60)
    label_meaning = models.CharField(max_length=300)
    filename = models.CharField(max_length=255)
    mapping = models.TextField()
    licence = models.CharField(max_length=200, blank=True)
    provenance = models.TextField(blank=True)
    questionnaire = models.CharField(max_length=10)
    rows = models.PositiveIntegerField()
    successes = models.PositiveIntegerField()
    first_date = models.DateField(null=True)
    last_date = models.DateField(null=True)
    content = models.BinaryField()
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["file_sha256", "mapping_sha256", "label"], name="data_set_imported_once"
            ),
            models.CheckConstraint(
                condition=models.Q(successes__gt=0) & models.Q(successes__lt=models.F("rows")),
                name="data_set_both_outcomes",
            ),
            models.CheckConstraint(
                condition=models.Q(first_date__isnull=True, last_date__isnull=True)
                | models.Q(first_date__lte=models.F("last_date")),
                name="data_set_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Finding(models.Model):
    """What the audit found in a data set. Written with it by `scoring.datasets`; only the three `overruled` fields
    change later, together and once: a person's name, reason and the time.
    """

    dataset = models.ForeignKey(DataSet, on_delete=models.CASCADE, related_name="findings")
    code = models.CharField(max_length=40)
    column = models.CharField(max_length=300, blank=True)
    detail = models.TextField()
    figures = models.JSONField(default=dict)
    serious = models.BooleanField()
    overruled_by = models.CharField(max_length=200, blank=True)
    overruled_reason = models.TextField(blank=True)
    overruled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-serious", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(code="") & ~models.Q(detail=""), name="finding_says_something"
            ),
            models.CheckConstraint(
                condition=models.Q(overruled_at__isnull=True, overruled_by="", overruled_reason="")
                | (
                    models.Q(overruled_at__isnull=False)
                    & ~models.Q(overruled_by="")
                    & ~models.Q(overruled_reason="")
                ),
                name="finding_overruled_in_writing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.column}" if self.column else self.code


class Upload(models.Model):
    """A file on its way to become a data set: kept while its mapping is edited, gone once it is imported or given up.

    Unlike a data set it holds the file as it came, names of companies included, so it is deleted a week after it was
    last touched. Written by `scoring.uploads` only.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    filename = models.CharField(max_length=255)
    data = models.BinaryField()
    file_sha256 = models.CharField(max_length=64)
    mapping = models.TextField(blank=True)
    label = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=60, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    provenance = models.TextField(blank=True)
    rev = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    touched_at = models.DateTimeField()

    class Meta:
        ordering = ["-touched_at"]

    def __str__(self) -> str:
        return self.filename
