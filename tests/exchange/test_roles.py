"""Who may: one table of every page and API route of the exchange room."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from battle.exchange import actions
from battle.exchange.api_urls import urlpatterns as api_pages
from battle.exchange.urls import pages
from tests.exchange.conftest import HEADER, csv_of

ROLES = ["organiser", "host", "reviewer", "steward", "stranger", "nobody"]


def only(role: str, status: int, *, nobody: int) -> dict[str, int]:
    return {**dict.fromkeys(ROLES, 403), "nobody": nobody, role: status}


PAGE = only("organiser", 200, nobody=302)
STEP = only("organiser", 302, nobody=302)
API_PAGE = only("organiser", 200, nobody=403)
KEY = "KEY"

PAGES = [
    ("get", "exchange:import", ["valencia"], PAGE),
    ("post", "exchange:import", ["valencia"], only("organiser", 422, nobody=302)),
    ("get", "exchange:columns", ["valencia", KEY], PAGE),
    ("post", "exchange:columns", ["valencia", KEY], only("organiser", 422, nobody=302)),
    ("get", "exchange:preview", ["valencia", KEY], STEP),
    ("post", "exchange:confirm", ["valencia", KEY], STEP),
    ("get", "exchange:wrong", ["valencia", KEY], PAGE),
    ("post", "exchange:discard", ["valencia", KEY], STEP),
    ("get", "exchange:export", ["valencia"], PAGE),
    ("get", "exchange:export-csv", ["valencia"], PAGE),
    ("get", "exchange:export-xlsx", ["valencia"], PAGE),
    ("get", "exchange:audit", ["valencia"], PAGE),
    ("get", "exchange:audit-csv", ["valencia"], PAGE),
    ("get", "exchange:forgetting", ["valencia"], PAGE),
]
API = [
    ("get", "api:applications-table", ["valencia", "csv"], API_PAGE),
    ("get", "api:applications-table", ["valencia", "xlsx"], API_PAGE),
    ("post", "api:applications-import", ["valencia"], only("organiser", 422, nobody=403)),
]


@pytest.mark.parametrize(("method", "route", "args", "statuses"), [*PAGES, *API])
def test_each_role_gets_exactly_what_it_may(
    method, route, args, statuses, client, edition, organiser, host, reviewer, steward, stranger
):
    people = dict(zip(ROLES, [organiser, host, reviewer, steward, stranger], strict=False))
    row = ["Umbra", "uma@example.org", "", "", ""]
    intake = actions.receive_table(
        edition=edition,
        by=organiser,
        filename="t.csv",
        data=csv_of(HEADER, row),
        language="en",
        now=timezone.now(),
    )
    address = reverse(route, args=[intake.key if arg == KEY else arg for arg in args])
    told = {}

    for role in reversed(ROLES):  # the organiser, who may change something, comes last
        client.logout()
        if role in people:
            client.force_login(people[role])
        body = {"file": SimpleUploadedFile("t.csv", b"")} if route == "api:applications-import" else {}
        told[role] = getattr(client, method)(address, body if method == "post" else None).status_code

    assert told == statuses


def test_the_table_names_every_route_of_this_room():
    tabled = {route for _method, route, _args, _statuses in [*PAGES, *API]}
    ours = {f"exchange:{page.name}" for page in pages} | {f"api:{page.name}" for page in api_pages}

    assert ours == tabled
