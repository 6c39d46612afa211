"""Attempts are counted for each visitor, behind a proxy as well, and nobody chooses who is counted."""

import re

import pytest
from django.conf import settings as configured
from django.core.cache import cache
from django.urls import reverse

PROXY = (configured.BASE_DIR / "docs" / "deploy" / "nginx.conf").read_text()


@pytest.fixture(autouse=True)
def _fresh_rate_limits():
    cache.clear()


def refused(client, addresses):
    """Whether each of these attempts to sign in, in turn from that address as the header tells it, is one too many."""
    return [
        client.post(
            reverse("account_login"),
            {"login": f"nobody{turn}@example.org"},
            headers={"x-forwarded-for": address},
        ).status_code
        == 429
        for turn, address in enumerate(addresses)
    ]


def test_behind_the_proxy_one_visitor_does_not_use_up_the_attempts_of_another(client, db, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    told = refused(client, ["192.0.2.1"] * 31 + ["192.0.2.2"])

    assert told == [False] * 30 + [True, False]


def test_without_a_proxy_nobody_gets_fresh_attempts_by_claiming_an_address(client, db, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0

    told = refused(client, [f"192.0.2.{turn}" for turn in range(31)])

    assert told == [False] * 30 + [True]


def test_the_proxy_says_who_came_and_passes_on_nothing_that_a_visitor_claims():
    assert re.findall(r"proxy_set_header X-Forwarded-For (\S+);", PROXY) == ["$remote_addr"]


def test_the_proxy_writes_no_token_of_a_stream_into_its_log():
    stream = PROXY[PROXY.index("location ~ ^/live/[-\\w]+/stream$") :]

    assert "access_log off;" in stream[: stream.index("}")]
