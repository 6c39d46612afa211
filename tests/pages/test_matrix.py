"""The matrix of role, address and method, made from the URL configuration: an address without a rule fails by name."""

import importlib
from pathlib import Path

import pytest
from django.urls import get_resolver, reverse
from django.urls.resolvers import RoutePattern, URLPattern, URLResolver

from tests.pages.test_roles import ROLES

TESTS = Path(__file__).resolve().parent.parent
METHODS = ["get", "post", "put", "patch", "delete"]
THIRD_PARTY = ("admin:", "mfa_", "account_")
"""The admin, for superusers alone, and allauth's pages of one's own account."""
PROGRAMS = {"healthz", "readyz", "set_language", "api-schema", "api-nothing"}
"""For machines and the frame, without roles; each has its own tests."""
IN_TESTS_OF_THEIR_OWN = {
    *(f"stage:{name}" for name in ("console", "open", "paper")),
    *(
        f"api:show-{name}"
        for name in ("state", "open", "call", "ask", "answers", "corrections", "skip", "freeze", "reveal")
    ),
    *(f"live:{name}" for name in ("phone", "screen", "embed", "board", "qr")),
    *("api:edition-board", "api:edition-result"),
}
"""Of the show: tests/stage/test_who_may.py, tests/leaderboard/test_pages.py and test_board_json.py, tests/aftermath."""
FILLED = {"slug": "valencia", "edition": "valencia", "key": "finalist-1"}
OF_EXPRESSIONS = {  # addresses written as regular expressions, and what to fill them with
    "selection:move-reserve": {"slug": "valencia", "key": "finalist-1", "way": "up"},
    "selection:note-answer": {"slug": "valencia", "key": "finalist-1", "answer": "yes"},
}
ELSEWHERE_TESTED = {name: {"get"} for name in IN_TESTS_OF_THEIR_OWN} | {
    "stage:open": {"post"},
    **{name: {"post"} for name in IN_TESTS_OF_THEIR_OWN if name.startswith("api:show-")},
    "api:show-state": {"get"},
}
BY_KIND = {"IntConverter": 1, "UUIDConverter": "11111111-2222-3333-4444-555555555555", "TableFormat": "csv"}
FORMS = {("sign_in_by_password", "post"), ("sign_in_by_password", "put")}
"""allauth shows a form that is wrong again with 200."""
REFUSED = {302, 303, 400, 401, 403, 404, 405, 409, 410, 415, 422, 429}


def routes(patterns, namespace="", converters=()):
    """Name and the kinds of its arguments, of every address."""
    for pattern in patterns:
        own = (*converters, *pattern.pattern.converters.items())
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern.url_patterns, inner, own)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{namespace}{pattern.name}", own, isinstance(pattern.pattern, RoutePattern)


def tabled() -> dict[str, set[str]]:
    """The methods that the rooms' tables of roles declare for each address."""
    told: dict[str, set[str]] = {}
    for file in sorted(TESTS.rglob("test_*roles.py")):
        name = ".".join(file.relative_to(TESTS.parent).with_suffix("").parts)
        table = importlib.import_module(name)
        for method, route, *_rest in [*getattr(table, "PAGES", []), *getattr(table, "API", [])]:
            told.setdefault(route, set()).add(method)
    return told


ALL = {name: (own, plain) for name, own, plain in routes(get_resolver().url_patterns)}
OURS = [name for name in ALL if not name.startswith(THIRD_PARTY) and name not in PROGRAMS]


def test_every_address_has_a_rule():
    assert sorted(set(OURS) - set(tabled()) - IN_TESTS_OF_THEIR_OWN) == []


def test_every_rule_is_about_an_address():
    assert sorted(set(tabled()) - set(ALL)) == []


def address(name: str) -> str:
    if name in OF_EXPRESSIONS:
        return reverse(name, kwargs=OF_EXPRESSIONS[name])
    own, _plain = ALL[name]
    return reverse(
        name,
        kwargs={key: BY_KIND.get(type(kind).__name__) or FILLED.get(key, "nothing") for key, kind in own},
    )


@pytest.mark.parametrize("role", ROLES)
def test_a_method_that_no_rule_names_is_refused(role, request, client, edition, finalists):
    if role != "nobody":
        client.force_login(request.getfixturevalue(role))
    declared = ELSEWHERE_TESTED | tabled()
    told = {
        (name, method): getattr(client, method)(address(name)).status_code
        for name in OURS
        for method in METHODS
        if method not in declared.get(name, ())
    }

    assert {
        case: status for case, status in told.items() if status not in REFUSED and case not in FORMS
    } == {}
