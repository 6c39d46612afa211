"""The owner submits an application, takes it back, and takes it up again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from battle.applications import letters
from battle.applications.actions.drafting import locked
from battle.applications.actions.filing import remove_later
from battle.applications.calls import is_open, require_changeable, require_open_call
from battle.applications.entries import FILES, missing_of
from battle.applications.enums import UNDECIDED, State
from battle.applications.models import Application, LateCode
from battle.problems import Refused


@transaction.atomic
def hand_in(*, application_id: int, language: str, now: datetime) -> Application:
    """Submit a draft and send the receipt. Submitting what was submitted changes nothing.

    Raises
    ------
    Refused : ``call_not_open``, ``call_closed``, ``not_changeable``, or ``incomplete`` with the first entry missing.
    """
    application = locked(application_id)
    if application.state in UNDECIDED:
        return application
    require_changeable(application, now)
    if missing := missing_of(application):
        message = _("Something is still missing. What it is stands below.")
        raise Refused("incomplete", message, field=missing[0].name, http_status=422)
    application.state, application.submitted_at = State.SUBMITTED, now
    application.language = language
    application._change_reason = "submitted"
    application.save()
    letters.post_receipt(application)
    return application


@transaction.atomic
def take_back(*, application_id: int, now: datetime) -> Application | None:
    """Withdraw an application; a draft, which nobody has seen, is deleted.

    Raises
    ------
    Refused : ``not_changeable`` once something was decided.
    """
    application = locked(application_id)
    if application.state == State.DRAFT:
        for kind in FILES:
            remove_later(application, kind)
        # Whoever begins anew with the same invitation must get in again.
        LateCode.objects.filter(accesses__application=application).update(uses_left=F("uses_left") + 1)
        application.delete()
        return None
    if application.state in UNDECIDED:
        application.state = State.WITHDRAWN
        application._change_reason = "withdrawn by its owner"
        application.save()
    elif application.state != State.WITHDRAWN:
        message = _("The organisers have decided on this application. Answer their letter, or write to them.")
        raise Refused("not_changeable", message)
    return application


@transaction.atomic
def take_up(*, application_id: int, now: datetime) -> Application:
    """Submit a withdrawn application again, as it was.

    Raises
    ------
    Refused : ``call_not_open`` or ``call_closed``.
    """
    application = locked(application_id)
    if application.state != State.WITHDRAWN:
        return application
    if not is_open(application, now):
        require_open_call(application.edition, now)
    application.state = State.SUBMITTED if application.submitted_at else State.DRAFT
    application._change_reason = "taken up again"
    application.save()
    return application
