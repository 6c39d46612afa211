"""An app beside the mailed code: for staff it is a must, for everybody it cannot be gone round."""

import os
import subprocess
import sys
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from battle.accounts import factors
from battle.accounts.actions import issue_sign_in_link
from battle.accounts.models import User
from tests.accounts.conftest import STEP, app_code, sign_in_by_code, with_app


@pytest.fixture(autouse=True)
def _at_the_beginning_of_a_step():
    """A code lasts 30 seconds: no test begins in the last of them."""
    now = timezone.now().timestamp()
    with time_machine.travel(now - now % 30 + 1):
        yield


@pytest.fixture
def admin(db) -> User:
    return User.objects.create_superuser("ada@example.org")


def signed_in_as(client) -> str | None:
    return client.session.get("_auth_user_id")


def test_the_code_of_the_app_is_asked_for_after_the_mailed_one_and_opens_the_doors(
    client, host, mailoutbox, staff_need_a_second_factor
):
    secret = with_app(host)

    halfway = sign_in_by_code(client, mailoutbox, host.email)
    before = signed_in_as(client)
    answer = client.post(reverse("mfa_authenticate"), {"code": app_code(secret)})

    assert (halfway.url, before) == (reverse("mfa_authenticate"), None)
    assert answer.url == reverse("organise:home")
    assert signed_in_as(client) == str(host.pk)
    assert client.get(answer.url).status_code == 200


def test_it_rejects_a_code_of_the_app_that_was_used_already(host, mailoutbox):
    secret = with_app(host)
    now = timezone.now()
    first, second = Client(), Client()
    sign_in_by_code(first, mailoutbox, host.email)
    sign_in_by_code(second, mailoutbox, host.email)

    code = app_code(secret, now)
    first.post(reverse("mfa_authenticate"), {"code": code})
    cache.clear()  # as it is in another process
    second.post(reverse("mfa_authenticate"), {"code": code})

    assert signed_in_as(first) == str(host.pk)
    assert signed_in_as(second) is None


@pytest.mark.parametrize("steps", [-3, 3])
def test_it_rejects_a_code_of_the_app_from_another_time(steps, client, host, mailoutbox):
    secret = with_app(host)
    sign_in_by_code(client, mailoutbox, host.email)

    client.post(reverse("mfa_authenticate"), {"code": app_code(secret, timezone.now() + steps * STEP)})

    assert signed_in_as(client) is None


def test_guessing_the_code_of_the_app_is_stopped_even_for_the_right_one(client, host, mailoutbox):
    secret = with_app(host)
    sign_in_by_code(client, mailoutbox, host.email)
    for guess in range(6):
        client.post(reverse("mfa_authenticate"), {"code": f"00000{guess}"})

    answer = client.post(reverse("mfa_authenticate"), {"code": app_code(secret)})

    assert answer.status_code == 200
    assert signed_in_as(client) is None


def test_a_one_time_link_does_not_go_round_the_second_factor(client, host):
    secret = with_app(host)
    token = issue_sign_in_link(user=host, next_path="/organise/", now=timezone.now(), valid_for=STEP)

    halfway = client.post(reverse("sign_in_link", args=[token]))
    before = signed_in_as(client)
    answer = client.post(reverse("mfa_authenticate"), {"code": app_code(secret)})

    assert (halfway.url, before) == (reverse("mfa_authenticate"), None)
    assert (answer.url, signed_in_as(client)) == ("/organise/", str(host.pk))


def test_a_one_time_link_used_by_somebody_signed_in_changes_who_that_is_only_after_the_second_factor(
    client, host, stranger
):
    with_app(host)
    client.force_login(stranger)
    token = issue_sign_in_link(user=host, next_path="/organise/", now=timezone.now(), valid_for=STEP)

    client.post(reverse("sign_in_link", args=[token]))

    assert signed_in_as(client) is None


PLACES = [
    ("organise:home", []),
    ("organise:desk", ["valencia"]),
    ("stage:console", ["valencia"]),
    ("home", []),
    ("account", []),
    ("export_account", []),
    ("admin:index", []),
]


@pytest.mark.parametrize(("route", "args"), PLACES)
def test_staff_without_a_second_factor_are_led_to_setting_one_up(
    route, args, client, organiser, staff_need_a_second_factor
):
    client.force_login(organiser)

    assert client.get(reverse(route, args=args)).url == reverse("mfa_index")


@pytest.mark.parametrize("who", ["organiser", "host", "reviewer", "steward", "admin", "creator"])
def test_everybody_who_may_see_what_is_not_theirs_counts_as_staff(
    who, request, client, stranger, staff_need_a_second_factor
):
    person = stranger if who == "creator" else request.getfixturevalue(who)
    if who == "creator":
        User.objects.filter(pk=stranger.pk).update(may_create_editions=True)
    client.force_login(person)

    assert client.get(reverse("organise:home")).url == reverse("mfa_index")


def test_others_are_not_asked_for_one(client, stranger, staff_need_a_second_factor):
    client.force_login(stranger)

    assert client.get(reverse("organise:home")).status_code == 200


def test_a_deployment_may_do_without(client, organiser):
    assert settings.STAFF_SECOND_FACTOR is False  # as in the demo
    client.force_login(organiser)

    assert client.get(reverse("organise:home")).status_code == 200


def test_the_api_says_so_in_a_problem_document(client, organiser, edition, staff_need_a_second_factor):
    client.force_login(organiser)

    told = [
        client.get(reverse("api:applications", args=["valencia"])),
        client.patch(reverse("api:edition", args=["valencia"]), "{}", content_type="application/json"),
    ]

    for answer in told:
        assert (answer.status_code, answer.json()["code"]) == (403, "second_factor_needed")
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_nothing_is_written_without_a_second_factor(client, organiser, edition, staff_need_a_second_factor):
    client.force_login(organiser)

    answer = client.post(
        reverse("organise:invite", args=["valencia"]), {"email": "n@example.org", "role": "host"}
    )

    assert answer.url == reverse("mfa_index")
    assert edition.role_invitations.count() == 0


def test_what_sets_one_up_and_the_way_out_stay_open(client, organiser, staff_need_a_second_factor):
    client.force_login(organiser)

    pages = [client.get(reverse(route)).status_code for route in ("mfa_index", "mfa_activate_totp")]

    assert pages == [200, 200]
    assert client.get(reverse("account_logout")).status_code == 200
    client.post(reverse("account_logout"))
    assert signed_in_as(client) is None


def test_setting_up_an_app_opens_the_doors_and_gives_recovery_codes(
    client, organiser, staff_need_a_second_factor
):
    client.force_login(organiser)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret

    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    right = client.post(reverse("mfa_activate_totp"), {"code": app_code(secret)})
    codes = client.get(right.url)

    assert wrong.status_code == 200
    assert right.url == reverse("mfa_view_recovery_codes")
    assert len(codes.context["unused_codes"]) == 10
    assert client.get(reverse("organise:home")).status_code == 200


def test_a_session_older_than_the_second_factor_is_asked_for_it(
    client, organiser, staff_need_a_second_factor
):
    client.force_login(organiser)
    secret = with_app(organiser)

    asked = client.get(reverse("organise:desk", args=["valencia"]))
    answer = client.post(asked.url, {"code": app_code(secret), "next": "/organise/valencia/"})

    assert asked.url == reverse("mfa_reauthenticate") + "?next=%2Forganise%2Fvalencia%2F"
    assert answer.url == "/organise/valencia/"
    assert client.get("/organise/valencia/").status_code == 200


def test_a_recovery_code_works_once(host, mailoutbox, client):
    client.force_login(host)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": app_code(secret)})
    code = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"][0]
    outcomes = []

    for _time in range(2):
        visitor = Client()
        sign_in_by_code(visitor, mailoutbox, host.email)
        visitor.post(reverse("mfa_authenticate"), {"code": code})
        outcomes.append(signed_in_as(visitor))

    assert outcomes == [str(host.pk), None]


def test_removing_the_app_asks_who_it_is_first(client, host):
    client.force_login(host)
    secret = with_app(host)

    asked = client.post(reverse("mfa_deactivate_totp"))
    client.post(reverse("mfa_reauthenticate"), {"code": app_code(secret)})
    client.post(reverse("mfa_deactivate_totp"))

    assert asked.url.startswith(reverse("mfa_reauthenticate"))
    assert not Authenticator.objects.filter(user=host).exists()


def test_nobody_sets_a_password_in_a_session_left_open_to_get_round_the_app(client, host):
    client.force_login(host)
    with_app(host)

    answer = client.post(
        reverse("account_set_password"), {"password1": "correct horse", "password2": "correct horse"}
    )

    host.refresh_from_db()
    assert answer.url.startswith(reverse("mfa_reauthenticate"))
    assert not host.has_usable_password()


def test_a_lost_factor_is_taken_away_by_command_and_the_sessions_end(host, mailoutbox):
    secret = with_app(host)
    browser = Client()
    sign_in_by_code(browser, mailoutbox, host.email)
    browser.post(reverse("mfa_authenticate"), {"code": app_code(secret)})
    out = StringIO()

    call_command("forget_second_factor", "Hugo@example.org", stdout=out)

    assert out.getvalue() == "Taken away: 1. Their sessions have ended.\n"
    assert not Authenticator.objects.filter(user=host).exists()
    assert browser.get(reverse("account")).status_code == 302
    with pytest.raises(CommandError, match=r"Nobody here has the address x@example\.org"):
        call_command("forget_second_factor", "x@example.org")


def test_the_admin_shows_no_secret_of_a_factor_and_writes_none(client, admin, host):
    secret = with_app(host)
    factor = Authenticator.objects.get(user=host)
    client.force_login(admin)
    address = reverse("admin:mfa_authenticator_change", args=[factor.pk])

    page = client.get(address)
    written = client.post(address, {"type": "totp", "data": "{}"})

    assert page.status_code == 200
    assert secret not in page.content.decode()
    assert written.status_code == 403
    assert client.get(reverse("admin:mfa_authenticator_add")).status_code == 403


def test_a_rehearsal_opens_a_session_that_needs_no_phone(client, host, staff_need_a_second_factor):
    key = factors.open_session(host, valid_for=timedelta(minutes=5))

    client.cookies[settings.SESSION_COOKIE_NAME] = key

    assert client.get(reverse("organise:home")).status_code == 200


@pytest.mark.parametrize(
    ("env", "asked"),
    [
        ({"DEMO": "1"}, "False"),
        ({"DEMO": "0"}, "True"),
        ({"DEMO": "0", "STAFF_SECOND_FACTOR": "0"}, "False"),
        ({"DEMO": "1", "STAFF_SECOND_FACTOR": "1"}, "True"),
    ],
)
def test_the_deployment_says_whether_staff_need_one(env, asked, tmp_path):
    told = subprocess.run(
        [sys.executable, "-c", "from battle import settings; print(settings.STAFF_SECOND_FACTOR)"],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "BATTLE_VAR": str(tmp_path),
            "SECRET_KEY": "x" * 50,
            "ALLOWED_HOSTS": "battle.example",
            **env,
        },
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.strip() == asked


@pytest.mark.parametrize("route", ["mfa_activate_totp", "mfa_add_webauthn"])
def test_an_old_session_and_the_password_add_no_other_second_factor(
    route, client, host, staff_need_a_second_factor
):
    host.set_password("a long enough sentence")
    host.save()
    host.emailaddress_set.update(verified=True)
    known = {"login": host.email, "password": "a long enough sentence"}
    client.post(reverse("sign_in_by_password"), known)
    Authenticator.objects.create(user=host, type=Authenticator.Type.WEBAUTHN, data={"credential": {}})

    client.post(reverse("account_reauthenticate"), {"password": "a long enough sentence"})
    answer = client.get(reverse(route))

    assert signed_in_as(client) == str(host.pk)
    assert answer.url.startswith(reverse("mfa_reauthenticate"))
