"""The page on which a startup answers its invitation."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from battle.accounts.models import User
from battle.applications.models import Application
from battle.selection.models import Invitation

ADDRESS = "/e/valencia/application/answer/"


@pytest.fixture
def invitation(edition, applied, put, soon) -> Invitation:
    put("a", "invited")
    return Invitation.objects.create(application=applied[0], edition=edition, respond_by=soon)


@pytest.fixture
def founder(client, invitation):
    client.force_login(User.objects.create_user("a@example.org"))
    return client


def said(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_page_says_by_when_and_what_accepting_means_and_reading_it_answers_nothing(founder, invitation):
    told = said(founder.get(ADDRESS))

    assert reverse("application-answer", args=["valencia"]) == ADDRESS
    assert "A Labs is invited to the final" in told
    assert "Europe/Madrid" in told
    assert "Only what you say on stage is scored." in told
    invitation.refresh_from_db()
    assert invitation.outcome == "open"


@pytest.mark.parametrize(
    ("answer", "outcome", "state", "told"),
    [
        ("accept", "accepted", "finalist", "You are in the final"),
        ("decline", "declined", "declined", "You have declined"),
    ],
)
def test_a_button_answers(answer, outcome, state, told, founder, invitation):
    page = founder.post(ADDRESS, {"answer": answer}, follow=True)

    invitation.refresh_from_db()
    assert told in said(page)
    assert (invitation.outcome, Application.objects.get(key="a").state) == (outcome, state)
    assert invitation.history.count() == 2


def test_no_button_is_no_answer(founder, invitation):
    page = founder.post(ADDRESS, {"answer": "perhaps"})

    assert page.status_code == 422
    assert "Press one of the two buttons" in said(page)


def test_after_its_time_the_page_says_so(founder, invitation):
    Invitation.objects.update(respond_by=timezone.now() - timedelta(seconds=1))

    shown, sent = founder.get(ADDRESS), founder.post(ADDRESS, {"answer": "accept"})

    assert "The time to answer is over" in said(shown)
    assert b"<button" not in shown.content.partition(b"<main")[2]
    assert sent.status_code == 409
    assert Application.objects.get(key="a").state == "invited"


def test_who_has_no_account_yet_gets_one_with_the_code_and_comes_back(client, invitation, mailoutbox):
    """An application that came by a table or a program has a contact without an account."""
    entrance = client.get(ADDRESS)
    asked = client.post(entrance.url, {"email": "a@example.org", "next": ADDRESS})
    code = re.search(r"^[A-Z0-9]{3,5}-[A-Z0-9]{3,5}$", mailoutbox[0].body, re.MULTILINE)[0]
    back = client.post(asked.url, {"code": code})

    assert entrance.url == f"/e/valencia/apply/?next={ADDRESS.replace('/', '%2F')}"
    assert back.url == ADDRESS
    assert "A Labs is invited to the final" in said(client.get(ADDRESS))


def test_nobody_else_sees_the_invitation(client, invitation, stranger, organiser):
    for person in [stranger, organiser, User.objects.create_user("b@example.org")]:
        client.force_login(person)
        assert client.get(ADDRESS).status_code == 404
        assert client.post(ADDRESS, {"answer": "accept"}).status_code == 404
    assert Application.objects.get(key="a").state == "invited"
