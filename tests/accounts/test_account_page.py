"""Your account: name and language, sessions, everything that is kept, and the way out."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from allauth.usersessions.models import UserSession
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from battle.accounts import actions, personal
from battle.accounts.enums import Role
from battle.accounts.models import Invitation, Membership, User
from tests.accounts.conftest import app_code, code_in, sign_in_by_code, with_app


@pytest.fixture
def registered(monkeypatch):
    """A room that keeps something about people, as other rooms register theirs; tells whom it erased."""
    erased = []
    monkeypatch.setattr(personal, "KEEPERS", dict(personal.KEEPERS))
    personal.register("room", lambda user: {"about": user.email}, lambda user, at: erased.append(user.email))
    return erased


def confirm_by_mail(client, mailoutbox):
    asked = client.post(reverse("delete_account"))
    return client.post(asked.url, {"code": code_in(mailoutbox[-1]), "next": reverse("delete_account")})


def test_name_and_language_are_saved_and_the_site_speaks_it(client, stranger):
    client.force_login(stranger)

    client.post(reverse("account"), {"name": "Sam\r\n\u202eOne", "language": "es"})
    page = client.get(reverse("account"))

    stranger.refresh_from_db()
    assert (stranger.get_full_name(), stranger.language) == ("Sam One", "es")
    assert '<html lang="es"' in page.content.decode()


def test_it_rejects_a_name_that_is_too_long_and_keeps_it(client, stranger):
    client.force_login(stranger)

    answer = client.post(reverse("account"), {"name": "x" * 10_000, "language": ""})

    stranger.refresh_from_db()
    assert answer.status_code == 422
    assert "x" * 10_000 in answer.content.decode()
    assert stranger.first_name == ""


def test_a_name_stays_text(client, stranger):
    client.force_login(stranger)
    client.post(reverse("account"), {"name": "<script>alert(1)</script>{{ 7 }}", "language": ""})

    assert "<script>alert(1)" not in client.get(reverse("account")).content.decode()


def test_one_session_ends_another(host, mailoutbox):
    phone, laptop = Client(), Client(headers={"user-agent": "Laptop"})
    sign_in_by_code(phone, mailoutbox, host.email)
    sign_in_by_code(laptop, mailoutbox, host.email)
    page = phone.get(reverse("account")).content.decode()

    phone.post(reverse("end_session", args=[UserSession.objects.get(user_agent="Laptop").pk]))

    assert "Laptop" in page
    assert phone.get(reverse("account")).status_code == 200
    assert laptop.get(reverse("account")).status_code == 302


def test_all_other_sessions_end_at_once(host, mailoutbox):
    browsers = [Client() for _each in range(3)]
    for browser in browsers:
        sign_in_by_code(browser, mailoutbox, host.email)

    browsers[1].post(reverse("end_other_sessions"))

    assert [browser.get(reverse("account")).status_code for browser in browsers] == [302, 200, 302]


def test_nobody_ends_the_session_of_somebody_else(host, stranger, mailoutbox):
    hosts, strangers = Client(), Client()
    sign_in_by_code(hosts, mailoutbox, host.email)
    sign_in_by_code(strangers, mailoutbox, stranger.email)

    strangers.post(reverse("end_session", args=[UserSession.objects.get(user=host).pk]))

    assert hosts.get(reverse("account")).status_code == 200


def test_the_export_holds_what_every_room_keeps_and_no_secret(client, host, registered):
    secret = with_app(host)
    client.force_login(host)

    answer = client.get(reverse("export_account"))
    kept = json.loads(answer.content)

    assert answer.headers["Content-Disposition"].startswith('attachment; filename="my-data-')
    assert kept["room"] == {"about": host.email}
    assert kept["account"]["address"] == host.email
    assert [(each["edition"], each["role"]) for each in kept["account"]["roles"]] == [("valencia", "host")]
    assert [each["kind"] for each in kept["account"]["second_factors"]] == ["totp"]
    assert secret not in answer.content.decode()


def test_leaving_takes_a_mailed_code_and_then_nothing_is_left_but_numbers(
    client, host, organiser, edition, mailoutbox, registered
):
    sign_in_by_code(client, mailoutbox, host.email)
    actions.update_profile(user=host, name="Hugo Hosting", language="es")
    actions.invite(
        edition=edition, email=host.email, role=Role.REVIEWER, invited_by=organiser, at=timezone.now()
    )
    number = host.pk

    unproved = client.get(reverse("delete_account")).content.decode()
    confirm_by_mail(client, mailoutbox)
    proved = client.get(reverse("delete_account")).content.decode()
    answer = client.post(reverse("delete_account"))

    assert "Delete my account for good" not in unproved
    assert "Delete my account for good" in proved
    assert answer.url == reverse("home")
    assert registered == ["hugo@example.org"]
    assert not User.objects.filter(email="hugo@example.org").exists()
    assert not Membership.objects.filter(user_id=number).exists()
    assert not Invitation.objects.filter(email="hugo@example.org").exists()
    trails = [*User.history.values(), *Invitation.history.values(), *Membership.history.values()]
    assert "hugo" not in str(trails).lower()
    assert number in {row["id"] for row in User.history.values()}
    assert "_auth_user_id" not in client.session


def test_leaving_asks_who_has_an_app_for_its_code(client, host, mailoutbox):
    secret = with_app(host)
    client.force_login(host)

    asked = client.post(reverse("delete_account"))
    client.post(asked.url, {"code": app_code(secret)})
    client.post(reverse("delete_account"))

    assert asked.url.startswith(reverse("mfa_reauthenticate"))
    assert mailoutbox == []
    assert not User.objects.filter(pk=host.pk).exists()


def test_guessing_the_code_to_leave_ends_after_three_tries(client, host, mailoutbox):
    client.force_login(host)
    asked = client.post(reverse("delete_account"))
    guesses = [client.post(asked.url, {"code": guess}).status_code for guess in ("A1", "B2", "C3")]

    client.post(asked.url, {"code": code_in(mailoutbox[0])})
    client.post(reverse("delete_account"))

    assert guesses == [422, 422, 302]
    assert User.objects.filter(pk=host.pk).exists()


def test_the_last_organiser_of_a_battle_to_come_cannot_leave(client, organiser, edition, mailoutbox):
    client.force_login(organiser)

    page = client.get(reverse("delete_account")).content.decode()
    confirm_by_mail(client, mailoutbox)
    answer = client.post(reverse("delete_account"), follow=True)

    assert reverse("organise:team", args=["valencia"]) in page
    assert "You are the last organiser of: Valencia Battle." in answer.content.decode()
    assert User.objects.filter(pk=organiser.pk).exists()


def test_with_another_organiser_or_after_the_show_one_can_leave(organiser, host, edition):
    now = timezone.now()
    actions.grant_role(user=host, edition_id=edition.pk, role=Role.ORGANISER)
    actions.erase_person(user=organiser, at=now)
    type(edition).objects.filter(pk=edition.pk).update(
        call_opens_at=now - timedelta(days=9),
        call_closes_at=now - timedelta(days=8),
        show_starts_at=now - timedelta(days=1),
    )

    actions.erase_person(user=host, at=now)

    assert not User.objects.exists()


def test_whoever_runs_the_site_removes_a_person_by_command_and_not_in_the_admin(client, host, organiser):
    admin = User.objects.create_superuser("ada@example.org")
    client.force_login(admin)

    in_admin = client.get(reverse("admin:accounts_user_delete", args=[host.pk]))
    call_command("erase_person", "Hugo@example.org", stdout=StringIO())

    assert in_admin.status_code == 403
    assert not User.objects.filter(email="hugo@example.org").exists()
    with pytest.raises(CommandError, match="You are the last organiser of: Valencia Battle"):
        call_command("erase_person", organiser.email)


def test_an_address_that_was_changed_signs_in_no_more(host):
    host.email = "hugo@new.example"
    host.save()

    host.remember_address()

    assert list(host.emailaddress_set.values_list("email", "primary")) == [("hugo@new.example", True)]


def test_a_failure_in_one_room_erases_nothing_anywhere(client, host, registered):
    def broken(user, at):
        raise RuntimeError("no")

    personal.register("zzz", lambda user: None, broken)

    with pytest.raises(RuntimeError):
        actions.erase_person(user=host, at=timezone.now())

    assert User.objects.filter(pk=host.pk).exists()
