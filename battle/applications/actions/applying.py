"""An application that a program sends in one piece, for an address that it does not prove."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from battle.applications import letters
from battle.applications.calls import require_open_call
from battle.applications.enums import Source, State
from battle.applications.models import Application
from battle.applications.texts import tidy_line
from battle.editions.models import Edition


@dataclass(frozen=True, slots=True)
class Entries:
    """What a startup tells about itself; answers and facts as `scoring.service.clean_answer` gives them."""

    company: str
    one_liner: str
    website: str
    contact_name: str
    answers: Mapping[str, float]
    facts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Submitted:
    """The application behind an address. `created` is never told to whoever sent it, only to the address's owner."""

    application: Application
    created: bool


@transaction.atomic
def submit_application(
    *, edition: Edition, contact_email: str, entries: Entries, language: str, now: datetime
) -> Submitted:
    """Take an application, once per address, and write to that address; its owner takes it over by signing in.

    Where the address has an application, a draft too, that one stands as it is and its owner is told.

    Raises
    ------
    Refused : ``call_not_open`` or ``call_closed``.
    """
    require_open_call(edition, now)
    email = contact_email.strip().lower()
    submitted = _find(edition, email) or _create(edition, email, entries, language, now)
    if submitted.created:
        letters.post_receipt(submitted.application)
    else:
        letters.post_sent_again(submitted.application, now)
    return submitted


def _find(edition: Edition, email: str) -> Submitted | None:
    earlier = (
        Application.objects.select_related("edition").filter(edition=edition, contact_email=email).first()
    )
    return Submitted(earlier, created=False) if earlier else None


def _create(edition: Edition, email: str, entries: Entries, language: str, now: datetime) -> Submitted:
    application = Application(
        edition=edition,
        contact_email=email,
        language=language,
        source=Source.API,
        state=State.SUBMITTED,
        submitted_at=now,
        company=tidy_line(entries.company),
        one_liner=tidy_line(entries.one_liner),
        website=entries.website,
        contact_name=tidy_line(entries.contact_name),
        answers=dict(entries.answers),
        facts=dict(entries.facts),
    )
    try:
        with transaction.atomic():
            application.save(force_insert=True)
    except IntegrityError:
        # The same form sent twice at once: the constraint let one through, and that one stands.
        earlier = Application.objects.select_related("edition").get(edition=edition, contact_email=email)
        return Submitted(earlier, created=False)
    return Submitted(application, created=True)
