"""What a session has proved: which ways of signing in it went, and how long ago."""

import time
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest

from battle.accounts.models import User


def used_second_factor(request: HttpRequest, user: User) -> bool:
    """Whether this session was proved by an app, a passkey or a recovery code."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, user))


def note_new_factor(request: HttpRequest, user: User) -> None:
    """Setting up an app or a passkey took using it, so it is not asked for once more right away."""
    record_authentication(request, user, "mfa", reauthenticated=True)


def note_mailed_code(request: HttpRequest, user: User) -> None:
    record_authentication(request, user, "code", reauthenticated=True)


def is_confirmed(request: HttpRequest, user: User) -> bool:
    """Whether the person proved within the last minutes, in this session, that it is still them."""
    proofs = [each for each in get_authentication_records(request, user) if each.get("reauthenticated")]
    return bool(proofs) and time.time() - proofs[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT


def confirms_by_mail(user: User) -> bool:
    """Whether there is neither password nor second factor, so that only a code by mail can confirm the person."""
    return not get_reauthentication_flows(user)


def open_session(user: User, *, valid_for: timedelta) -> str:
    """A session for a program that whoever runs the site starts, such as a rehearsal; returns its key.

    It counts as proved by a second factor: a command of the site's own machine proves more than that.
    """
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.set_expiry(int(valid_for.total_seconds()))
    record_authentication(SimpleNamespace(session=session), user, "mfa")
    session.create()
    return str(session.session_key)
