"""What people leave behind goes by itself."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from battle.accounts import actions
from battle.accounts.chores import clear_spent_ways_in
from battle.accounts.enums import Role
from battle.accounts.models import Invitation, SignInLink, User
from tests.accounts.conftest import sign_in_by_code


def test_what_nobody_can_use_any_more_is_removed_and_the_rest_stays(
    host, stranger, organiser, edition, mailoutbox
):
    now = timezone.now()
    for person in (host, stranger):
        sign_in_by_code(Client(), mailoutbox, person.email)
    Session.objects.filter(session_key=UserSession.objects.get(user=host).session_key).update(
        expire_date=now - timedelta(days=1)
    )
    for hours in (-1, 1):
        actions.issue_sign_in_link(user=host, next_path="/", now=now, valid_for=timedelta(hours=hours))
    for days, email in ((200, "old@example.org"), (10, "new@example.org")):
        actions.invite(
            edition=edition,
            email=email,
            role=Role.HOST,
            invited_by=organiser,
            at=now - timedelta(days=days),
        )

    first, second = clear_spent_ways_in(now), clear_spent_ways_in(now)

    assert (first, second) == (3, 0)
    assert [each.user for each in UserSession.objects.all()] == [stranger]
    assert SignInLink.objects.get().expires_at > now
    assert Invitation.objects.get().email == "new@example.org"
    assert "old@example.org" not in str(list(Invitation.history.values()))


def test_accounts_of_addresses_from_which_nobody_ever_came_go_after_a_month(host, mailoutbox, db):
    now = timezone.now()
    for email in ("never@example.org", "came@example.org", "new@example.org", "steward@example.org"):
        actions.find_or_create_user(email=email)
    sign_in_by_code(Client(), mailoutbox, "came@example.org")
    User.objects.filter(email="steward@example.org").update(is_steward=True)
    User.objects.exclude(email="new@example.org").update(date_joined=now - timedelta(days=31))

    clear_spent_ways_in(now)

    assert set(User.objects.values_list("email", flat=True)) == {
        "hugo@example.org",
        "came@example.org",
        "new@example.org",
        "steward@example.org",
    }
    assert "never@example.org" not in str(list(User.history.values()))
