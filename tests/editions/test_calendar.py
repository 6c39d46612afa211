"""The calendar file, read back by a parser of its own and by one that is not ours."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from dateutil.tz import tzical
from django.urls import reverse
from icalendar import Calendar

from battle.editions import actions


@pytest.fixture
def dated(edition):
    edition.call_opens_at = datetime(2027, 1, 10, 8, 0, tzinfo=UTC)
    edition.call_closes_at = datetime(2027, 3, 1, 22, 59, tzinfo=UTC)
    edition.show_starts_at = datetime(2027, 7, 15, 18, 0, tzinfo=UTC)
    edition.save()
    return edition


def read(client, language: str = "en"):
    answer = client.get(reverse("edition-calendar", args=["valencia", language]))
    assert answer.status_code == 200
    calendar = Calendar.from_ical(answer.content)
    return answer, {str(event["uid"]).split("-")[0]: event for event in calendar.walk("VEVENT")}


def test_it_has_the_end_of_the_call_and_the_show_at_the_clocks_of_the_venue(client, dated):
    answer, events = read(client)

    call, show = events["call"], events["show"]
    assert b"DTSTART;TZID=Europe/Madrid:20270301T235900\r\n" in answer.content
    assert b"DTSTART;TZID=Europe/Madrid:20270715T200000\r\n" in answer.content
    assert show.decoded("dtstart").astimezone(UTC) == dated.show_starts_at
    assert show.decoded("dtend") - show.decoded("dtstart") == timedelta(hours=3)
    assert (str(call["summary"]), str(show["summary"])) == (
        "Last moment to apply: Valencia Battle",
        "Valencia Battle",
    )
    assert str(show["location"]) == "Las Naves, Valencia, Spain"
    assert "dtend" not in call
    assert (call["transp"], show["transp"]) == ("TRANSPARENT", "OPAQUE")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="valencia.ics"'
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))


@pytest.mark.parametrize(
    ("zone", "changes"),
    [
        ("Europe/Madrid", ["2027-03-28T01:00", "2027-10-31T01:00"]),
        ("America/New_York", ["2027-03-14T07:00", "2027-11-07T06:00"]),
        ("America/Sao_Paulo", ["2018-11-04T03:00", "2019-02-17T02:00"]),
        ("Pacific/Chatham", ["2027-04-03T14:00", "2027-09-25T14:00"]),
    ],
)
def test_the_rules_of_the_clock_in_it_are_those_of_the_zone(zone, changes, client, dated):
    first = datetime.fromisoformat(changes[0]).replace(tzinfo=UTC)
    dated.time_zone = zone
    dated.call_opens_at, dated.call_closes_at = first - timedelta(days=20), first - timedelta(days=10)
    dated.show_starts_at = first + timedelta(days=300)
    dated.save()

    text = read(client)[0].content.decode()
    told = tzical(StringIO(text[: text.index("BEGIN:VEVENT")] + "END:VCALENDAR\r\n")).get()

    for change in changes:
        moment = datetime.fromisoformat(change).replace(tzinfo=UTC)
        for at in (moment - timedelta(hours=3), moment + timedelta(hours=3)):
            local = at.astimezone(dated.zone)
            assert local.replace(tzinfo=told).utcoffset() == local.utcoffset(), at
        # The change itself stands in the file at the hour that the clock showed before it.
        before = (moment - timedelta(seconds=1)).astimezone(dated.zone).utcoffset()
        assert f"DTSTART:{moment + before:%Y%m%dT%H%M%S}" in text


def test_a_change_moves_the_events_that_a_calendar_has(client, dated, edition):
    before = read(client)[1]

    actions.update_edition(
        edition=edition, slug="valencia", show_starts_at=dated.show_starts_at + timedelta(1)
    )

    after = read(client)[1]
    assert [before[name]["uid"] for name in ("call", "show")] == [
        after[name]["uid"] for name in ("call", "show")
    ]
    assert after["show"]["sequence"] == before["show"]["sequence"] + 1
    assert after["show"].decoded("dtstart") - before["show"].decoded("dtstart") == timedelta(days=1)
    assert after["show"].decoded("dtstamp") >= before["show"].decoded("dtstamp")


@pytest.mark.parametrize(("language", "place"), [("en", "Spain"), ("es", "España"), ("pt-br", "Espanha")])
def test_it_speaks_the_language_asked_for(language, place, client, dated):
    assert str(read(client, language)[1]["show"]["location"]).endswith(place)


def test_what_people_typed_cannot_add_lines_or_events(client, dated):
    dated.name = "A, B; C\\n\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Forged"
    dated.venue = "Ünï " * 25
    dated.save()

    answer, events = read(client)

    assert answer.content.count(b"\r\nBEGIN:VEVENT\r\n") == 2
    assert b"\r\nSUMMARY:Forged" not in answer.content
    assert "A, B; C" in str(events["show"]["summary"])
    assert str(events["show"]["location"]).startswith("Ünï Ünï")


def test_whoever_has_it_is_told_so(client, dated):
    answer = read(client)[0]

    again = client.get(
        reverse("edition-calendar", args=["valencia", "en"]), headers={"if-none-match": answer["ETag"]}
    )

    assert (again.status_code, again.content) == (304, b"")
    assert answer["Cache-Control"] == "public, max-age=600"


def test_a_language_that_is_not_offered_has_no_file(client, dated):
    assert client.get(reverse("edition-calendar", args=["valencia", "fr"])).status_code == 404
