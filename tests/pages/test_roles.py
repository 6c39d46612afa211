"""Who may: one table of every page and API route of people, editions, applications and the jury's pages."""

import json
from datetime import UTC, datetime

import pytest
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver

from battle.accounts.models import Membership
from tests.applications.test_roles import PAGES as APPLYING

ROLES = ["organiser", "host", "reviewer", "steward", "stranger", "nobody"]
EVERYBODY = dict.fromkeys(ROLES, 200)
SIGN_IN = {"nobody": 302}  # a page sends somebody who is not signed in to the sign-in page


def only(role: str, status: int, *, nobody: int) -> dict[str, int]:
    return {**dict.fromkeys(ROLES, 403), "nobody": nobody, role: status}


MANAGERS = only("organiser", 200, nobody=302)
DECISION = only("organiser", 302, nobody=302)
API_MANAGERS = only("organiser", 200, nobody=403)
NO_CREATOR = {**dict.fromkeys(ROLES, 403), "nobody": 302}

PAGES = [
    ("get", "home", [], EVERYBODY),
    ("get", "edition", ["valencia"], EVERYBODY),
    ("get", "edition-privacy", ["valencia"], EVERYBODY),
    ("get", "edition-logo", ["valencia", "f00"], dict.fromkeys(ROLES, 404)),
    ("get", "edition-share", ["valencia", "en"], EVERYBODY),
    ("get", "edition-calendar", ["valencia", "en"], EVERYBODY),
    ("get", "edition-publish", ["valencia"], MANAGERS),
    ("post", "edition-publish", ["valencia"], DECISION),
    ("post", "edition-unpublish", ["valencia"], only("organiser", 409, nobody=302)),
    ("get", "edition-clone", ["valencia"], NO_CREATOR),
    ("post", "edition-clone", ["valencia"], NO_CREATOR),
    ("get", "jury:card", [], EVERYBODY),
    ("get", "jury:home", [], only("steward", 200, nobody=302)),
    ("get", "api-docs", [], EVERYBODY),
    ("get", "organise:home", [], {**EVERYBODY, **SIGN_IN}),
    ("get", "organise:new", [], NO_CREATOR),
    ("get", "organise:desk", ["valencia"], MANAGERS),
    ("get", "organise:edit", ["valencia"], MANAGERS),
    ("get", "organise:team", ["valencia"], MANAGERS),
    ("post", "organise:invite", ["valencia"], only("organiser", 422, nobody=302)),
    ("post", "organise:invite-again", ["valencia", 0], DECISION),
    ("post", "organise:revoke-invitation", ["valencia", 0], DECISION),
    ("post", "organise:take-role", ["valencia", 0], DECISION),
    ("get", "organise:application", ["valencia", "finalist-1"], MANAGERS),
    ("post", "organise:shortlist", ["valencia"], DECISION),
    ("post", "organise:decline", ["valencia"], DECISION),
    ("post", "organise:restore", ["valencia"], DECISION),
    ("post", "organise:add-finalists", ["valencia"], DECISION),
    ("post", "organise:remove-finalist", ["valencia", "finalist-1"], DECISION),
    ("post", "organise:move-up", ["valencia", "finalist-1"], DECISION),
    ("post", "organise:move-down", ["valencia", "finalist-1"], DECISION),
]
API = [
    ("get", "api:entrance", [], EVERYBODY),
    ("get", "api:editions", [], EVERYBODY),
    ("post", "api:editions", [], dict.fromkeys(ROLES, 403)),
    ("get", "api:edition", ["valencia"], EVERYBODY),
    ("patch", "api:edition", ["valencia"], API_MANAGERS),
    ("put", "api:edition-publication", ["valencia"], API_MANAGERS),
    ("delete", "api:edition-publication", ["valencia"], only("organiser", 409, nobody=403)),
    ("get", "api:applications", ["valencia"], API_MANAGERS),
    ("post", "api:applications", ["valencia"], dict.fromkeys(ROLES, 422)),
    ("get", "api:application", ["valencia", "finalist-1"], API_MANAGERS),
    ("post", "api:shortlist", ["valencia"], only("organiser", 422, nobody=403)),
    ("put", "api:finalists", ["valencia"], only("organiser", 422, nobody=403)),
    ("put", "api:running-order", ["valencia"], only("organiser", 422, nobody=403)),
]
OURS = ("battle.editions", "battle.applications")  # people: tests/accounts/test_roles.py


@pytest.fixture
def people(organiser, host, reviewer, steward, stranger):
    return {
        "organiser": organiser,
        "host": host,
        "reviewer": reviewer,
        "steward": steward,
        "stranger": stranger,
    }


@pytest.mark.parametrize(("method", "route", "args", "statuses"), [*PAGES, *API])
def test_each_role_gets_exactly_what_it_may(method, route, args, statuses, client, people, finalists, jury):
    sent = {"data": "{}", "content_type": "application/json"} if route.startswith("api:") else {}
    told = {}

    for role in reversed(ROLES):  # those who may change something come last
        client.logout()
        if role in people:
            client.force_login(people[role])
        body = sent if method != "get" else {}
        told[role] = getattr(client, method)(reverse(route, args=args), **body).status_code

    assert told == statuses


@pytest.mark.parametrize(("method", "route", "args", "statuses"), PAGES)
def test_a_page_of_another_edition_is_not_opened_by_a_role_in_this_one(
    method, route, args, statuses, client, edition, other_edition, organiser
):
    if statuses.get("stranger") != 403 or not args:
        return
    client.force_login(organiser)

    answer = getattr(client, method)(reverse(route, args=["bilbao", *args[1:]]))

    assert answer.status_code == 403


@pytest.fixture
def other_edition(edition):
    now = datetime.now(UTC)
    other = type(edition).objects.get(pk=edition.pk)
    other.pk, other.slug, other.created_at = None, "bilbao", now
    other.save()
    assert not Membership.objects.filter(edition=other).exists()
    return other


def _routes(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _routes(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.callback.__module__.startswith(OURS):
            yield f"{namespace}{pattern.name}"


def test_the_table_names_every_route_of_these_rooms():
    tabled = {route for _method, route, _args, _statuses in [*PAGES, *API, *APPLYING]}

    assert set(_routes(get_resolver().url_patterns)) <= tabled


def test_a_refusal_by_the_api_is_a_problem_document(client, stranger, edition):
    nobody = client.post(reverse("api:editions"), data="{}", content_type="application/json")
    client.force_login(stranger)
    somebody = client.post(reverse("api:editions"), data="{}", content_type="application/json")

    for answer, code in [(nobody, "not_authenticated"), (somebody, "permission_denied")]:
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert json.loads(answer.content)["code"] == code
