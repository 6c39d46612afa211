"""Who may record what became of contenders: the edition's organisers and data stewards, nobody else."""

import pytest
from django.urls import reverse

from battle.aftermath.urls import pages
from tests.pages.test_roles import ROLES

pytestmark = pytest.mark.usefixtures("a_year_later")


def those(status: int) -> dict[str, int]:
    return {**dict.fromkeys(ROLES, 403), "nobody": 302, "organiser": status, "steward": status}


PAGES = [
    ("get", "aftermath:outcomes", ["valencia"], those(200)),
    ("post", "aftermath:record", ["valencia", "acequia"], those(422)),
    ("get", "aftermath:outcome", ["valencia", "boreal", "raised"], those(200)),
    ("get", "aftermath:outcome", ["valencia", "boreal", "alive"], those(404)),
    ("get", "aftermath:outcome", ["valencia", "boreal", "unheard-of"], those(404)),
    ("post", "aftermath:outcome", ["valencia", "boreal", "raised"], those(422)),
    ("post", "aftermath:withdraw", ["valencia", "boreal", "raised"], those(422)),
]


@pytest.fixture
def people(organiser, host, reviewer, steward, stranger):
    return {
        "organiser": organiser,
        "host": host,
        "reviewer": reviewer,
        "steward": steward,
        "stranger": stranger,
    }


@pytest.mark.parametrize(("method", "route", "args", "statuses"), PAGES)
def test_each_role_gets_exactly_what_it_may(method, route, args, statuses, client, people, book):
    book.record()
    told = {}

    for role in ROLES:
        client.logout()
        if role in people:
            client.force_login(people[role])
        told[role] = getattr(client, method)(reverse(route, args=args)).status_code

    assert told == statuses


@pytest.mark.parametrize(("method", "route", "args", "statuses"), PAGES)
def test_an_organiser_of_another_edition_is_refused(
    method, route, args, statuses, client, edition, organiser, played
):
    edition.pk, edition.slug = None, "bilbao"
    edition.save()
    client.force_login(organiser)

    assert getattr(client, method)(reverse(route, args=["bilbao", *args[1:]])).status_code == 403


def test_the_table_names_every_route_about_outcomes():
    assert {f"aftermath:{pattern.name}" for pattern in pages} == {row[1] for row in PAGES}


def test_what_is_recorded_is_never_public(client, book):
    book.record(source="A secret register")

    for address in ("/e/valencia/", "/live/valencia/board.json", "/api/v1/editions/valencia/result", "/"):
        assert b"secret register" not in client.get(address).content
