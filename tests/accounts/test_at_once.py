"""Several people press at once: an invitation and a code count once, and an edition keeps an organiser."""

import re
from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from battle.accounts import actions
from battle.accounts.enums import Role
from battle.accounts.models import Invitation, Membership, User
from battle.outbox.models import Letter
from tests.accounts.conftest import with_app
from tests.applications.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_three_who_accept_at_once_one_does(edition, organiser, stranger):
    now = timezone.now()
    actions.invite(edition=edition, email=stranger.email, role=Role.HOST, invited_by=organiser, at=now)
    token = re.search(r"/invitation/([^/]+)/", Letter.objects.get().body)[1]

    def accept():
        return actions.accept(token=token, user=stranger, at=now).role

    told = at_once(accept, accept, accept)

    assert sorted(told) == ["host", "invitation_spent", "invitation_spent"]
    assert Membership.objects.filter(user=stranger).count() == 1


def test_inviting_the_same_address_at_once_leaves_one_invitation(edition, organiser):
    def invite():
        actions.invite(
            edition=edition, email="n@example.org", role=Role.HOST, invited_by=organiser, at=timezone.now()
        )

    at_once(invite, invite, invite)

    assert Invitation.objects.count() == 1


def test_of_two_who_send_the_same_code_of_an_app_one_gets_in(host):
    with_app(host)
    now = datetime(2027, 1, 1, 12, 0, 10, tzinfo=UTC)

    def claim():
        return actions.claim_app_code(authenticator=Authenticator.objects.get(user=host), at=now)

    assert sorted(at_once(claim, claim)) == [False, True]


def test_of_two_organisers_who_leave_at_once_one_stays(edition, organiser, host):
    actions.grant_role(user=host, edition_id=edition.pk, role=Role.ORGANISER)
    now = timezone.now()

    told = at_once(
        lambda: actions.erase_person(user=User.objects.get(pk=organiser.pk), at=now),
        lambda: actions.erase_person(user=User.objects.get(pk=host.pk), at=now),
    )

    assert sorted(map(str, told)) == ["None", "last_organiser"]
    assert Membership.objects.filter(edition=edition, role=Role.ORGANISER).count() == 1


def test_two_who_ask_for_the_first_code_at_once_make_one_account(db):
    def find():
        return actions.find_or_create_user(email="n@example.org").pk

    assert len(set(at_once(find, find, find))) == 1
