"""The record of who made which jury the champion, and why."""

from django.db import models

from scoring.enums import Step


class PromotionStep(models.Model):
    """One step in the life of juries. Append-only: the database refuses to change or delete one.

    People stand in it by name and number and not by a foreign key, since the record must outlive their accounts.
    Each `hash` covers the step and the hash before it. Written by `scoring.promotion` only.
    """

    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(max_length=12, choices=Step)
    jury = models.ForeignKey("JuryModel", on_delete=models.PROTECT, related_name="steps")
    before = models.ForeignKey("JuryModel", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answers = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="answered_by"
    )
    by_user = models.BigIntegerField(null=True, blank=True)
    by_name = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    conditions = models.JSONField(default=list)
    figures = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)
    before_sha256 = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=Step.values), name="promotion_step_known")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"
