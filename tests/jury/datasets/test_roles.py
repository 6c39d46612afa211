"""Who may: data sets are a steward's, and an upload its owner's alone."""

import uuid

import pytest
from django.urls import reverse

from scoring.models import Upload
from tests.jury.datasets.conftest import SAID
from tests.jury.roles import answers, steward_only

NOBODYS = [uuid.UUID(int=7)]
PAGES = [
    ("get", "jury:datasets", [], steward_only()),
    ("get", "jury:upload", [], steward_only()),
    ("post", "jury:upload", [], steward_only(422)),
    ("get", "jury:mapping", NOBODYS, steward_only(404)),
    ("post", "jury:preview-mapping", NOBODYS, steward_only(404)),
    ("post", "jury:save-mapping", NOBODYS, steward_only(404)),
    ("post", "jury:save-mapping-text", NOBODYS, steward_only(404)),
    ("post", "jury:begin-mapping", NOBODYS, steward_only(404)),
    ("post", "jury:import-upload", NOBODYS, steward_only(404)),
    ("post", "jury:discard-upload", NOBODYS, steward_only(404)),
    ("get", "jury:dataset", ["none"], steward_only(404)),
    ("post", "jury:delete-dataset", ["none"], steward_only(404)),
]
OF_AN_UPLOAD = [(method, route) for method, route, args, _told in PAGES if args == NOBODYS]


@pytest.mark.parametrize(("method", "route", "args", "told"), PAGES, ids=lambda each: str(each)[:40])
def test_who_may(client, people, method, route, args, told):
    assert answers(client, people, method, route, args) == told


@pytest.mark.parametrize(("method", "route"), OF_AN_UPLOAD)
def test_another_steward_does_not_even_learn_that_an_upload_is_there(
    uploaded, client, second_steward, method, route
):
    upload = uploaded()
    client.force_login(second_steward)

    answer = getattr(client, method)(reverse(route, args=[upload.key]), SAID)

    assert answer.status_code == 404
    assert Upload.objects.get() == upload


def test_another_steward_sees_no_upload_in_the_list(uploaded, client, second_steward):
    uploaded(name="mine-alone.csv")
    client.force_login(second_steward)

    assert b"mine-alone.csv" not in client.get(reverse("jury:datasets")).content
