"""The record of who made which jury the champion, and why."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from battle.appendonly import AppendOnlyManager, AppendOnlyModel
from scoring.enums import Step


class PromotionStep(AppendOnlyModel):
    """One step in the life of juries. Append-only: the ORM and the database refuse to change or delete one
    (`scoring.promotion.guards`), and a change by hand breaks the chain: each `hash` covers the step and the one before.

    People stand in it by name and number and not by a foreign key, since the record must outlive their accounts.
    `before` is the champion when the step was taken, `conditions` how the gate stood then, and `answers` the request
    that a promotion or a withdrawal answers, once. Written by `scoring.promotion.record` only.
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

    objects: ClassVar[models.Manager[PromotionStep]] = AppendOnlyManager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=Step.values), name="promotion_step_known"),
            models.CheckConstraint(
                condition=~models.Q(kind__in=Step.in_writing())
                | ~models.Q(by_name="") & ~models.Q(reason=""),
                name="promotion_step_in_writing",
            ),
            models.UniqueConstraint(fields=["answers"], name="request_answered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"

    @property
    def overrules(self) -> bool:
        """Whether it made a jury champion although conditions had failed."""
        return self.kind == Step.PROMOTED and not all(condition["passed"] for condition in self.conditions)
