"""Who may see a comparison and start one."""

import pytest

from tests.jury.comparing.conftest import new_dataset
from tests.jury.roles import answers, steward_only

VERSION = "v1-data-0123456789"
PAGES = [
    ("get", "jury:compare", [VERSION], steward_only()),
    ("post", "jury:compare", [VERSION], steward_only(422)),
    ("get", "jury:compare", ["v1-data-unknown"], steward_only(404)),
]


@pytest.mark.parametrize(("method", "route", "args", "statuses"), PAGES)
def test_only_a_data_steward_compares(method, route, args, statuses, client, people, candidate, jury):
    new_dataset("contest-2024")

    assert answers(client, people, method, route, args) == statuses
