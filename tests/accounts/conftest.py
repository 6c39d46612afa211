"""Signing in as people do, with codes read from letters."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

CODE = re.compile(r"^[A-Z0-9]{3,5}-?[A-Z0-9]{3,5}$", re.MULTILINE)


@pytest.fixture(autouse=True)
def _fresh_rate_limits():
    cache.clear()


@pytest.fixture
def staff_need_a_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = True


def code_in(message) -> str:
    """The code that a mail carries, on a line of its own."""
    return CODE.search(message.body)[0]


def sign_in_by_code(client, mailoutbox, email, **query):
    """Ask for a code, read the mail, enter the code; returns the last answer."""
    client.post(reverse("account_login"), {"login": email, **query})
    return client.post(reverse("account_confirm_login_code"), {"code": code_in(mailoutbox[-1]), **query})


def with_app(user) -> str:
    """Give a person an authenticator app; returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    assert Authenticator.objects.get(user=user).type == Authenticator.Type.TOTP
    return secret


def app_code(secret: str, moment=None) -> str:
    """What the app shows now, or at another moment."""
    shown = moment or timezone.now()
    return format_hotp_value(hotp_value(secret, int(shown.timestamp()) // 30))


STEP = timedelta(seconds=30)
