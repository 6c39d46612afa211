from datetime import UTC, datetime
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from battle.accounts.enums import Role
from battle.accounts.models import Membership


@pytest.fixture
def dated(edition):
    edition.call_opens_at = datetime(2027, 1, 10, 8, 0, tzinfo=UTC)
    edition.call_closes_at = datetime(2027, 3, 1, 22, 59, tzinfo=UTC)
    edition.show_starts_at = datetime(2027, 7, 15, 18, 0, tzinfo=UTC)
    edition.save()
    return edition


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2027-01-01", "Applications open on"),
        ("2027-02-01", "Applications are open until"),
        ("2027-04-01", "Applications closed on"),
    ],
)
def test_the_page_says_where_the_call_stands(now, said, client, dated):
    with time_machine.travel(f"{now}T12:00:00Z", tick=False):
        page = client.get(reverse("edition", args=["valencia"])).content.decode()

    assert said in page
    assert (reverse("apply", args=["valencia"]) in page) is (now == "2027-02-01")


def test_times_are_the_venues_with_its_zone_named(client, dated):
    page = client.get(reverse("edition", args=["valencia"])).content.decode()

    assert "July 15, 2027, 8 p.m. (Europe/Madrid, UTC+2)" in page
    assert 'datetime="2027-07-15T18:00:00+00:00"' in page


@pytest.mark.parametrize(
    ("language", "amount", "money"),
    [
        ("en", "10000", "€10,000"),
        ("es", "10000", "10.000\xa0€"),
        ("pt-br", "10000", "€\xa010.000"),
        ("en", "0.5", "€0.50"),
        ("es", "1234567.89", "1.234.567,89\xa0€"),
    ],
)
def test_prizes_are_written_as_the_reader_writes_money(language, amount, money, client, edition):
    edition.prizes.create(text="Cup", amount=Decimal(amount), currency="EUR")

    page = client.get(reverse("edition", args=["valencia"]), headers={"accept-language": language})

    assert money in page.content.decode()


def test_hostile_names_stay_text(client, edition):
    edition.name = "<script>alert(1)</script>"
    edition.save()

    page = client.get(reverse("edition", args=["valencia"])).content.decode()

    assert "<script>alert(1)" not in page


@pytest.mark.parametrize(
    "entry", [{"email": "no address", "role": "host"}, {"email": "a@b.org", "role": "king"}]
)
def test_it_rejects_a_role_that_makes_no_sense(entry, client, edition, organiser):
    client.force_login(organiser)

    answer = client.post(reverse("organise:invite", args=["valencia"]), entry)

    assert answer.status_code == 422
    assert Membership.objects.count() == 1


def test_the_last_organiser_stays(client, edition, organiser):
    client.force_login(organiser)
    own = organiser.memberships.get()

    page = client.post(reverse("organise:take-role", args=["valencia", own.pk]), follow=True)

    assert "This is the last organiser; name another one first." in page.content.decode()
    assert Membership.objects.filter(pk=own.pk).exists()


def test_a_role_of_another_edition_cannot_be_taken(client, edition, organiser):
    other = type(edition).objects.get(pk=edition.pk)
    other.pk, other.slug = None, "bilbao"
    other.save()
    foreign = Membership.objects.create(user=organiser, edition=other, role=Role.HOST)
    client.force_login(organiser)

    client.post(reverse("organise:take-role", args=["valencia", foreign.pk]))

    assert Membership.objects.filter(pk=foreign.pk).exists()
