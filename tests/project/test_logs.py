"""What the log says of requests: their addresses without what admits, and faults as readable text."""

import io
import json
import logging

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from django.utils.log import log_response
from structlog.stdlib import ProcessorFormatter

from battle.logs import masked

SIGNED = "finalist-1:o7TqXcIGCZBRLe5ArqJ0Yl_1VbpPd"


@pytest.fixture
def lines(monkeypatch):
    """The log at INFO as the process writes it, one object per line."""
    root = logging.getLogger()
    handler = next(known for known in root.handlers if isinstance(known.formatter, ProcessorFormatter))
    written = io.StringIO()
    old = handler.setStream(written)
    monkeypatch.setattr(root, "level", logging.INFO)
    logging.root.manager._clear_cache()
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    handler.setStream(old)
    logging.root.manager._clear_cache()


def test_an_old_private_link_is_not_in_the_log(client, finalists, lines):
    led = client.post(f"/e/valencia/application/{SIGNED}/")

    assert led.status_code == 302
    assert {line["request"] for line in lines() if "request" in line} <= {
        "POST /e/valencia/application/[masked]/"
    }
    assert SIGNED not in json.dumps(lines())


@pytest.mark.parametrize(
    "address",
    [
        f"/e/valencia/application/{SIGNED}/",
        f"/e/valencia/application/{SIGNED}",
        f"/accounts/link/{SIGNED}/",
        f"/accounts/login/nowhere/?next=/e/valencia/application/{SIGNED}/",
        f"/accounts/login/nowhere/?next=%2Fe%2Fvalencia%2Fapplication%2F{SIGNED}%2F",
        f"/live/valencia/stream?rev=1&token={SIGNED}",
    ],
)
def test_a_link_that_leads_nowhere_is_not_in_the_log_either(address, client, edition, lines):
    answer = client.get(address)

    assert answer.status_code in {301, 302, 404, 410}
    assert lines()
    assert SIGNED not in json.dumps(lines())
    assert SIGNED.partition(":")[2] not in json.dumps(lines())


def test_everything_else_of_an_address_stays(client, edition, lines):
    client.get(reverse("edition", args=["valencia"]) + "nowhere/?page=2")

    assert "GET /e/valencia/nowhere/?page=2" in {line.get("request") for line in lines()}
    assert masked("/accounts/link/abc/ and /e/x/apply/") == "/accounts/link/[masked]/ and /e/x/apply/"


TOKEN = "jury_k3x9aq_" + "Zm9vYmFyLV8x" * 4


@pytest.mark.parametrize(
    "told",
    [
        f"Authorization: Bearer {TOKEN}",
        f"bearer  {TOKEN[12:]}",
        f"first line\nBearer {TOKEN}",
        f"Authorization=Bearer%20{TOKEN}",
        f"/api/v1/jury/model?key={TOKEN}&page=2",
        f"{{'HTTP_AUTHORIZATION': 'Bearer {TOKEN}'}}",
        TOKEN,
    ],
)
def test_a_token_of_an_api_client_is_not_in_the_log(told):
    line = masked(json.dumps({"event": told}))

    assert TOKEN[12:] not in line
    assert "[masked]" in json.loads(line)["event"]


def test_a_token_that_is_masked_keeps_the_part_that_names_it():
    assert masked(f"Bearer {TOKEN} used") == "Bearer jury_k3x9aq_[masked] used"
    assert masked("the bearer of good news, jury_models_list") == "the bearer of good news, jury_models_list"


def _broken():
    raise RuntimeError(f"while reading /accounts/link/{SIGNED}/\nsecond line")


def test_a_fault_is_told_with_a_readable_traceback(lines):
    request = RequestFactory().get("/broken/")
    try:
        _broken()
    except RuntimeError as fault:
        broken = HttpResponse(status=500)
        log_response("%s: %s", "Broken", "/broken/", response=broken, exception=fault, request=request)

    (line,) = lines()
    assert line["event"] == "Broken: /broken/"
    assert line["exception"].startswith("Traceback (most recent call last)")
    assert line["exception"].endswith("RuntimeError: while reading /accounts/link/[masked]/\nsecond line")
    assert "exc_info" not in line
