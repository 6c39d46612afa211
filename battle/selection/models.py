from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from battle.applications.models import Application
from battle.editions.models import Edition
from battle.selection.enums import Outcome, Verdict


class Shortlist(models.Model):
    """The humans' choice of one edition, and whether it is locked. Written by `selection.actions` only.

    Invariant: while it is not locked, the jury's opinion is neither computed nor shown to anybody.

    Attributes
    ----------
    opened_at : when the jury's list had first been open to the organisers; whatever was chosen later was not blind.
    reason : why it was last unlocked.
    model : the jury whose opinion stands beside it; chosen at the lock and kept.
    answer_days : how long a reserve that moves up has to answer.
    """

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="shortlist")
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    model = models.CharField(max_length=80, blank=True)
    answer_days = models.PositiveSmallIntegerField(
        default=3, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    history = HistoricalRecords()

    def __str__(self) -> str:
        return f"{self.edition_id} {'locked' if self.locked_at else 'open'}"


class Pick(models.Model):
    """An application that was on the shortlist when it was locked."""

    shortlist = models.ForeignKey(Shortlist, on_delete=models.CASCADE, related_name="picks")
    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="pick")

    def __str__(self) -> str:
        return f"{self.shortlist_id} {self.application_id}"


class Opinion(models.Model):
    """What the jury says of the answers in an application. It exists only where the shortlist is, or was, locked.

    Attributes
    ----------
    low, high, base, sections : the band, and points by section that add up to score - base. They take forty times as
        long as the score alone and follow later; None until then.
    scored_at : an application that was changed later is scored again.
    """

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="opinion")
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="opinions")
    model = models.CharField(max_length=80)
    score = models.FloatField()
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    base = models.FloatField(null=True)
    sections = models.JSONField(default=dict)
    answered = models.PositiveSmallIntegerField()
    scored_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["edition", "-score"], name="opinion_best")]

    def __str__(self) -> str:
        return f"{self.application_id} by {self.model}"


class Decision(models.Model):
    """What organisers decided about an application: a plan until it is applied. Written by `selection.actions` only.

    Invariant: exactly reserves have a rank.

    Attributes
    ----------
    applied : the verdict that was carried out last; where it differs from `verdict`, there is something to apply.
    round : how often a verdict was carried out; each time has letters of its own.
    letter_due : it was carried out, and its letter is still to be drafted.
    """

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="decision")
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="decisions")
    verdict = models.CharField(_("decision"), max_length=12, choices=Verdict.choices)
    rank = models.PositiveSmallIntegerField(_("rank"), null=True, blank=True)
    applied = models.CharField(max_length=12, blank=True, choices=Verdict.choices)
    applied_at = models.DateTimeField(null=True, blank=True)
    round = models.PositiveSmallIntegerField(default=0)
    letter_due = models.BooleanField(default=False)
    history = HistoricalRecords(excluded_fields=["letter_due"])

    class Meta:
        indexes = [
            models.Index(fields=["edition", "verdict"], name="decision_verdict"),
            models.Index(fields=["edition"], condition=Q(letter_due=True), name="decision_letter_due"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="decision_verdict_known"),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.RESERVE, rank__isnull=False)
                | (~Q(verdict=Verdict.RESERVE) & Q(rank__isnull=True)),
                name="decision_reserves_have_ranks",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.verdict}"

    @property
    def is_pending(self) -> bool:
        return self.verdict != self.applied


class Invitation(models.Model):
    """A place offered to one application until a moment. Written by `selection.actions` only.

    Invariants: one application has one open invitation at most; an application is invited exactly while its invitation
    is open; an edition never has more invited and finalists than places.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="invitations")
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="invitations")
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.OPEN)
    invited_at = models.DateTimeField(default=timezone.now)
    respond_by = models.DateTimeField(_("answer by"))
    answered_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["-invited_at", "-pk"]
        indexes = [models.Index(fields=["outcome", "respond_by"], name="invitation_open")]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(outcome=Outcome.OPEN), name="invitation_one_open"
            ),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="invitation_outcome_known"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.outcome}"
