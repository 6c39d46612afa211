"""Clients outside, with tokens."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from scoring.models import ApiClient
from scoring.sharing import actions

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
ANSWERS = {"team_founders": 3, "team_prior_exit": 1, "trac_employees": 12, "inv_last_round": 8}


def make_client(name: str = "Acme Fund", box: str = "black", **changes) -> ApiClient:
    given = {"contact": "data@example.org", "jury": None, "daily_budget": 200, "by": None}
    return actions.create_client(
        name=name, box=box, **{**given, "now": timezone.now() - timedelta(days=1), **changes}
    )


def make_token(client: ApiClient, now: datetime | None = None, days: int = 30) -> actions.Issued:
    scopes = ["predict"] if client.box == "black" else ["download"]
    return actions.issue_token(client=client, scopes=scopes, days=days, by=None, now=now or timezone.now())


@pytest.fixture
def black(db) -> ApiClient:
    return make_client()


@pytest.fixture
def white(db) -> ApiClient:
    return make_client("White Lab", "white")


@pytest.fixture
def ask(client):
    """POST answers with a secret, as a program does; the response."""

    def post(secret, answers=ANSWERS, **more):
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        body = {"answers": answers}
        return client.post(
            "/api/v1/jury/predict", body, content_type="application/json", headers=headers, **more
        )

    return post
