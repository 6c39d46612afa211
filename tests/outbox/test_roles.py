"""Who may: one table of every page of the outbox."""

import pytest
from django.urls import reverse

from battle.outbox.enums import State
from battle.outbox.models import Letter
from battle.outbox.urls import pages

ROLES = ["organiser", "host", "reviewer", "steward", "stranger", "nobody"]


def only(role: str, status: int) -> dict[str, int]:
    return {**dict.fromkeys(ROLES, 403), "nobody": 302, role: status}


READ, DONE = only("organiser", 200), only("organiser", 302)
PAGES = [
    ("get", "outbox:letters", ["valencia"], READ),
    ("get", "outbox:letter", ["valencia", 1], READ),
    ("get", "outbox:change", ["valencia", 1], READ),
    ("post", "outbox:change", ["valencia", 1], only("organiser", 422)),
    ("get", "outbox:reword", ["valencia", "reserve", "es"], READ),
    ("post", "outbox:reword", ["valencia", "reserve", "es"], only("organiser", 422)),
    ("post", "outbox:send", ["valencia"], DONE),
    ("post", "outbox:send-drafts", ["valencia"], DONE),
    ("post", "outbox:cancel", ["valencia"], DONE),
    ("post", "outbox:recall", ["valencia"], DONE),
    ("post", "outbox:retry", ["valencia"], DONE),
    ("post", "outbox:retry-failed", ["valencia"], DONE),
    ("post", "outbox:settle", ["valencia", 1], DONE),
]
API: list = []


@pytest.fixture
def letter(edition, draft):
    Letter.objects.filter(pk=draft(kind="reserve", edition_id=edition.pk).pk).update(id=1)
    return Letter.objects.get()


@pytest.mark.parametrize(("method", "route", "args", "statuses"), PAGES)
def test_each_role_gets_exactly_what_it_may(
    method, route, args, statuses, client, letter, organiser, host, reviewer, steward, stranger
):
    people = {"organiser": organiser, "host": host, "reviewer": reviewer, "steward": steward}
    people["stranger"] = stranger
    told = {}

    for role in reversed(ROLES):
        client.logout()
        if role in people:
            client.force_login(people[role])
        told[role] = getattr(client, method)(reverse(route, args=args)).status_code

    assert told == statuses
    assert Letter.objects.get().state == State.DRAFT


def test_every_page_of_the_outbox_is_in_the_table():
    assert {f"outbox:{page.name}" for page in pages} == {route for _method, route, _args, _statuses in PAGES}


def test_letters_of_another_edition_are_not_there(client, edition, organiser, letter):
    other = type(edition).objects.get(pk=edition.pk)
    other.pk, other.slug = None, "bilbao"
    other.save()
    Letter.objects.update(edition=other)
    client.force_login(organiser)

    assert client.get(reverse("outbox:letter", args=["valencia", 1])).status_code == 404
    assert client.get(reverse("outbox:letter", args=["bilbao", 1])).status_code == 403
    client.post(reverse("outbox:send", args=["valencia"]), {"keys": ["1"]})
    assert Letter.objects.get().state == State.DRAFT
