"""Who may: the pages of an application, its files, and late codes. Nobody in this table has applied."""

import pytest
from django.urls import reverse

ROLES = ["organiser", "host", "reviewer", "steward", "stranger", "nobody"]
EVERYBODY = dict.fromkeys(ROLES, 200)


def only(role: str, status: int, *, nobody: int) -> dict[str, int]:
    return {**dict.fromkeys(ROLES, 403), "nobody": nobody, role: status}


# Whoever has no application here is led to the entrance, signed in or not.
TO_THE_ENTRANCE = dict.fromkeys(ROLES, 302)
NOT_THEIRS = {**dict.fromkeys(ROLES, 404), "nobody": 401}
ORGANISER = only("organiser", 200, nobody=302)

PAGES = [
    ("get", "apply", ["valencia"], EVERYBODY),
    ("post", "apply", ["valencia"], {**dict.fromkeys(ROLES, 302), "nobody": 422}),
    ("get", "applications", [], {**EVERYBODY, "nobody": 302}),
    ("get", "application", ["valencia"], TO_THE_ENTRANCE),
    ("get", "application-section", ["valencia", "company"], TO_THE_ENTRANCE),
    ("post", "application-section", ["valencia", "company"], TO_THE_ENTRANCE),
    ("get", "application-check", ["valencia"], TO_THE_ENTRANCE),
    ("post", "application-submit", ["valencia"], TO_THE_ENTRANCE),
    ("post", "application-withdraw", ["valencia"], TO_THE_ENTRANCE),
    ("post", "application-take-up", ["valencia"], TO_THE_ENTRANCE),
    ("get", "application-link", ["valencia", "finalist-1:forged"], TO_THE_ENTRANCE),
    ("post", "application-link", ["valencia", "finalist-1:forged"], TO_THE_ENTRANCE),
    ("post", "application-save", ["valencia"], NOT_THEIRS),
    ("get", "application-file", ["valencia", "deck"], NOT_THEIRS),
    ("post", "application-file", ["valencia", "deck"], NOT_THEIRS),
    ("delete", "application-file", ["valencia", "deck"], NOT_THEIRS),
    (
        "get",
        "organise:application-file",
        ["valencia", "finalist-1", "deck"],
        only("organiser", 404, nobody=302),
    ),
    ("get", "organise:late-codes", ["valencia"], ORGANISER),
    ("post", "organise:late-codes", ["valencia"], only("organiser", 422, nobody=302)),
    ("post", "organise:revoke-late-code", ["valencia", 0], only("organiser", 302, nobody=302)),
]
API: list[tuple[str, str, list[object], dict[str, int]]] = []


@pytest.mark.parametrize(("method", "route", "args", "statuses"), PAGES)
def test_each_role_gets_exactly_what_it_may(
    method, route, args, statuses, client, finalists, organiser, host, reviewer, steward, stranger
):
    people = dict(zip(ROLES, [organiser, host, reviewer, steward, stranger], strict=False))
    told = {}

    for role in ROLES if (method, route) == ("post", "apply") else reversed(ROLES):
        client.logout()
        if role in people:
            client.force_login(people[role])
        told[role] = getattr(client, method)(reverse(route, args=args)).status_code

    assert told == statuses
