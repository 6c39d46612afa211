"""Where trained juries, and the outcomes that they learn from, are kept."""

from django.db import models

from scoring.core.fileformat import EARLIEST
from scoring.enums import Status


class JuryModel(models.Model):
    """A trained jury. Written by `scoring.registry` only; its file never changes after that.

    The file is in the database and not on a disk because every host that scores must read the same bytes, and a
    backup of the database then holds all that `verify_show` needs. It is half a megabyte, read once a process.
    A jury trained on a data set keeps it: what the audit found in the data stays with what was learned from them.
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
    dataset = models.ForeignKey(
        "DataSet", null=True, blank=True, on_delete=models.PROTECT, related_name="juries"
    )
    seed = models.BigIntegerField()
    rows = models.PositiveIntegerField()
    format = models.PositiveSmallIntegerField(default=EARLIEST)
    metrics = models.JSONField(default=dict)
    proof = models.JSONField(default=dict, editable=False)
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


class DataSet(models.Model):
    """Startups with known outcomes, as one mapping translated one file. Written by `scoring.datasets` only, whole or
    not at all, and never changed after that.

    `content` holds the translated rows and nothing else of the file: no name of a company, and no column that the
    mapping does not use. The same file, mapping and label are one data set.
    """

    name = models.SlugField(max_length=60, unique=True)
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
