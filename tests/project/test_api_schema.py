"""The OpenAPI document is complete, and no operation answers what it describes with a fault of ours."""

from io import StringIO

import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.urls import reverse
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error

from battle.wsgi import application

schema = schemathesis.openapi.from_wsgi("/api/schema/", application)


def test_the_document_is_valid_and_describes_every_operation():
    out = StringIO()

    call_command("spectacular", validate=True, fail_on_warn=True, stdout=out)

    assert "/api/v1/shows/{edition}/answers" in out.getvalue()


@pytest.fixture
def signed_in(client, organiser, opened_show):
    """The session of an organiser of the edition whose show is open.

    As within Django's own test client, a request must not close the connection that holds the test's transaction.
    """
    client.force_login(organiser)
    client.get(reverse("home"))  # gives the cookie against forged requests
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield {name: client.cookies[name].value for name in ("sessionid", "csrftoken")}
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@pytest.mark.django_db
def test_whatever_is_sent_is_answered_and_never_with_a_server_error(case, signed_in):
    case.path_parameters = {
        name: "valencia" if name in {"edition", "slug"} else value
        for name, value in (case.path_parameters or {}).items()
    }

    response = case.call(cookies=signed_in, headers={"X-CSRFToken": signed_in["csrftoken"]})

    case.validate_response(response, checks=[not_a_server_error])
    if response.status_code >= 400:
        assert response.headers["content-type"][0].startswith("application/problem+json")
