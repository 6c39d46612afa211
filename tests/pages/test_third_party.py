"""Who may at the addresses that others wrote: the admin, and allauth's pages of one's own account."""

import pytest

from battle.accounts.models import User
from tests.pages.test_matrix import ALL, THIRD_PARTY, address

LED_AWAY, SHOWN = (302, 302), (200, 200)
NEEDS_SIGN_IN = {
    "account_set_password": SHOWN,
    "account_change_password": LED_AWAY,
    "account_reauthenticate": (403, 403),
    "account_logout": (200, 302),
    "mfa_index": (200, 405),
    "mfa_activate_totp": SHOWN,
    "mfa_add_webauthn": SHOWN,
    "mfa_list_webauthn": (200, 405),
    "mfa_generate_recovery_codes": SHOWN,
    "mfa_reauthenticate": (403, 403),
    "mfa_reauthenticate_webauthn": (403, 403),
    "mfa_deactivate_totp": (404, 404),
    "mfa_view_recovery_codes": (404, 405),
    "mfa_download_recovery_codes": (404, 404),
    "mfa_remove_webauthn": (404, 404),
    "mfa_edit_webauthn": (404, 404),
}
"""What somebody signed in is answered to GET and POST; nobody is asked to sign in."""
FOR_EVERYBODY = {
    "account_login": (SHOWN, LED_AWAY),
    "account_signup": (SHOWN, LED_AWAY),
    "account_request_login_code": (SHOWN, LED_AWAY),
    "account_reset_password": (SHOWN, SHOWN),
    "account_inactive": ((200, 405), (200, 405)),
    "account_password_reset_completed": ((200, 405), (200, 405)),
    "account_email": ((404, 404), (404, 404)),
    "account_email_verification_sent": (LED_AWAY, LED_AWAY),
    "account_confirm_login_code": (LED_AWAY, LED_AWAY),
    "account_confirm_password_reset_code": (LED_AWAY, LED_AWAY),
    "account_complete_password_reset": (LED_AWAY, LED_AWAY),
    "mfa_authenticate": (LED_AWAY, LED_AWAY),
    "mfa_login_webauthn": (LED_AWAY, LED_AWAY),
}
"""What nobody and somebody signed in are answered."""
ADMIN = [name for name in ALL if name.startswith("admin:") and ALL[name][1]]
ADMIN_SIGN_IN = {"admin:login": (403, 403)}


def answers(client, who, names):
    told = {}
    for name in names:
        for method in ("get", "post"):
            client.logout()
            if who:
                client.force_login(who)
            told.setdefault(name, []).append(getattr(client, method)(address(name)).status_code)
    return {name: tuple(statuses) for name, statuses in told.items()}


def test_every_page_of_allauth_has_a_rule():
    allauths = {name for name in ALL if name.startswith(THIRD_PARTY) and not name.startswith("admin:")}

    assert allauths == {*NEEDS_SIGN_IN, *FOR_EVERYBODY}


@pytest.mark.parametrize("role", ["stranger", "organiser"])
def test_a_page_of_ones_own_account_needs_sign_in(role, client, request):
    who = request.getfixturevalue(role)

    assert answers(client, None, NEEDS_SIGN_IN) == dict.fromkeys(NEEDS_SIGN_IN, LED_AWAY)
    assert answers(client, who, NEEDS_SIGN_IN) == NEEDS_SIGN_IN
    assert answers(client, None, FOR_EVERYBODY) == {name: row[0] for name, row in FOR_EVERYBODY.items()}
    assert answers(client, who, FOR_EVERYBODY) == {name: row[1] for name, row in FOR_EVERYBODY.items()}


@pytest.mark.parametrize("role", ["nobody", "stranger", "organiser", "steward"])
def test_the_admin_is_closed_to_who_is_no_superuser(role, client, request, db):
    who = None if role == "nobody" else request.getfixturevalue(role)

    expected = dict.fromkeys(ADMIN, LED_AWAY) | (ADMIN_SIGN_IN if who else {})
    assert answers(client, who, ADMIN) == expected


def test_the_admin_is_open_to_a_superuser(client, db):
    shown = [name for name in ADMIN if name.endswith("_changelist")]

    told = answers(client, User.objects.create_superuser("ada@example.org"), ["admin:index", *shown])

    assert {statuses[0] for statuses in told.values()} == {200}
