"""Who may look at past contenders as rows to learn from, and add them."""

import pytest

from tests.jury.roles import answers, steward_only

PAGES = [
    ("get", "jury:outcomes", [], steward_only()),
    ("post", "jury:add-outcomes", [], steward_only(422)),
]


@pytest.mark.parametrize(("method", "route", "args", "statuses"), PAGES)
def test_a_steward_alone_may(method, route, args, statuses, client, people):
    assert answers(client, people, method, route, args) == statuses
