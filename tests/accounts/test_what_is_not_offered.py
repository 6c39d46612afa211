"""One address for a person, and the admin behind the same door as every page."""

import re

import pytest
from django.core.cache import cache
from django.urls import NoReverseMatch, reverse

from battle.accounts.models import User


@pytest.fixture(autouse=True)
def _fresh_rate_limits():
    cache.clear()


@pytest.fixture
def admin(db) -> User:
    return User.objects.create_superuser("ada@example.org", "a long password")


def test_there_is_no_book_of_addresses(client, host):
    for _person in ("nobody", "host"):
        assert client.get(reverse("account_email")).status_code == 404
        assert (
            client.post(reverse("account_email"), {"email": "x@example.org", "action_add": ""}).status_code
            == 404
        )
        client.force_login(host)


def test_no_mail_carries_a_link_that_sets_a_password(client, db):
    assert client.get("/accounts/password/reset/key/1-abc/").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("account_confirm_email", args=["key"])


@pytest.mark.parametrize(
    "route", ["account_login", "account_request_login_code", "account_signup", "account_logout"]
)
def test_the_way_in_and_out_is_there(route, client, db):
    assert client.get(reverse(route)).status_code in {200, 302}


def test_the_bare_address_of_accounts_leads_to_the_sign_in(client, db):
    assert client.get("/accounts/").url == reverse("account_login") + "?next=/accounts/"


def test_signing_up_again_is_answered_by_a_mail_that_leads_to_the_sign_in(client, host, mailoutbox):
    client.post(reverse("account_signup"), {"email": host.email})

    assert [message.to for message in mailoutbox] == [[host.email]]
    assert f"http://testserver{reverse('account_login')}" in mailoutbox[0].body
    assert "/password/" not in mailoutbox[0].body


def test_the_admin_has_no_sign_in_of_its_own(client, admin):
    answer = client.post(
        reverse("admin:login"), {"username": admin.email, "password": "a long password", "next": "/admin/"}
    )

    assert answer.url == "/accounts/login/?next=%2Fadmin%2F"
    assert "_auth_user_id" not in client.session


def test_who_runs_the_site_comes_to_the_admin_by_code(client, admin, mailoutbox):
    asked = client.get(reverse("admin:index"), follow=True)
    client.post(asked.redirect_chain[-1][0], {"login": admin.email, "next": "/admin/"})
    code = re.search(r"^[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}$", mailoutbox[0].body, re.MULTILINE)

    answer = client.post(reverse("account_confirm_login_code"), {"code": code[0], "next": "/admin/"})

    assert answer.url == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_it_rejects_others_at_the_admin(client, host):
    client.force_login(host)

    assert client.get(reverse("admin:login")).status_code == 403
