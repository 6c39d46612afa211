"""Creating and changing a battle in the browser: every bad input is explained at its field and nothing is lost."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from battle.accounts.enums import Role
from battle.editions.models import Edition


@pytest.fixture
def signed_in(client, creator):
    client.force_login(creator)
    return client


def test_it_creates_the_battle_with_prizes_sponsors_and_roles(signed_in, creator, entries):
    answer = signed_in.post(reverse("organise:new"), entries)

    edition = Edition.objects.get(slug="madrid-2027")
    assert answer.url == reverse("edition-publish", args=["madrid-2027"])
    assert edition.call_closes_at == datetime(2027, 3, 1, 22, 59, tzinfo=UTC)
    assert edition.show_starts_at == datetime(2027, 4, 15, 18, 0, tzinfo=UTC)
    assert (edition.mode, edition.languages) == ("sealed", ["en", "es"])
    assert list(edition.prizes.values_list("text", "amount", "currency")) == [
        ("For the winner", Decimal("10000.50"), "EUR"),
        ("Mentoring", None, ""),
    ]
    assert list(edition.sponsors.values_list("name", "url")) == [("Caja Uno", "https://example.org/")]
    assert set(creator.memberships.values_list("role", flat=True)) == {Role.ORGANISER, Role.HOST}


BAD = [
    ("name", "", "This field is required."),
    ("name", "x" * 121, "Ensure this value has at most 120 characters (it has 121)."),
    ("slug", "new", "This short name is reserved; choose another."),
    ("slug", "Madrid", "Use lower-case letters."),
    ("slug", "ma drid", "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."),
    ("city", "", "This field is required."),
    ("country", "XX", "Select a valid choice. XX is not one of the available choices."),
    ("time_zone", "Madrid", "“Madrid” is not a time zone of the IANA list, such as Europe/Madrid."),
    (
        "time_zone",
        "../etc/passwd",
        "“../etc/passwd” is not a time zone of the IANA list, such as Europe/Madrid.",
    ),
    ("call_opens_at", "", "This field is required."),
    ("call_opens_at", "yesterday", "Enter a date and a time."),
    ("call_opens_at", "0001-01-01T00:00", "Enter a date and a time between 2000 and 2100."),
    ("call_closes_at", "2027-01-10T09:00", "The call must close after it opens."),
    ("show_starts_at", "2027-02-01T20:00", "The show must not start before the call has closed."),
    (
        "call_closes_at",
        "2027-03-28T02:30",
        "Clocks in Europe/Madrid go forward in that night: 02:30 does not exist. Choose another time.",
    ),
    (
        "show_starts_at",
        "2027-10-31T02:30",
        "Clocks in Europe/Madrid go back in that night: 02:30 comes twice. Choose another time.",
    ),
    ("finalists_wanted", "1", "Ensure this value is greater than or equal to 2."),
    ("finalists_wanted", "11", "Ensure this value is less than or equal to 10."),
    ("finalists_wanted", "four", "Enter a whole number."),
    ("mode", "secret", "Select a valid choice. secret is not one of the available choices."),
    ("languages", [], "This field is required."),
    ("languages", ["xx"], "Select a valid choice. xx is not one of the available choices."),
]


@pytest.mark.parametrize(("field", "value", "said"), BAD)
def test_it_rejects_and_keeps_what_was_entered(field, value, said, signed_in, entries):
    answer = signed_in.post(reverse("organise:new"), {**entries, field: value})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert answer.context["form"].errors[field] == [said]
    assert f'id="id_{field}_error"' in page
    kept = {"name": "Madrid Battle", "venue": "La Nave"} | ({field: value} if isinstance(value, str) else {})
    assert all(f'value="{entry}"' in page for name, entry in kept.items() if name in ("name", "venue"))
    assert all(f'value="{entry}"' in page for entry in ["10000.50", "Mentoring", "Caja Uno"])
    assert not Edition.objects.exists()


BAD_ROWS = [
    ("prizes", "prizes-0-amount", "-1", "Ensure this value is greater than or equal to 0."),
    ("prizes", "prizes-0-amount", "much", "Enter a number."),
    ("prizes", "prizes-0-currency", "", "An amount needs a currency, and a currency an amount."),
    ("prizes", "prizes-1-currency", "EUR", "An amount needs a currency, and a currency an amount."),
    ("prizes", "prizes-0-text_en", "", "This field is required."),
    ("sponsors", "sponsors-0-url", "no address", "Enter a valid URL."),
    ("sponsors", "sponsors-0-url", "javascript:alert(1)", "Enter a valid URL."),
    ("sponsors", "sponsors-1-url", "https://example.org/", "This field is required."),
]


@pytest.mark.parametrize(("rows", "field", "value", "said"), BAD_ROWS)
def test_it_rejects_a_bad_row(rows, field, value, said, signed_in, entries):
    answer = signed_in.post(reverse("organise:new"), {**entries, field: value})

    errors = [
        message for row in answer.context[rows].errors for messages in row.values() for message in messages
    ]
    assert answer.status_code == 422
    assert errors == [said]
    assert not Edition.objects.exists()


def test_it_rejects_a_short_name_that_is_taken(signed_in, edition, entries):
    answer = signed_in.post(reverse("organise:new"), {**entries, "slug": "valencia"})

    assert answer.context["form"].errors["slug"] == ["Another edition has this short name."]


def test_the_form_shows_the_clocks_of_the_venue(client, organiser, edition):
    edition.show_starts_at = datetime(2027, 7, 1, 18, 0, tzinfo=UTC)
    edition.save()
    client.force_login(organiser)

    page = client.get(reverse("organise:edit", args=["valencia"])).content.decode()

    assert 'value="2027-07-01T20:00"' in page


def test_saving_the_form_unchanged_changes_nothing(client, organiser, edition):
    edition.call_opens_at, edition.call_closes_at, edition.show_starts_at = (
        datetime(2027, month, 1, 18, 0, tzinfo=UTC) for month in (1, 5, 7)
    )
    edition.save()
    edition.prizes.create(text="Cup", amount=Decimal("99.90"), currency="BRL")
    client.force_login(organiser)
    page = client.get(reverse("organise:edit", args=["valencia"]))
    sent = as_sent(page.context["form"]) | as_rows(page.context["prizes"]) | as_rows(page.context["sponsors"])

    answer = client.post(reverse("organise:edit", args=["valencia"]), sent)

    again = Edition.objects.get(pk=edition.pk)
    assert answer.status_code == 302
    assert (again.call_opens_at, again.show_starts_at) == (edition.call_opens_at, edition.show_starts_at)
    assert list(again.prizes.values_list("text", "amount", "currency")) == [("Cup", Decimal("99.90"), "BRL")]


def test_two_organisers_never_overwrite_each_other_unknowingly(client, organiser, edition, entries):
    client.force_login(organiser)
    address = reverse("organise:edit", args=["valencia"])
    seen = client.get(address).context["seen"]
    theirs = {**entries, "slug": "valencia", "name": "Theirs", "seen": seen}
    mine = {**theirs, "name": "Mine"}

    assert client.post(address, theirs).status_code == 302
    refused = client.post(address, {**mine, "city": ""})
    told = client.post(address, {**mine, "seen": refused.context["seen"]})
    kept = Edition.objects.get(pk=edition.pk).name
    again = client.post(address, {**mine, "seen": told.context["seen"]})

    assert (refused.status_code, refused.context["seen"], told.status_code) == (422, seen, 422)
    assert "meanwhile" in told.context["form"].non_field_errors()[0]
    assert (told.context["form"]["name"].value(), kept) == ("Mine", "Theirs")
    assert (again.status_code, Edition.objects.get(pk=edition.pk).name) == (302, "Mine")


def test_what_an_opened_show_carries_can_no_longer_change(client, organiser, edition, entries):
    edition.jury_model = "v1-cohort-1"
    edition.save()
    client.force_login(organiser)

    client.post(reverse("organise:edit", args=["valencia"]), {**entries, "slug": "moved", "name": "New name"})

    edition.refresh_from_db()
    assert (edition.slug, edition.mode, edition.name) == ("valencia", "open", "New name")


def as_sent(form) -> dict[str, object]:
    return {field.html_name: field.value() if field.value() is not None else "" for field in form} | {
        name: form[name].value().strftime("%Y-%m-%dT%H:%M")
        for name in ("call_opens_at", "call_closes_at", "show_starts_at")
    }


def as_rows(formset) -> dict[str, object]:
    sent = {field.html_name: field.value() for field in formset.management_form}
    for row in formset:
        sent |= {
            field.html_name: "" if field.value() is None else field.value()
            for field in row
            if field.name != "logo"
        }
    return {name: value for name, value in sent.items() if value is not None}


@pytest.mark.parametrize(("rows", "most"), [("prizes", 60), ("sponsors", 80)])
def test_a_form_that_claims_millions_of_rows_is_refused_without_drawing_them(rows, most, client, organiser):
    client.force_login(organiser)

    answer = client.post(
        "/organise/valencia/edit/", {f"{rows}-TOTAL_FORMS": "9999999", f"{rows}-INITIAL_FORMS": "0"}
    )

    assert answer.status_code == 422
    assert len(answer.context[rows].forms) == most
