from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history import register
from simple_history.models import HistoricalRecords

from battle.applications.enums import Source, State
from battle.editions.models import Edition
from battle.files import private_files


def new_key() -> str:
    return uuid.uuid4().hex[:12]


def deck_path(application: Application, filename: str) -> str:
    """A name of ours: what the applicant called the file is kept beside it, never in a path."""
    return f"decks/{application.key}/{uuid.uuid4().hex}.pdf"


def logo_path(application: Application, filename: str) -> str:
    return f"logos/{application.key}/{uuid.uuid4().hex}.png"


class RecordsOfReceived(HistoricalRecords):
    """The history of what came in. A draft being typed leaves none, and what is removed takes its history with it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"cascade_delete_history": True, **kwargs})

    def post_save(self, instance: Any, created: bool, using: Any = None, **kwargs: Any) -> None:
        if instance.state != State.DRAFT:
            super().post_save(instance, created, using=using, **kwargs)


class Application(models.Model):
    """A startup's application to one edition. Its answers are private: organisers, the host's suggestions, nobody else.

    Invariants: exactly the finalists have a place on the running order, each its own; the contact's address applies
    once per edition; only a draft was never submitted. Whoever proves to own the contact's address (in lower case)
    owns the application. Written by `applications.actions` only.

    Attributes
    ----------
    evidence : a note of the applicant by key of a question: where the answer can be looked up.
    revisions : by name of a field, how often it was changed; what two windows of one applicant are told apart by.
    reference : what another tool calls this application, where it was imported from one.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="applications")
    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    company = models.CharField(_("company"), max_length=80, blank=True)
    one_liner = models.CharField(_("one-liner"), max_length=140, blank=True)
    website = models.URLField(_("website"), blank=True)
    contact_name = models.CharField(_("contact person"), max_length=80, blank=True)
    contact_email = models.EmailField(_("contact's e-mail address"))
    answers = models.JSONField(_("answers to the jury's questions"), default=dict, blank=True)
    facts = models.JSONField(_("answers that are not scored"), default=dict, blank=True)
    evidence = models.JSONField(_("evidence"), default=dict, blank=True)
    pitch = models.TextField(_("pitch"), max_length=3000, blank=True)
    people = models.TextField(_("founders"), max_length=600, blank=True)
    investor_names = models.CharField(_("investors' names"), max_length=300, blank=True)
    deck = models.FileField(_("pitch deck"), storage=private_files, upload_to=deck_path, blank=True)
    deck_name = models.CharField(max_length=120, blank=True)
    logo = models.FileField(_("logo"), storage=private_files, upload_to=logo_path, blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=8, default="en")
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.FORM)
    reference = models.CharField(max_length=80, blank=True)
    revisions = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.SUBMITTED)
    running_order = models.PositiveSmallIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    anonymised_at = models.DateTimeField(null=True, blank=True)

    # Why it was changed, for its history; set right before it is saved.
    _change_reason: str | None

    class Meta:
        ordering = ["-submitted_at", "pk"]
        indexes = [
            models.Index(fields=["edition", "state"], name="application_state"),
            models.Index(fields=["edition", "-submitted_at", "id"], name="application_newest"),
            models.Index(fields=["contact_email"], name="application_contact"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["edition", "running_order"], name="application_place_once"),
            models.UniqueConstraint(fields=["edition", "contact_email"], name="application_contact_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="application_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=[State.DRAFT, State.WITHDRAWN]) | Q(submitted_at__isnull=False),
                name="application_only_drafts_not_submitted",
            ),
            models.CheckConstraint(
                condition=Q(state=State.FINALIST, running_order__isnull=False)
                | (~Q(state=State.FINALIST) & Q(running_order__isnull=True)),
                name="application_finalists_have_places",
            ),
        ]

    def __str__(self) -> str:
        return self.company


class LateCode(models.Model):
    """Lets whoever knows it apply until `expires_at`, before the call opens or after it has closed. Revocable."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="late_codes")
    code = models.CharField(_("code"), max_length=24)
    note = models.CharField(_("for whom"), max_length=120, blank=True)
    expires_at = models.DateTimeField(_("valid until"))
    uses_left = models.PositiveSmallIntegerField(_("uses"), default=1)
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="late_code_once")]

    def __str__(self) -> str:
        return f"{self.edition_id} until {self.expires_at:%Y-%m-%d %H:%M}"

    def is_valid_at(self, now: datetime) -> bool:
        """Whether applications that it let in may still be changed."""
        return self.revoked_at is None and now < self.expires_at


class LateAccess(models.Model):
    """One application that a late code let in."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="late_access")
    code = models.ForeignKey(LateCode, on_delete=models.CASCADE, related_name="accesses")
    used_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.application_id} by {self.code_id}"


register(
    Application,
    records_class=RecordsOfReceived,
    excluded_fields=["revisions", "reminded_at", "changed_at", "created_at"],
)
register(LateCode)
