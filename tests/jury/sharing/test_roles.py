"""Who may: every page of sharing by role, every route of the API by token."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from scoring.sharing import actions
from tests.jury.roles import ROLES, answers, steward_only
from tests.jury.sharing.conftest import ANSWERS, make_token

PAGES = [
    ("get", "jury:sharing", [], steward_only()),
    ("get", "jury:new-client", [], steward_only()),
    ("get", "jury:client", ["client"], steward_only()),
    ("post", "jury:new-client", [], steward_only(422)),
    ("post", "jury:issue-token", ["client"], steward_only(422)),
    ("get", "jury:issue-token", ["client"], steward_only(302)),
    ("post", "jury:rotate-token", ["client", "token"], steward_only()),
    ("post", "jury:revoke-token", ["client", "token"], steward_only(302)),
    ("post", "jury:close-client", ["client"], steward_only(302)),
    ("post", "jury:reopen-client", ["client"], steward_only(302)),
    ("post", "jury:lift-hold", ["client"], steward_only(302)),
    ("post", "jury:see-notes", ["client"], steward_only(302)),
]
API = [
    ("post", "api:jury-predict", [], "predict"),
    ("get", "api:jury-model", [], "download"),
    ("get", "api:jury-model-file", [], "download"),
]


@pytest.mark.parametrize(("method", "route", "args", "statuses"), PAGES)
def test_only_a_steward_shares(method, route, args, statuses, client, people, black):
    known = {"client": black.pk, "token": make_token(black).token.pk}

    told = answers(client, people, method, route, [known[name] for name in args])

    assert told == statuses


@pytest.fixture
def call(client):
    def send(method, route, secret=None, scheme="Bearer"):
        headers = {"Authorization": f"{scheme} {secret}"} if secret is not None else {}
        body = {"data": {"answers": ANSWERS}, "content_type": "application/json"} if method == "post" else {}
        return getattr(client, method)(reverse(route), headers=headers, **body)

    return send


def refused(answer) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, json.loads(answer.content)["code"]


@pytest.mark.parametrize(("method", "route", "args", "scope"), API)
@pytest.mark.parametrize("role", ROLES)
def test_whoever_is_signed_in_is_nobody_without_a_token(
    role, method, route, args, scope, call, client, people
):
    if role in people:
        client.force_login(people[role])

    answer = call(method, route)

    assert refused(answer) == (401, "token_missing")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="jury"'


@pytest.mark.parametrize(("method", "route", "args", "scope"), API)
def test_a_token_opens_the_routes_of_its_scope_and_no_other(
    method, route, args, scope, call, black, white, jury
):
    good, other = (black, white) if scope == "predict" else (white, black)

    assert call(method, route, make_token(good).secret).status_code == 200
    assert refused(call(method, route, make_token(other).secret)) == (403, "wrong_scope")


@pytest.mark.parametrize(("method", "route", "args", "scope"), API)
def test_a_token_that_is_good_no_more_is_refused_by_name(
    method, route, args, scope, call, black, white, jury
):
    now = timezone.now()
    owner = black if scope == "predict" else white
    old, revoked, spare = (make_token(owner) for _ in range(3))
    expired = make_token(owner, now - timedelta(days=2), days=1)
    actions.rotate_token(token=old.token, by=None, now=now)
    actions.revoke_token(token=revoked.token, now=now)

    told = {
        "replayed": refused(call(method, route, old.secret)),
        "revoked": refused(call(method, route, revoked.secret)),
        "expired": refused(call(method, route, expired.secret)),
        "unknown": refused(call(method, route, "jury_abcdef_" + "x" * 43)),
        "too long": refused(call(method, route, "x" * 201)),
        "no secret": refused(call(method, route, "")),
        "other scheme": refused(call(method, route, spare.secret, scheme="Basic")),
        "half of it": refused(call(method, route, spare.secret[:11])),
    }
    actions.close_client(client=owner, now=now)
    told["closed"] = refused(call(method, route, spare.secret))

    assert told == {
        "replayed": (401, "token_replaced"),
        "revoked": (401, "token_revoked"),
        "expired": (401, "token_expired"),
        "unknown": (401, "token_unknown"),
        "too long": (401, "token_unknown"),
        "no secret": (401, "token_missing"),
        "other scheme": (401, "token_missing"),
        "half of it": (401, "token_unknown"),
        "closed": (401, "client_closed"),
    }
    answer = call(method, route, expired.secret)
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="jury", error="invalid_token"'
