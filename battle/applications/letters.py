"""The letters of an application to its owner, each in the language it was written in. The outbox sends them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import structlog
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from battle.applications.calls import closes_at
from battle.applications.models import Application
from battle.applications.telling import told_sections
from battle.outbox import actions as outbox
from battle.outbox.rendering import render
from battle.problems import Refused

logger = structlog.get_logger(__name__)


def post_receipt(application: Application) -> None:
    """What was sent, and where it can be changed until when."""
    moment = application.submitted_at
    once = f"receipt:{application.key}:{moment:%Y%m%dT%H%M%S%f}"
    with translation.override(application.language):
        sections = told_sections(application)
    _post(application, "receipt", once, sections=sections)


def post_sent_again(application: Application, now: datetime) -> None:
    """Somebody sent an application with an address that has one. Once a day: nobody may fill another's mailbox."""
    _post(application, "sent_again", f"sent_again:{application.key}:{now:%Y%m%d}")


def post_reminder(application: Application) -> None:
    """A draft is there, and the call closes soon."""
    _post(application, "reminder", f"reminder:{application.key}")


def _post(application: Application, kind: str, once: str, **context: Any) -> None:
    path = reverse("application", args=[application.edition.slug])
    context |= {
        "application": application,
        "edition": application.edition,
        "closes_at": closes_at(application),
        "url": f"{settings.PUBLIC_URL}{path}",
    }
    subject, body = render(f"applications/mail/{kind}", context, application.language)
    try:
        outbox.post(
            once=once,
            kind=kind,
            to=application.contact_email,
            language=application.language,
            subject=subject,
            body=body,
            edition_id=application.edition_id,
            about=application.key,
        )
    except Refused as refusal:
        # A letter that cannot be written is no reason to lose what it is about.
        logger.warning("letter_not_written", kind=kind, application=application.pk, problem=refusal.code)
