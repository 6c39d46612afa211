"""The organiser makes, lists and revokes late codes."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from battle.applications.models import LateCode

CODES = "/organise/valencia/late-codes/"


@pytest.fixture
def desk(client, organiser):
    client.force_login(organiser)
    return client


def test_a_code_ends_when_clocks_at_the_venue_say_so(desk):
    answer = desk.post(CODES, {"note": "Uma", "expires_at": "2030-07-01T18:00", "uses": "2"}, follow=True)

    code = LateCode.objects.get()
    assert code.expires_at == datetime(2030, 7, 1, 18, 0, tzinfo=ZoneInfo("Europe/Madrid"))
    assert (code.note, code.uses_left, len(code.code)) == ("Uma", 2, 14)
    assert f"/e/valencia/apply/?code={code.code}" in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("expires_at", "2020-01-01T10:00", "This moment has passed. Choose a later one."),
        ("expires_at", "2030-03-31T02:30", "does not exist"),
        ("expires_at", "soon", "Enter a date and a time."),
        ("uses", "0", "Ensure this value is greater than or equal to 1."),
        ("note", "", "This field is required."),
    ],
)
def test_a_code_that_cannot_be_is_told_at_the_field(field, value, said, desk):
    answer = desk.post(CODES, {"note": "Uma", "expires_at": "2030-07-01T18:00", "uses": "2", field: value})

    assert answer.status_code == 422
    assert said in answer.context["form"].errors[field][0]
    assert not LateCode.objects.exists()


def test_a_revoked_code_stays_listed_as_such(desk):
    desk.post(CODES, {"note": "Uma", "expires_at": "2030-07-01T18:00", "uses": "1"})

    answer = desk.post(f"{CODES}{LateCode.objects.get().pk}/revoke/", follow=True)

    assert LateCode.objects.get().revoked_at is not None
    assert "Revoked" in answer.content.decode()
