"""Personal data goes: on its owner's wish, or because the time it is kept for has passed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from battle.applications.actions.drafting import locked
from battle.applications.actions.filing import remove_later
from battle.applications.entries import FILES
from battle.applications.enums import State
from battle.applications.models import Application
from battle.outbox import actions as letters

CONTACT: dict[str, Any] = {"contact_name": "", "people": ""}
# Names of people and whatever people wrote; answers are choices and numbers, and stay as statistics.
WRITTEN: dict[str, Any] = {
    **CONTACT,
    "company": "",
    "one_liner": "",
    "website": "",
    "pitch": "",
    "investor_names": "",
    "deck": "",
    "deck_name": "",
    "logo": "",
    "reference": "",
}


@transaction.atomic
def anonymise_application(*, application_id: int, now: datetime) -> None:
    """Erase who is behind an application, in it and in its history.

    A finalist of an opened show stays on the record by the name it stood on stage with: of it only the contact goes.
    """
    application = locked(application_id)
    shown = application.state == State.FINALIST and bool(application.edition.jury_model)
    gone = CONTACT if shown else WRITTEN
    nobody = f"{application.key}@anonymous.invalid"
    for name in FILES:
        if name in gone:
            remove_later(application, name)
    for name, value in {**gone, "contact_email": nobody}.items():
        setattr(application, name, value)
    application.evidence = {}
    application.anonymised_at = now
    application._change_reason = "made anonymous"
    application.save()
    # What was written earlier must not be kept in the history either. Updated at once: this leaves no trace on purpose.
    history = Application.history.filter(id=application.pk)  # type: ignore[attr-defined]
    history.update(**gone, contact_email=nobody, evidence={})


@transaction.atomic
def erase_applications(*, contact_email: str, now: datetime) -> None:
    """Erase everything an address applied with: drafts go, the rest is withdrawn and made anonymous."""
    found = list(Application.objects.filter(contact_email=contact_email.lower()).select_related("edition"))
    # Also what organisers were told about them.
    letters.anonymise_about([application.key for application in found], at=now)
    for application in found:
        if application.state == State.DRAFT:
            for kind in FILES:
                remove_later(application, kind)
            application.delete()
            continue
        on_stage = application.state == State.FINALIST and bool(application.edition.jury_model)
        if not on_stage and application.state != State.WITHDRAWN:
            application.state, application.running_order = State.WITHDRAWN, None
            application._change_reason = "withdrawn with its owner's data"
            application.save()
        anonymise_application(application_id=application.pk, now=now)
