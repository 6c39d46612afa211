"""The library's pages and ours look alike: our frame, one heading, no code inside of them, in every language."""

import re

import pytest
from django.urls import reverse

from battle.accounts import actions
from tests.accounts.conftest import app_code, sign_in_by_code, with_app
from tests.pages.test_frame import INLINE

OUTSIDE = ["account_login", "sign_in_by_password", "account_reset_password", "account_signup"]
INSIDE = [
    "account",
    "delete_account",
    "account_set_password",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
]
WITH_APP = [
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_deactivate_totp",
]


def check(answer):
    page = answer.content.decode()
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert answer.status_code == 200
    assert INLINE.findall(page) == []
    assert len(re.findall(r"<h1[ >]", page)) == 1
    assert len(ids) == len(set(ids))
    assert "css/base.css" in page


@pytest.mark.parametrize("language", ["en", "es", "pt-br"])
def test_every_page_wears_our_frame(language, client, stranger):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    for route in OUTSIDE:
        check(client.get(reverse(route)))
    client.force_login(stranger)
    for route in INSIDE:
        check(client.get(reverse(route)))

    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": app_code(secret)})
    for route in WITH_APP:
        check(client.get(reverse(route)))


def test_the_page_of_the_second_step_does_too(client, stranger, mailoutbox):
    with_app(stranger)
    sign_in_by_code(client, mailoutbox, stranger.email)

    check(client.get(reverse("mfa_authenticate")))


def test_a_hostile_name_stays_text_where_a_passkey_is_added(client, stranger):
    actions.update_profile(user=stranger, name='"><script>alert(1)</script>', language="")
    client.force_login(stranger)

    check(client.get(reverse("mfa_add_webauthn")))
