from __future__ import annotations

import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from battle.outbox.enums import KINDS, Problem, State, Step


class Letter(models.Model):
    """A mail to one person: drafted, looked at, sent at most once.

    Invariants: a key (`once`) has one letter, whoever asks again; text and recipient change only while it is a draft;
    it is handed to a mail server only under a claim, and a new claim begins only where the one before handed nothing
    over. Written by `outbox.actions`, and on its way by `outbox.claims`.

    Attributes
    ----------
    once : what this letter is, so that it is never written twice. Holds no address.
    about : the key of the application that it is about.
    values : what can be filled into an organiser's own words for this recipient, by placeholder.
    urgent : it goes before letters that were released by the hundred.
    due_at : not before that moment; moved on after each temporary problem.
    claim, claimed_until : who is sending it, and until when that sender is believed to live.
    handed_at : set right before the mail server is told that the letter is complete. From then on only its answer
        tells whether it has it.
    server_code : what the mail server's refusal was numbered, such as ``550 5.1.1``.
    """

    once = models.CharField(max_length=200, unique=True, editable=False)
    edition = models.ForeignKey(
        "editions.Edition", on_delete=models.CASCADE, related_name="letters", null=True, blank=True
    )
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=40, blank=True)
    to = models.CharField(_("recipient"), max_length=254, blank=True)
    language = models.CharField(max_length=8)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    values = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    urgent = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=24, choices=Problem.choices, blank=True)
    server_code = models.CharField(max_length=16, blank=True)
    message_id = models.CharField(max_length=200, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    released_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    claim = models.CharField(max_length=32, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    anonymised_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["edition", "state", "-id"], name="letter_list"),
            models.Index(fields=["edition", "kind", "-id"], name="letter_kind"),
            models.Index(fields=["state", "-urgent", "due_at"], name="letter_due"),
            models.Index(fields=["about"], name="letter_about"),
            models.Index(fields=["to"], name="letter_to"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="letter_state_known"),
            models.CheckConstraint(
                condition=Q(state=State.SENDING, claimed_until__isnull=False)
                | (~Q(state=State.SENDING) & Q(claimed_until__isnull=True)),
                name="letter_claimed_while_sending",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SENT) | Q(sent_at__isnull=False), name="letter_sent_when"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.QUEUED) | Q(due_at__isnull=False), name="letter_queued_is_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def fingerprint(self) -> str:
        """Of its text: by that two windows in which it is changed are told apart."""
        return hashlib.sha256(f"{self.subject}\0{self.body}".encode()).hexdigest()[:16]

    @property
    def kind_label(self) -> str:
        return str(KINDS.get(self.kind, self.kind.replace("_", " ").capitalize()))


class LetterStep(models.Model):
    """One line of a letter's trail: who released, changed or cancelled it. Only ever added to, by `outbox.actions`."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=10, choices=Step.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.step}"
