"""The nights in which clocks change in Madrid, New York and Sao Paulo: entered, shown, and never guessed."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from battle.editions.models import Edition

NIGHTS = [
    # zone, what the form sends, the moment it means, how the page shows it
    ("Europe/Madrid", "2027-03-28T01:59", "2027-03-28T00:59", "1:59 a.m. (Europe/Madrid, UTC+1)"),
    ("Europe/Madrid", "2027-03-28T03:00", "2027-03-28T01:00", "3 a.m. (Europe/Madrid, UTC+2)"),
    ("Europe/Madrid", "2027-10-31T03:00", "2027-10-31T02:00", "3 a.m. (Europe/Madrid, UTC+1)"),
    ("America/New_York", "2027-03-14T01:59", "2027-03-14T06:59", "1:59 a.m. (America/New York, UTC−5)"),
    ("America/New_York", "2027-03-14T03:00", "2027-03-14T07:00", "3 a.m. (America/New York, UTC−4)"),
    ("America/New_York", "2027-11-07T02:00", "2027-11-07T07:00", "2 a.m. (America/New York, UTC−5)"),
    ("America/Sao_Paulo", "2018-11-03T23:59", "2018-11-04T02:59", "11:59 p.m. (America/Sao Paulo, UTC−3)"),
    ("America/Sao_Paulo", "2018-11-04T01:00", "2018-11-04T03:00", "1 a.m. (America/Sao Paulo, UTC−2)"),
    ("America/Sao_Paulo", "2019-02-17T00:00", "2019-02-17T03:00", "midnight (America/Sao Paulo, UTC−3)"),
    ("America/Sao_Paulo", "2019-11-03T00:30", "2019-11-03T03:30", "12:30 a.m. (America/Sao Paulo, UTC−3)"),
    ("America/Sao_Paulo", "2027-11-07T00:30", "2027-11-07T03:30", "12:30 a.m. (America/Sao Paulo, UTC−3)"),
]
NO_MOMENT = [
    ("Europe/Madrid", "2027-03-28T02:00", "02:00 does not exist"),
    ("Europe/Madrid", "2027-10-31T02:59", "02:59 comes twice"),
    ("America/New_York", "2027-03-14T02:59", "02:59 does not exist"),
    ("America/New_York", "2027-11-07T01:00", "01:00 comes twice"),
    ("America/Sao_Paulo", "2018-11-04T00:00", "00:00 does not exist"),
    ("America/Sao_Paulo", "2019-02-16T23:00", "23:00 comes twice"),
]


@pytest.fixture
def enter(client, creator, entries):
    """Send the form of a battle whose show is at that hour of that zone."""
    client.force_login(creator)

    def send(zone: str, starts: str):
        year = int(starts[:4])
        dates = {"call_opens_at": f"{year - 1}-06-10T09:00", "call_closes_at": f"{year - 1}-06-20T09:00"}
        return client.post(
            reverse("organise:new"), {**entries, **dates, "time_zone": zone, "show_starts_at": starts}
        )

    return send


@pytest.mark.parametrize(("zone", "clock", "moment", "shown"), NIGHTS)
def test_an_hour_beside_the_change_is_the_moment_it_names(zone, clock, moment, shown, client, enter):
    answer = enter(zone, clock)

    edition = Edition.objects.get(slug="madrid-2027")
    assert answer.status_code == 302
    assert edition.show_starts_at == datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert shown in client.get(reverse("edition", args=["madrid-2027"])).content.decode()
    assert f'value="{clock}"' in client.get(reverse("organise:edit", args=["madrid-2027"])).content.decode()


@pytest.mark.parametrize(("zone", "clock", "said"), NO_MOMENT)
def test_an_hour_that_is_skipped_or_comes_twice_is_told_at_its_field(zone, clock, said, enter):
    answer = enter(zone, clock)

    assert answer.status_code == 422
    assert said in answer.context["form"].errors["show_starts_at"][0]
    assert f'value="{clock}"' in answer.content.decode()
    assert not Edition.objects.exists()


@pytest.mark.parametrize("hour", [0, 1])
def test_the_api_names_either_of_two_hours_and_the_form_leaves_it_alone(
    hour, client, edition, organiser, entries
):
    """00:30 and 01:30 UTC are both 02:30 in Madrid that night; the form knows only what the clock shows."""
    client.force_login(organiser)
    edition.call_opens_at, edition.call_closes_at = (datetime(2027, month, 1, tzinfo=UTC) for month in (1, 2))
    edition.show_starts_at = datetime(2027, 10, 31, hour, 30, tzinfo=UTC)
    edition.save()
    sent = entries | {
        "call_opens_at": "2027-01-01T01:00",
        "call_closes_at": "2027-02-01T01:00",
        "show_starts_at": "2027-10-31T02:30",
    }

    answer = client.post(reverse("organise:edit", args=["valencia"]), sent)

    assert answer.status_code == 302
    assert Edition.objects.get(pk=edition.pk).show_starts_at == edition.show_starts_at


def test_another_zone_is_another_moment_though_the_clock_stays(client, edition, organiser, entries):
    client.force_login(organiser)
    edition.call_opens_at, edition.call_closes_at, edition.show_starts_at = (
        datetime(2027, month, 1, 18, 0, tzinfo=UTC) for month in (1, 2, 7)
    )
    edition.save()
    sent = entries | {
        "time_zone": "America/Sao_Paulo",
        "call_opens_at": "2027-01-01T19:00",
        "call_closes_at": "2027-02-01T19:00",
        "show_starts_at": "2027-07-01T20:00",
    }

    client.post(reverse("organise:edit", args=["valencia"]), sent)

    assert Edition.objects.get(pk=edition.pk).show_starts_at == datetime(2027, 7, 1, 23, 0, tzinfo=UTC)
