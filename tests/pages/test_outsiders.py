"""The founder of one application, an organiser of another edition, and a superuser without a role, at every address."""

import importlib
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import reverse

from battle.accounts.enums import Role
from battle.accounts.models import Membership, User
from battle.outbox.actions import write
from battle.outbox.models import Letter
from battle.reviews.models import ReviewLabel

TESTS = Path(__file__).resolve().parent.parent
STAFF_ONLY = {"stranger": 403}
STAGE = [
    ("get", "stage:console", ["valencia"], STAFF_ONLY),
    ("post", "stage:open", ["valencia"], STAFF_ONLY),
    ("get", "stage:paper", ["valencia"], STAFF_ONLY),
    ("get", "api:show-state", ["valencia"], STAFF_ONLY),
    *(
        ("post", f"api:show-{step}", ["valencia"], STAFF_ONLY)
        for step in ("open", "call", "ask", "answers", "corrections", "skip", "freeze", "reveal")
    ),
]
"""The roles with a part in the show are in tests/stage/test_who_may.py."""
STAFF = ("/organise/valencia", "/review/", "/host/", "/api/v1/editions/", "/api/v1/shows/")
REAL = {"LABEL": "AAA111", "KEY": "finalist-1"}


def rows():
    """Every row of the rooms' tables that is about one edition."""
    for file in sorted(TESTS.rglob("test_*roles.py")):
        table = importlib.import_module(".".join(file.relative_to(TESTS.parent).with_suffix("").parts))
        for method, route, args, statuses in [*getattr(table, "PAGES", []), *getattr(table, "API", [])]:
            if "valencia" in args:
                where = reverse(route, args=[REAL.get(arg, arg) for arg in args])
                yield method, where, statuses["stranger"]
    for method, route, args, statuses in STAGE:
        yield method, reverse(route, args=args), statuses["stranger"]


def answer(client, method: str, where: str):
    """What is answered, with everything that it changed taken back."""
    sent = (
        {} if method == "get" or "/api/" not in where else {"data": "{}", "content_type": "application/json"}
    )
    with transaction.atomic():
        told = getattr(client, method)(where, **sent)
        told.text_of_it = b"".join(told.streaming_content) if told.streaming else told.content
        transaction.set_rollback(True)
    return told


@pytest.fixture
def there(edition, finalists, jury):
    """Something real behind each address, so that a refusal is about the person."""
    ReviewLabel.objects.create(edition=edition, application=finalists[0], code=REAL["LABEL"])
    letter = write(
        once="1",
        kind="reserve",
        to="a@b.example",
        language="en",
        subject="S",
        body="B",
        edition_id=edition.pk,
    )
    Letter.objects.filter(pk=letter.pk).update(id=1)
    return edition


@pytest.fixture
def organiser_elsewhere(there) -> User:
    user = User.objects.create_user("oona@example.org")
    other = type(there).objects.get(pk=there.pk)
    other.pk, other.slug = None, "bilbao"
    other.save()
    Membership.objects.create(user=user, edition=other, role=Role.ORGANISER)
    return user


@pytest.fixture
def applicant(there) -> User:
    return User.objects.create_user("founder2@example.org")


def test_an_organiser_of_another_edition_is_answered_as_a_stranger(client, organiser_elsewhere):
    client.force_login(organiser_elsewhere)

    wrong = {
        (method, where): (told, expected)
        for method, where, expected in rows()
        if (told := answer(client, method, where).status_code) != expected
    }

    assert wrong == {}


def test_the_founder_of_one_application_reaches_nothing_of_the_staff(client, applicant):
    client.force_login(applicant)

    wrong = {
        (method, where): (told, expected)
        for method, where, expected in rows()
        if where.startswith(STAFF)
        if (told := answer(client, method, where).status_code) != expected
    }

    assert wrong == {}


def test_the_founder_of_one_application_reads_nothing_of_another(client, applicant, finalists):
    """Their own pages name no application in their address; what they answer must be about their own alone."""
    other = finalists[0]
    client.force_login(applicant)
    own = [row for row in rows() if row[1].startswith(("/e/valencia/appl", "/api/v1/editions/valencia/appl"))]

    told = [answer(client, method, where) for method, where, _expected in own]
    whole = b"".join(each.text_of_it for each in told)

    assert finalists[1].contact_email.encode() in whole
    assert other.contact_email.encode() not in whole
    assert other.company.encode() not in whole
    assert {each.status_code for each in told} <= {200, 302, 400, 403, 404, 405, 409, 422}


def test_a_superuser_without_a_role_meets_no_broken_page(client, there):
    client.force_login(User.objects.create_superuser("ada@example.org"))

    told = {(method, where): answer(client, method, where).status_code for method, where, _status in rows()}

    assert {case: status for case, status in told.items() if status >= 500} == {}
    assert told["get", "/organise/valencia/"] == 200
    # The jury's opinion is nobody's before the lock.
    assert told["get", "/organise/valencia/selection/lists/finalist-1/"] == 404
