"""Who may ask for a run, watch it and end it."""

import pytest
from django.utils import timezone

from scoring.enums import Kind
from scoring.models import Run
from tests.jury.roles import ROLES, answers, steward_only

KEY = "11111111-2222-3333-4444-555555555555"
STREAM = {**dict.fromkeys(ROLES, 403), "steward": 503}
"""Nobody is a program here: it is refused and not led to the sign-in page. The test's server sends no streams."""

PAGES = [
    ("get", "jury:runs", [], steward_only()),
    ("get", "jury:new-run", [], steward_only()),
    ("post", "jury:new-run", [], steward_only(422)),
    ("get", "jury:run", [KEY], steward_only()),
    ("get", "jury:run-state", [KEY], steward_only()),
    ("get", "jury:run-stream", [KEY], STREAM),
    ("get", "jury:cancel-run", [KEY], dict.fromkeys(ROLES, 405)),
    ("post", "jury:cancel-run", [KEY], steward_only(302)),
]


@pytest.mark.parametrize(("method", "route", "args", "statuses"), PAGES)
def test_each_role_gets_exactly_what_it_may(method, route, args, statuses, client, people):
    Run.objects.create(key=KEY, kind=Kind.TRAIN, fingerprint="f", created_at=timezone.now())

    assert answers(client, people, method, route, args) == statuses
