"""Who may open what: organisers choose; only who owns an invited application answers."""

import pytest
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver

ROLES = ["organiser", "host", "reviewer", "steward", "stranger", "nobody"]


def organisers(status: int) -> dict[str, int]:
    return {**dict.fromkeys(ROLES, 403), "nobody": 302, "organiser": status}


READ, DONE = organisers(200), organisers(302)
PAGES = [
    ("get", "selection:shortlist", ["valencia"], READ),
    ("post", "selection:pick", ["valencia"], DONE),
    ("post", "selection:unpick", ["valencia"], DONE),
    ("post", "selection:lock", ["valencia"], DONE),
    ("post", "selection:unlock", ["valencia"], organisers(422)),
    ("get", "selection:lists", ["valencia"], READ),
    ("get", "selection:one", ["valencia", "finalist-1"], organisers(404)),
    ("get", "selection:decisions", ["valencia"], READ),
    ("post", "selection:decide", ["valencia"], DONE),
    ("post", "selection:decide-others", ["valencia"], DONE),
    ("post", "selection:undo", ["valencia"], DONE),
    ("post", "selection:move-reserve", ["valencia", "finalist-1", "up"], DONE),
    ("get", "selection:preview", ["valencia"], READ),
    ("post", "selection:apply", ["valencia"], organisers(422)),
    ("post", "selection:take-back", ["valencia", "finalist-1"], DONE),
    ("post", "selection:note-answer", ["valencia", "finalist-1", "yes"], DONE),
    ("get", "application-answer", ["valencia"], {**dict.fromkeys(ROLES, 404), "nobody": 302}),
    ("post", "application-answer", ["valencia"], {**dict.fromkeys(ROLES, 404), "nobody": 302}),
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
def test_each_role_gets_exactly_what_it_may(method, route, args, statuses, client, people, finalists):
    told = {}

    for role in reversed(ROLES):
        client.logout()
        if role in people:
            client.force_login(people[role])
        told[role] = getattr(client, method)(reverse(route, args=args)).status_code

    assert told == statuses


@pytest.mark.parametrize(("method", "route", "args", "statuses"), PAGES[:-2])
def test_an_organiser_of_another_edition_is_a_stranger_here(
    method, route, args, statuses, client, edition, organiser
):
    edition.pk, edition.slug = None, "bilbao"
    edition.save()
    client.force_login(organiser)

    answer = getattr(client, method)(reverse(route, args=["bilbao", *args[1:]]))

    assert answer.status_code == 403


@pytest.mark.parametrize(("method", "route", "args", "statuses"), PAGES)
def test_a_page_that_does_something_is_not_opened_by_a_link(
    method, route, args, statuses, client, organiser, finalists
):
    if method == "get" or route == "application-answer":
        return
    client.force_login(organiser)

    assert client.get(reverse(route, args=args)).status_code == 405


def test_the_table_names_every_route_of_this_room():
    def routes(patterns, namespace=""):
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
                yield from routes(pattern.url_patterns, inner)
            elif isinstance(pattern, URLPattern) and pattern.callback.__module__.startswith(
                "battle.selection"
            ):
                yield f"{namespace}{pattern.name}"

    assert set(routes(get_resolver().url_patterns)) == {route for _method, route, _args, _statuses in PAGES}
