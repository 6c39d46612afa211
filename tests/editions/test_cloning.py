"""A battle copied for a new date: every moment keeps its hour on the clocks of the venue, also across their changes."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from battle.accounts.enums import Role
from battle.accounts.models import Membership
from battle.editions import actions, cloning
from battle.editions.models import Edition, Picture
from battle.problems import Refused
from tests.editions.texts import COMPLETE


@pytest.fixture
def source(edition):
    """A summer's battle with everything that is copied, and what must not be."""
    edition.call_opens_at = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)  # 9:00 in Madrid, winter time
    edition.call_closes_at = datetime(2027, 5, 31, 21, 59, tzinfo=UTC)  # 23:59, summer time
    edition.show_starts_at = datetime(2027, 7, 15, 18, 0, tzinfo=UTC)  # 20:00
    edition.retention_until = date(2027, 12, 31)
    edition.jury_model, edition.mode, edition.is_demo = "v1-cohort-1", "sealed", True
    for field, text in COMPLETE.items():
        setattr(edition, field, text)
    edition.save()
    prize = edition.prizes.create(amount=500, currency="EUR")
    prize.text_es, prize.text_pt_br = "Copa", "Taça"
    prize.save()
    logo = Picture.objects.create(digest="ab12", png=b"1", width=1, height=1)
    edition.sponsors.create(name="Caja", url="https://example.org/", logo=logo)
    return edition


@pytest.fixture
def copier(organiser):
    organiser.may_create_editions = True
    organiser.save()
    return organiser


def clone(source, creator, day: date, **more) -> Edition:
    made = actions.clone_edition(
        source=source, creator=creator, name="Next", slug="next", show_date=day, **more
    )
    return Edition.objects.get(pk=made.pk)


@pytest.mark.parametrize(
    ("day", "opens", "closes", "starts"),
    [
        # Half a year on, winter and summer change places.
        (date(2028, 1, 13), "2027-08-30T07:00", "2027-11-29T22:59", "2028-01-13T19:00"),
        (date(2027, 7, 16), "2027-03-02T08:00", "2027-06-01T21:59", "2027-07-16T18:00"),
        (date(2026, 7, 16), "2026-03-02T08:00", "2026-06-01T21:59", "2026-07-16T18:00"),
    ],
)
def test_each_moment_keeps_its_hour_at_the_venue(day, opens, closes, starts, source, copier):
    made = clone(source, copier, day)

    moments = (made.call_opens_at, made.call_closes_at, made.show_starts_at)
    assert [f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M}" for moment in moments] == [opens, closes, starts]
    clocks = [f"{moment.astimezone(made.zone):%H:%M}" for moment in moments]
    assert clocks == ["09:00", "23:59", "20:00"]


@pytest.mark.parametrize(
    ("zone", "show", "day", "code"),
    [
        ("Europe/Madrid", "2027-07-14T02:30", date(2027, 3, 28), "nonexistent_time"),
        ("Europe/Madrid", "2027-07-14T02:30", date(2027, 10, 31), "ambiguous_time"),
        ("America/New_York", "2027-07-14T02:30", date(2027, 3, 14), "nonexistent_time"),
        ("America/New_York", "2027-07-14T01:30", date(2027, 11, 7), "ambiguous_time"),
        ("America/Sao_Paulo", "2019-07-14T00:30", date(2018, 11, 4), "nonexistent_time"),
        ("America/Sao_Paulo", "2019-07-14T23:30", date(2019, 2, 16), "ambiguous_time"),
    ],
)
def test_an_hour_that_is_skipped_or_comes_twice_is_told_and_not_guessed(
    zone, show, day, code, client, source, copier
):
    source.time_zone = zone
    source.show_starts_at = datetime.fromisoformat(show).replace(tzinfo=ZoneInfo(zone))
    source.call_closes_at = source.show_starts_at.replace(hour=0, minute=0)
    source.call_opens_at = source.show_starts_at.replace(month=1)
    source.retention_until = None
    source.save()
    client.force_login(copier)

    answer = client.post(
        reverse("edition-clone", args=["valencia"]),
        {"name": "Copy", "slug": "copy", "show_date": day.isoformat()},
    )

    with pytest.raises(Refused) as refused:
        actions.shifted(source, day)
    assert refused.value.code == code
    assert answer.status_code == 422
    assert answer.context["form"].errors["show_date"] == [refused.value.message]
    assert 'value="Copy"' in answer.content.decode()
    assert not Edition.objects.filter(slug="copy").exists()


def test_brazil_has_no_summer_time_since_2019(source, copier):
    source.time_zone = "America/Sao_Paulo"
    source.call_closes_at = source.show_starts_at
    source.show_starts_at = datetime(2018, 12, 1, 22, 0, tzinfo=UTC)  # 20:00 in the last summer time
    source.call_opens_at, source.call_closes_at = (datetime(2018, month, 1, tzinfo=UTC) for month in (8, 9))
    source.retention_until = None
    source.save()

    made = clone(source, copier, date(2026, 12, 1))

    assert made.show_starts_at == datetime(2026, 12, 1, 23, 0, tzinfo=UTC)


def test_what_comes_along_and_what_does_not(source, copier, finalists, host):
    made = clone(source, copier, date(2028, 7, 13))

    assert {field: getattr(made, field) for field in COMPLETE} == COMPLETE
    assert (made.city, made.mode, made.languages) == ("Valencia", "sealed", ["en", "es", "pt-br"])
    assert made.retention_until == date(2028, 12, 29)
    prize, sponsor = made.prizes.get(), made.sponsors.get()
    assert (prize.text_es, prize.text_pt_br, prize.amount, prize.currency) == ("Copa", "Taça", 500, "EUR")
    assert (sponsor.name, sponsor.url, sponsor.logo_id) == ("Caja", "https://example.org/", "ab12")
    assert (made.published_at, made.jury_model, made.is_demo, made.revision) == (None, "", False, 0)
    assert made.applications.count() == 0
    assert set(made.memberships.values_list("user__email", "role")) == {
        ("olga@example.org", Role.ORGANISER),
        ("olga@example.org", Role.HOST),
    }
    assert source.prizes.count() == source.sponsors.count() == 1


def test_the_team_comes_along_where_that_is_wished(source, copier, host, reviewer):
    made = clone(source, copier, date(2028, 7, 13), with_team=True)

    assert set(made.memberships.values_list("user__email", "role")) == {
        ("olga@example.org", Role.ORGANISER),
        ("olga@example.org", Role.HOST),
        ("hugo@example.org", Role.HOST),
        ("rita@example.org", Role.REVIEWER),
    }


def test_rooms_above_copy_what_they_keep_in_the_same_transaction(source, copier):
    seen = []

    def copy(old: Edition, new: Edition) -> None:
        seen.append((old.slug, new.slug))
        raise Refused("cannot", "It cannot be copied.")

    cloning.register(copy)
    try:
        with pytest.raises(Refused, match="It cannot be copied"):
            clone(source, copier, date(2028, 7, 13))
    finally:
        cloning._COPIES.remove(copy)

    assert seen == [("valencia", "next")]
    assert not Edition.objects.filter(slug="next").exists()


def test_the_page_suggests_the_same_weekday_a_year_later(client, source, copier):
    client.force_login(copier)

    page = client.get(reverse("edition-clone", args=["valencia"])).content.decode()

    assert 'value="2028-07-13"' in page


def test_the_page_makes_the_copy_and_leads_to_it(client, source, copier, host):
    client.force_login(copier)
    sent = {"name": "Valencia 2028", "slug": "valencia-2028", "show_date": "2028-07-13", "with_team": "on"}

    answer = client.post(reverse("edition-clone", args=["valencia"]), sent)

    assert answer.url == reverse("organise:edit", args=["valencia-2028"])
    assert Membership.objects.filter(edition__slug="valencia-2028", user=host).exists()
    client.logout()
    assert client.get(reverse("edition", args=["valencia-2028"])).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "This field is required."),
        ("slug", "valencia", "Another edition has this short name."),
        ("slug", "new", "This short name is reserved; choose another."),
        ("slug", "Next", "Use lower-case letters."),
        ("show_date", "", "This field is required."),
        ("show_date", "2028-02-30", "Enter a valid date."),
        ("show_date", "9999-12-31", "Enter a date between 2000 and 2100."),
        ("show_date", "1999-12-31", "Enter a date between 2000 and 2100."),
        ("show_date", "2000-01-01", "Enter a date and a time between 2000 and 2100."),
    ],
)
def test_it_rejects_and_keeps_what_was_entered(field, value, said, client, source, copier):
    client.force_login(copier)
    sent = {"name": "Copy", "slug": "copy", "show_date": "2028-07-13", field: value}

    answer = client.post(reverse("edition-clone", args=["valencia"]), sent)

    errors = answer.context["form"].errors
    assert answer.status_code == 422
    assert [message for messages in errors.values() for message in messages] == [said]
    assert all(f'value="{entry}"' in answer.content.decode() for entry in sent.values() if entry)
    assert Edition.objects.count() == 1


def test_only_an_organiser_who_may_create_battles_copies_one(client, source, organiser, creator):
    for person in (organiser, creator):
        client.force_login(person)
        assert client.get(reverse("edition-clone", args=["valencia"])).status_code == 403
