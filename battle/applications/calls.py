"""Until when one application may be written: the edition's call, or the late code that let it in."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from battle.applications.enums import EDITABLE
from battle.applications.models import Application, LateAccess, LateCode
from battle.editions.enums import CallState
from battle.editions.models import Edition
from battle.problems import Refused


def late_code_of(application: Application) -> LateCode | None:
    """The code that let the application in, if one did."""
    try:
        access: LateAccess = application.late_access
    except LateAccess.DoesNotExist:
        return None
    return access.code


def closes_at(application: Application) -> datetime:
    """When the application can no longer be changed."""
    code = late_code_of(application)
    closes = application.edition.call_closes_at
    return closes if code is None or code.revoked_at else max(closes, code.expires_at)


def is_open(application: Application, now: datetime) -> bool:
    """Whether the time allows a change."""
    code = late_code_of(application)
    by_code = code is not None and code.is_valid_at(now) and application.edition.is_published
    return by_code or application.edition.call_state(now) is CallState.OPEN


def may_be_changed(application: Application, now: datetime) -> bool:
    """Whether its owner may change it now: in time, and nothing was decided."""
    return application.state in EDITABLE and is_open(application, now)


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


def require_changeable(application: Application, now: datetime) -> None:
    """Refuse a change by the owner that comes too early, too late, or after a decision.

    Raises
    ------
    Refused : ``call_not_open``, ``call_closed`` or ``not_changeable``.
    """
    if not is_open(application, now):
        require_open_call(application.edition, now)
    if application.state not in EDITABLE:
        message = _("This application was withdrawn or decided on; it can no longer be changed.")
        raise Refused("not_changeable", message)
