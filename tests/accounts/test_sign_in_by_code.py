"""Sign-in by e-mailed code: no password, and no hint whether an address is known."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse


@pytest.fixture(autouse=True)
def _fresh_rate_limits():
    cache.clear()


def asked(client, email):
    return client.post(reverse("account_login"), {"login": email}, follow=True)


def without_tokens(answer, email) -> str:
    page = re.sub(r'value="[^"]*"', "", answer.content.decode())
    return page.replace(email, "ADDRESS")


def test_the_code_in_the_mail_signs_in(client, host, mailoutbox):
    asked(client, host.email)
    code = next(
        line for line in mailoutbox[0].body.splitlines() if re.fullmatch(r"[A-Z0-9-]{6,9}", line.strip())
    )

    answer = client.post(reverse("account_confirm_login_code"), {"code": code.strip()})

    assert answer.url == reverse("organise:home")
    assert client.session["_auth_user_id"] == str(host.pk)


def test_a_known_and_an_unknown_address_look_the_same(client, host):
    known = asked(client, host.email)
    client.logout()
    unknown = asked(client, "nobody@example.org")

    assert (known.status_code, unknown.status_code) == (200, 200)
    assert without_tokens(known, host.email) == without_tokens(unknown, "nobody@example.org")


def test_it_rejects_a_wrong_code(client, host):
    asked(client, host.email)

    answer = client.post(reverse("account_confirm_login_code"), {"code": "WRONG1"})

    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session


def test_asking_over_and_over_is_stopped(host, mailoutbox):
    for _attempt in range(5):
        asked(Client(), host.email)

    assert len(mailoutbox) == 3


@pytest.mark.parametrize("route", ["account_login", "account_request_login_code", "account_signup"])
@pytest.mark.parametrize("language", ["en", "es", "pt-br"])
def test_the_entrance_pages_wear_our_frame(route, language, client, db):
    answer = client.get(reverse(route), headers={"accept-language": language})

    assert answer.status_code == 200
    assert b"css/base.css" in answer.content
