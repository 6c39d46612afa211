from __future__ import annotations

import secrets

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history import register

from battle.applications.models import Application
from battle.editions.models import Edition
from battle.reviews.enums import ConflictKind, ConflictState, ReviewState, Visibility

LOWEST, HIGHEST = 1, 5
MOST_TEXT = 4000


def new_number() -> int:
    return secrets.randbelow(2**31 - 2) + 1


class ReviewRound(models.Model):
    """How the applications to one edition are read. Written by `reviews.actions` only.

    Whoever hands out reads or changes what counts locks this row, so two reviewers at once never overfill one.

    Attributes
    ----------
    closed_for_shortlist : closed by the lock of the shortlist; only its unlocking opens the reviews again.
    version : drawn anew with every change of what counts, so that results can be kept until then. Not counted: a number
        that was rolled back must never come again for something else.
    salt : makes the order in which each reviewer gets applications unpredictable.
    """

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="review_round")
    reads_wanted = models.PositiveSmallIntegerField(
        _("reads wanted per application"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )
    blind = models.BooleanField(_("blind"), default=False)
    visibility = models.CharField(
        _("others' reviews are visible"),
        max_length=12,
        choices=Visibility.choices,
        default=Visibility.AFTER_OWN,
    )
    give_back_after_days = models.PositiveSmallIntegerField(
        _("days until an unread application is given back"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_for_shortlist = models.BooleanField(default=False)
    salt = models.BigIntegerField(default=new_number, editable=False)
    version = models.PositiveIntegerField(default=new_number, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reads_wanted__gte=1) & Q(reads_wanted__lte=20), name="round_reads_1_to_20"
            ),
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values), name="round_visibility_known"
            ),
            models.CheckConstraint(
                condition=Q(closed_for_shortlist=False) | Q(closed_at__isnull=False),
                name="round_locked_is_closed",
            ),
        ]

    def __str__(self) -> str:
        return f"reviews of {self.edition_id}"


class Criterion(models.Model):
    """What a reviewer gives 1 to 5 for. Fixed once a review was submitted, but for its weight.

    Attributes
    ----------
    titles, helps : the texts by language code; the first one that is there stands in for a missing language.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="criteria")
    titles = models.JSONField(_("title"), default=dict)
    helps = models.JSONField(_("what to look at"), default=dict, blank=True)
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=1, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "criteria"
        constraints = [
            models.CheckConstraint(
                condition=Q(weight__gte=1) & Q(weight__lte=10), name="criterion_weight_1_to_10"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_language(self.titles)

    @property
    def help(self) -> str:
        return in_language(self.helps)


def in_language(texts: dict[str, str]) -> str:
    """A text in the reader's language, or in the first one it was written in."""
    return texts.get(get_language() or "en") or next((text for text in texts.values() if text), "")


class ReviewLabel(models.Model):
    """What an application is called where names are hidden: drawn at random, so nothing leads back from it."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="review_label")
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="review_labels")
    code = models.CharField(max_length=6)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="review_label_once")]

    def __str__(self) -> str:
        return self.code


class Review(models.Model):
    """One reader and one application: handed out, being read, submitted, abstained from, recused or given back.

    Invariants: once per pair; a submitted review has a mean of 1 to 5, and only it counts; who abstains says why.
    Written by `reviews.actions` only; its drafts leave no history.

    Attributes
    ----------
    scores : 1 to 5 by the id of a criterion, as text.
    revisions : by name of a field, how often it was changed; what two windows of one reviewer are told apart by.
    revision : how often anything was changed.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="reviews")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="reviews"
    )
    state = models.CharField(max_length=12, choices=ReviewState.choices, default=ReviewState.OPEN)
    by_organiser = models.BooleanField(default=False)
    scores = models.JSONField(default=dict, blank=True)
    mean = models.FloatField(null=True, blank=True)
    comment_organiser = models.TextField(_("comment to the organiser"), max_length=MOST_TEXT, blank=True)
    comment_applicant = models.TextField(_("comment to the applicant"), max_length=MOST_TEXT, blank=True)
    abstain_reason = models.CharField(_("reason"), max_length=400, blank=True)
    revisions = models.JSONField(default=dict, blank=True)
    revision = models.PositiveIntegerField(default=0)
    assigned_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["assigned_at", "pk"]
        indexes = [
            models.Index(fields=["edition", "reviewer", "state"], name="review_of_reviewer"),
            models.Index(fields=["application", "state"], name="review_of_application"),
            models.Index(fields=["state", "touched_at"], name="review_untouched"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["application", "reviewer"], name="review_once"),
            models.CheckConstraint(condition=Q(state__in=ReviewState.values), name="review_state_known"),
            models.CheckConstraint(
                condition=Q(mean__isnull=True) | (Q(mean__gte=LOWEST) & Q(mean__lte=HIGHEST)),
                name="review_mean_1_to_5",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReviewState.SUBMITTED) | Q(mean__isnull=False, submitted_at__isnull=False),
                name="review_submitted_has_mean",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_id} on {self.application_id}: {self.state}"


class Conflict(models.Model):
    """How close a reviewer is to an application: suggested by a comparison, or declared; and what they answered.

    Attributes
    ----------
    found : the kinds that the comparison had found when it was answered; a new one is asked about anew.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="review_conflicts")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="review_conflicts")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="review_conflicts"
    )
    kind = models.CharField(max_length=12, choices=ConflictKind.choices)
    state = models.CharField(max_length=12, choices=ConflictState.choices)
    found = models.JSONField(default=list, blank=True)
    note = models.CharField(_("note"), max_length=400, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "reviewer"], name="conflict_once"),
            models.CheckConstraint(condition=Q(kind__in=ConflictKind.values), name="conflict_kind_known"),
            models.CheckConstraint(condition=Q(state__in=ConflictState.values), name="conflict_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_id} and {self.application_id}: {self.state}"


class ReviewerProfile(models.Model):
    """Whom a reviewer is close to, in their own words, one name a line: the queue compares applications with it."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="reviewer_profiles")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reviewer_profiles"
    )
    organisations = models.TextField(_("companies and organisations"), max_length=4000, blank=True)
    people = models.TextField(_("people"), max_length=4000, blank=True)
    declared_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "reviewer"], name="reviewer_profile_once")]

    def __str__(self) -> str:
        return f"{self.reviewer_id} in {self.edition_id}"


register(ReviewRound, excluded_fields=["version", "salt"])
register(Criterion)
register(Review, excluded_fields=["revisions", "revision", "touched_at"])
register(Conflict)
