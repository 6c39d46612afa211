"""Whether an address is known here shows neither in what is answered nor in the work that the answer takes."""

import re

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.accounts.conftest import code_in

WAYS = {
    "code": ("account_login", "login", {}),
    "code again": ("account_request_login_code", "email", {}),
    "password": ("sign_in_by_password", "login", {"password": "not the password"}),
    "forgotten": ("account_reset_password", "email", {}),
    "signing up": ("account_signup", "email", {}),
}


class Work:
    """How often a password was hashed while asking: that is what takes long."""

    def __init__(self, monkeypatch) -> None:
        self.hashed = 0
        encode = PBKDF2PasswordHasher.encode

        def counting(hasher, *args, **kwargs):
            self.hashed += 1
            return encode(hasher, *args, **kwargs)

        monkeypatch.setattr(PBKDF2PasswordHasher, "encode", counting)


def ask(way, email, mailoutbox, work):
    route, field, more = WAYS[way]
    visitor = Client()
    visitor.get(reverse(route))
    mails, hashed = len(mailoutbox), work.hashed
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = visitor.post(reverse(route), {field: email, **more})
    page = visitor.get(answer.url) if answer.status_code == 302 else answer
    body = re.sub(r'value="[^"]*"', "", page.content.decode()).replace(email, "ADDRESS")
    headers = {
        name: value for name, value in page.headers.items() if name not in {"Content-Length", "Expires"}
    }
    return {
        "shown": (answer.status_code, answer.headers.get("Location"), page.status_code, body, headers),
        "mails": len(mailoutbox) - mails,
        "hashed": work.hashed - hashed,
        "queries": len(queries),
    }


@pytest.mark.parametrize("secured", [False, True])
@pytest.mark.parametrize("way", WAYS)
def test_a_known_and_an_unknown_address_are_answered_alike(way, secured, host, mailoutbox, monkeypatch):
    if secured:
        host.set_password("a long enough sentence")
        host.save()
    work = Work(monkeypatch)

    known = ask(way, host.email, mailoutbox, work)
    unknown = ask(way, "nobody@example.org", mailoutbox, work)

    assert known["shown"] == unknown["shown"]
    assert known["mails"] == unknown["mails"]
    if way != "signing up":  # there the unknown one is written down, and both get a letter
        assert abs(known["queries"] - unknown["queries"]) <= 3
    assert known["hashed"] == unknown["hashed"]


def test_guessing_a_mailed_code_ends_after_three_tries(client, host, mailoutbox):
    client.post(reverse("account_login"), {"login": host.email})
    for guess in ("AAAAA1", "BBBBB2", "CCCCC3"):
        client.post(reverse("account_confirm_login_code"), {"code": guess})

    client.post(reverse("account_confirm_login_code"), {"code": code_in(mailoutbox[0])})

    assert "_auth_user_id" not in client.session


def test_a_mailed_code_works_in_no_other_browser(client, host, mailoutbox):
    client.post(reverse("account_login"), {"login": host.email})

    other = Client()
    other.post(reverse("account_login"), {"login": "nobody@example.org"})
    other.post(reverse("account_confirm_login_code"), {"code": code_in(mailoutbox[0])})

    assert "_auth_user_id" not in other.session


def test_the_page_for_too_many_attempts_wears_our_frame(db):
    answers = [
        Client().post(reverse("account_reset_password"), {"email": f"n{n}@example.org"}) for n in range(21)
    ]

    assert answers[-1].status_code == 429
    assert b"css/base.css" in answers[-1].content
