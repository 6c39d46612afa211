"""A password is optional; everything about it is told to the person by mail."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.accounts.conftest import code_in, with_app

LONG = "a long enough sentence"


def sign_in(client, email, password):
    return client.post(reverse("sign_in_by_password"), {"login": email, "password": password})


@pytest.fixture
def secured(host):
    host.set_password(LONG)
    host.save()
    host.emailaddress_set.update(verified=True)
    return host


def test_a_password_is_set_and_then_signs_in(client, host, mailoutbox):
    host.emailaddress_set.update(verified=True)
    client.force_login(host)

    answer = client.post(reverse("account_set_password"), {"password1": LONG, "password2": LONG})
    signed_in = sign_in(Client(), host.email, LONG)

    assert answer.url == reverse("account")
    assert signed_in.url == reverse("organise:home")
    assert [message.to for message in mailoutbox] == [[host.email]]


@pytest.mark.parametrize("weak", ["short", "password123"])
def test_it_rejects_a_weak_password(weak, client, host):
    client.force_login(host)

    client.post(reverse("account_set_password"), {"password1": weak, "password2": weak})

    host.refresh_from_db()
    assert not host.has_usable_password()


def test_changing_it_asks_for_the_old_one(client, secured):
    client.force_login(secured)
    new = {"password1": "another long sentence", "password2": "another long sentence"}

    client.post(reverse("account_change_password"), {"oldpassword": "wrong", **new})
    secured.refresh_from_db()
    unchanged = secured.check_password(LONG)
    client.post(reverse("account_change_password"), {"oldpassword": LONG, **new})

    secured.refresh_from_db()
    assert unchanged
    assert secured.check_password("another long sentence")


def test_a_forgotten_one_is_set_anew_with_a_mailed_code_that_signs_nobody_in(client, secured, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": secured.email})
    client.post(reverse("account_confirm_password_reset_code"), {"code": code_in(mailoutbox[0])})
    client.post(
        reverse("account_complete_password_reset"),
        {"password1": "yet another sentence", "password2": "yet another sentence"},
    )

    secured.refresh_from_db()
    assert secured.check_password("yet another sentence")
    assert "_auth_user_id" not in client.session


def test_guessing_the_mailed_code_ends_after_three_tries(client, secured, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": secured.email})
    for guess in ("AAAA-AAAA", "BBBB-BBBB", "CCCC-CCCC"):
        client.post(reverse("account_confirm_password_reset_code"), {"code": guess})

    client.post(reverse("account_confirm_password_reset_code"), {"code": code_in(mailoutbox[0])})
    client.post(
        reverse("account_complete_password_reset"),
        {"password1": "yet another sentence", "password2": "yet another sentence"},
    )

    secured.refresh_from_db()
    assert secured.check_password(LONG)


def test_a_password_does_not_go_round_the_second_factor(client, secured):
    with_app(secured)

    answer = sign_in(client, secured.email, LONG)

    assert answer.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session


def test_guessing_a_password_is_stopped_even_for_the_right_one(client, secured):
    for guess in range(5):
        sign_in(client, secured.email, f"wrong guess {guess}")

    answer = sign_in(client, secured.email, LONG)

    assert "_auth_user_id" not in client.session
    assert answer.status_code == 200


def test_no_page_of_passwords_holds_a_list_inside_a_paragraph(client, secured):
    client.force_login(secured)

    page = client.get(reverse("account_change_password")).content.decode()

    assert "At least 8 characters" in page
    assert "<ul><li>" not in page
    assert mail.outbox == []
