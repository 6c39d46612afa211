from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from battle.applications.enums import State
from battle.editions.models import Edition


def new_key() -> str:
    return uuid.uuid4().hex[:12]


class Application(models.Model):
    """A startup's application to one edition. Its answers are private: organisers, the host's suggestions, nobody else.

    Invariants: exactly the finalists have a place on the running order, each its own; the contact's address applies
    once per edition. Written by `applications.actions` only.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="applications")
    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    company = models.CharField(_("company"), max_length=80)
    one_liner = models.CharField(_("one-liner"), max_length=140)
    website = models.URLField(_("website"), blank=True)
    contact_name = models.CharField(_("contact person"), max_length=80)
    contact_email = models.EmailField(_("contact's e-mail address"))
    answers = models.JSONField(_("answers to the jury's questions"), default=dict, blank=True)
    facts = models.JSONField(_("answers that are not scored"), default=dict, blank=True)
    language = models.CharField(max_length=8, default="en")
    state = models.CharField(max_length=12, choices=State.choices, default=State.SUBMITTED)
    running_order = models.PositiveSmallIntegerField(null=True, blank=True)
    submitted_at = models.DateTimeField()
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-submitted_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "running_order"], name="application_place_once"),
            models.UniqueConstraint(fields=["edition", "contact_email"], name="application_contact_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="application_state_known"),
            models.CheckConstraint(
                condition=Q(state=State.FINALIST, running_order__isnull=False)
                | (~Q(state=State.FINALIST) & Q(running_order__isnull=True)),
                name="application_finalists_have_places",
            ),
        ]

    def __str__(self) -> str:
        return self.company
