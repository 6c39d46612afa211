"""Who may: every page of promoting, by role."""

import pytest

from tests.jury.roles import answers, steward_only

PAGES = [
    ("get", "jury:model", ["weak"], steward_only()),
    ("get", "jury:record", [], steward_only()),
    ("post", "jury:promote", ["weak"], steward_only(422)),
    ("post", "jury:request-overruling", ["weak"], steward_only(422)),
    ("post", "jury:overrule", ["weak"], steward_only(422)),
    ("post", "jury:withdraw-request", ["weak"], steward_only(409)),
    ("post", "jury:rollback", [], steward_only(409)),
    ("get", "jury:promote", ["weak"], steward_only(302)),
    ("get", "jury:request-overruling", ["weak"], steward_only(302)),
    ("get", "jury:overrule", ["weak"], steward_only(302)),
    ("get", "jury:withdraw-request", ["weak"], steward_only(302)),
    ("get", "jury:rollback", [], steward_only(302)),
    ("get", "jury:delete-model", ["weak"], steward_only(302)),
    ("post", "jury:delete-model", ["weak"], steward_only(302)),
]


@pytest.mark.parametrize(("method", "route", "args", "statuses"), PAGES)
def test_only_a_steward_promotes(method, route, args, statuses, client, people, weak):
    told = answers(client, people, method, route, [{"weak": weak.version}[name] for name in args])

    assert told == statuses
