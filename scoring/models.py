"""Where trained juries are kept."""

from django.db import models

from scoring.enums import Status


class JuryModel(models.Model):
    """A trained jury. Written by `scoring.registry` only; its file never changes after that.

    The file is in the database and not on a disk because every host that scores must read the same bytes, and a
    backup of the database then holds all that `verify_show` needs. It is half a megabyte, read once a process.
    """

    version = models.CharField(max_length=60, unique=True)
    sha256 = models.CharField(max_length=64, unique=True)
    file = models.BinaryField()
    status = models.CharField(max_length=10, choices=Status, default=Status.CANDIDATE)
    questionnaire = models.CharField(max_length=10)
    trained_on = models.CharField(max_length=200)
    synthetic = models.BooleanField()
    seed = models.BigIntegerField()
    rows = models.PositiveIntegerField()
    metrics = models.JSONField(default=dict)
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
