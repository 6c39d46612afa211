"""What this room keeps about a person: their applications."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from battle.accounts import personal
from battle.accounts.models import User
from battle.applications import actions, queries
from battle.applications.models import Application
from battle.applications.telling import standing_of, told_sections


def export_applications(user: User) -> list[dict[str, object]]:
    """Each application with everything it says; what others decided only as far as its owner may know it."""
    return [_told(application) for application in queries.of_contact(user)]


def _told(application: Application) -> dict[str, object]:
    entries = {
        row.name: {"question": row.label, "answer": row.value, **({"evidence": row.note} if row.note else {})}
        for section in told_sections(application)
        for row in section.rows
        if row.value or row.note
    }
    return {
        "edition": application.edition.slug,
        "key": application.key,
        "contact_email": application.contact_email,
        "language": application.language,
        "state": standing_of(application, timezone.now()).word,
        "created_at": application.created_at.isoformat(),
        "submitted_at": application.submitted_at.isoformat() if application.submitted_at else None,
        "changed_at": application.changed_at.isoformat(),
        "consented_at": application.consented_at.isoformat() if application.consented_at else None,
        "entries": entries,
    }


def erase_applications(user: User, at: datetime) -> None:
    """Drafts are deleted, the rest is withdrawn and made anonymous."""
    actions.erase_applications(contact_email=user.email, now=at)


personal.register("applications", export_applications, erase_applications)
