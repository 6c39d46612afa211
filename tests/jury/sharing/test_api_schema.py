"""Whatever a client with a good token sends is answered as the API's document says."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error

from battle.wsgi import application
from tests.jury.sharing.conftest import make_token

schema = schemathesis.openapi.from_wsgi("/api/schema/", application).include(
    path_regex="/jury/(predict|model)"
)


@pytest.fixture
def secrets(black, white, jury):
    """A request must not close the connection that holds the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield {"POST": make_token(black).secret, "GET": make_token(white).secret}
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@pytest.mark.django_db
def test_whatever_a_client_sends_is_answered_as_described(case, secrets):
    secret = secrets.get(case.method, secrets["POST"])

    response = case.call(headers={"Authorization": f"Bearer {secret}"})

    case.validate_response(response, checks=[not_a_server_error])
    if response.status_code >= 400:
        assert response.headers["content-type"][0].startswith("application/problem+json")
    else:
        assert response.status_code == 200
