"""A startup applies, and changes its application until the call closes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from battle.applications.mail import send_receipt_soon
from battle.applications.models import Application
from battle.editions.enums import CallState
from battle.editions.models import Edition
from battle.problems import Refused


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


def submit_application(
    *, edition: Edition, contact_email: str, entries: Entries, language: str, now: datetime
) -> Submitted:
    """Take an application, once per address, and mail its private link to that address.

    Where the address has applied before, the earlier application stands as it is and its link is mailed again.

    Raises
    ------
    Refused : ``call_not_open`` or ``call_closed``.
    """
    require_open_call(edition, now)
    email = contact_email.strip().lower()
    with transaction.atomic():
        submitted = _find(edition, email) or _create(edition, email, entries, language, now)
        again = not submitted.created
        transaction.on_commit(partial(send_receipt_soon, submitted.application.pk, again=again))
    return submitted


def change_application(
    *, application: Application, entries: Entries, seen_at: datetime, now: datetime
) -> Application:
    """Replace an application's entries by newer ones, unless somebody else did so since `seen_at`.

    Raises
    ------
    Refused : ``call_not_open``, ``call_closed`` or ``changed_elsewhere``.
    """
    with transaction.atomic():
        application = (
            Application.objects.select_for_update(of=("self",))
            .select_related("edition")
            .get(pk=application.pk)
        )
        require_open_call(application.edition, now)
        if application.changed_at != seen_at:
            message = _(
                "This application was changed in another window. Load it again to see the newer entries."
            )
            raise Refused("changed_elsewhere", message)
        _fill(application, entries)
        application.save()
    return application


def require_open_call(edition: Edition, now: datetime) -> None:
    """Refuse before and after the call.

    Raises
    ------
    Refused : ``call_not_open`` or ``call_closed``.
    """
    match edition.call_state(now):
        case CallState.UPCOMING:
            raise Refused("call_not_open", _("The call for applications has not opened yet."))
        case CallState.CLOSED:
            raise Refused("call_closed", _("The call for applications has closed."))


def _find(edition: Edition, email: str) -> Submitted | None:
    earlier = Application.objects.filter(edition=edition, contact_email=email).first()
    return Submitted(earlier, created=False) if earlier else None


def _create(edition: Edition, email: str, entries: Entries, language: str, now: datetime) -> Submitted:
    application = Application(edition=edition, contact_email=email, language=language, submitted_at=now)
    _fill(application, entries)
    try:
        with transaction.atomic():
            application.save(force_insert=True)
    except IntegrityError:
        # The same form sent twice at once: the constraint let one through, and that one stands.
        return Submitted(Application.objects.get(edition=edition, contact_email=email), created=False)
    return Submitted(application, created=True)


def _fill(application: Application, entries: Entries) -> None:
    application.company, application.one_liner = entries.company, entries.one_liner
    application.website, application.contact_name = entries.website, entries.contact_name
    application.answers, application.facts = dict(entries.answers), dict(entries.facts)
