"""Who may: every page and API route of the reviews."""

import pytest
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver

from battle.reviews import actions
from battle.reviews.models import ReviewLabel

ROLES = ["organiser", "host", "reviewer", "steward", "stranger", "nobody"]


def only(role: str, status: int, *, nobody: int) -> dict[str, int]:
    return {**dict.fromkeys(ROLES, 403), "nobody": nobody, role: status}


def organisers(status: int) -> dict[str, int]:
    return only("organiser", status, nobody=302)


def reviewers(status: int) -> dict[str, int]:
    return only("reviewer", status, nobody=302)


def api(status: int) -> dict[str, int]:
    return only("reviewer", status, nobody=403)


# Label and key stand for those of an application that the reviewer was given.
PAGES = [
    ("get", "reviews:settings", ["valencia"], organisers(200)),
    ("post", "reviews:settings", ["valencia"], organisers(422)),
    ("post", "reviews:close", ["valencia"], organisers(302)),
    ("post", "reviews:reopen", ["valencia"], organisers(302)),
    ("get", "reviews:reviewers", ["valencia"], organisers(200)),
    ("get", "reviews:results", ["valencia"], organisers(200)),
    ("get", "reviews:result", ["valencia", "KEY"], organisers(200)),
    ("post", "reviews:assign", ["valencia", "KEY"], organisers(422)),
    ("post", "reviews:lift-recusal", ["valencia", 0], organisers(302)),
    ("get", "reviews:queue", ["valencia"], reviewers(200)),
    ("post", "reviews:next", ["valencia"], reviewers(302)),
    ("get", "reviews:ties", ["valencia"], reviewers(200)),
    ("post", "reviews:ties", ["valencia"], reviewers(302)),
    ("get", "reviews:read", ["valencia", "LABEL"], reviewers(200)),
    ("post", "reviews:read", ["valencia", "LABEL"], reviewers(422)),
    ("post", "reviews:save", ["valencia", "LABEL"], reviewers(422)),
    ("post", "reviews:abstain", ["valencia", "LABEL"], reviewers(422)),
    ("post", "reviews:conflict", ["valencia", "LABEL"], reviewers(422)),
    ("post", "reviews:closeness", ["valencia", "LABEL"], reviewers(422)),
    ("get", "reviews:deck", ["valencia", "LABEL"], reviewers(404)),
]
API = [
    ("get", "api:reviews", ["valencia"], api(200)),
    ("post", "api:reviews-next", ["valencia"], api(200)),
    ("get", "api:review", ["valencia", "LABEL"], api(200)),
    ("put", "api:review", ["valencia", "LABEL"], api(422)),
    ("post", "api:review-abstain", ["valencia", "LABEL"], api(422)),
    ("post", "api:review-conflict", ["valencia", "LABEL"], api(422)),
    ("post", "api:review-closeness", ["valencia", "LABEL"], api(422)),
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


@pytest.fixture
def address(apply, set_up, hand_out, reviewer):
    """The address of a route, for an application that the reviewer has open."""
    set_up()
    application = apply()
    hand_out(reviewer)
    label = ReviewLabel.objects.get(application=application).code

    def of(route: str, args: list) -> str:
        real = {"LABEL": label, "KEY": application.key}
        return reverse(route, args=[real.get(arg, arg) for arg in args])

    return of


@pytest.mark.parametrize(("method", "route", "args", "statuses"), [*PAGES, *API])
def test_each_role_gets_exactly_what_it_may(method, route, args, statuses, client, people, address):
    sent = {"data": "{}", "content_type": "application/json"} if route.startswith("api:") else {}
    told = {}

    for role in reversed(ROLES):  # those who may change something come last
        client.logout()
        if role in people:
            client.force_login(people[role])
        body = sent if method != "get" else {}
        told[role] = getattr(client, method)(address(route, args), **body).status_code

    assert told == statuses


@pytest.mark.parametrize(
    ("method", "route", "args", "statuses"), [row for row in [*PAGES, *API] if "LABEL" in row[2]]
)
def test_another_reviewer_reaches_nothing_of_it(
    method, route, args, statuses, client, address, one_more_reviewer
):
    sent = {"data": "{}", "content_type": "application/json"} if route.startswith("api:") else {}
    client.force_login(one_more_reviewer("other@reads.example"))

    answer = getattr(client, method)(address(route, args), **(sent if method != "get" else {}))

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("method", "route", "args", "statuses"), [row for row in [*PAGES, *API] if "LABEL" in row[2]]
)
def test_who_recused_reaches_nothing_of_it(method, route, args, statuses, client, address, reviewer):
    sent = {"data": "{}", "content_type": "application/json"} if route.startswith("api:") else {}
    there = address(route, args)
    review = reviewer.reviews.get()
    actions.declare_conflict(review=review, reviewer=reviewer, kind="work", note="", now=review.assigned_at)
    client.force_login(reviewer)

    answer = getattr(client, method)(there, **(sent if method != "get" else {}))

    assert answer.status_code == 404


def _routes(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _routes(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.callback.__module__.startswith("battle.reviews"):
            yield f"{namespace}{pattern.name}"


def test_the_table_names_every_route_of_this_room():
    tabled = {route for _method, route, _args, _statuses in [*PAGES, *API]}

    assert set(_routes(get_resolver().url_patterns)) == tabled
