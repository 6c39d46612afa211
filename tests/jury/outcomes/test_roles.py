"""Who may look at past contenders as rows to learn from."""

import pytest

from tests.jury.roles import answers, steward_only

PAGES = [
    ("get", "jury:outcomes", [], steward_only()),
]


@pytest.mark.parametrize(("method", "route", "args", "statuses"), PAGES)
def test_a_steward_alone_may(method, route, args, statuses, client, people):
    assert answers(client, people, method, route, args) == statuses
