import pytest
from django.urls import reverse

from battle.editions.models import Edition

BODY = {
    "name": "Madrid Battle",
    "slug": "madrid-2027",
    "city": "Madrid",
    "country": "ES",
    "venue": "La Nave",
    "time_zone": "Europe/Madrid",
    "call_opens_at": "2027-01-10T09:00:00+01:00",
    "call_closes_at": "2027-03-01T23:59:00+01:00",
    "show_starts_at": "2027-04-15T20:00:00+02:00",
    "mode": "sealed",
    "languages": ["en", "es"],
    "prizes": [{"text": "For the winner", "amount": "10000.00", "currency": "EUR"}],
    "sponsors": [{"name": "Caja Uno", "url": "https://example.org/"}],
}


@pytest.fixture
def signed_in(client, creator):
    client.force_login(creator)
    return client


def send(client, body, method="post", route="api:editions", args=()):
    return getattr(client, method)(reverse(route, args=args), body, content_type="application/json")


def test_it_creates_an_edition_and_tells_its_public_fields(signed_in):
    answer = send(signed_in, BODY)

    told = answer.json()
    assert answer.status_code == 201
    texts = {"tagline", "about", "jury_text", "privacy_notice", "retention_until", "published_at"}
    assert set(told) == {*BODY, "call_state", "finalists_wanted", *texts}
    assert (told["call_opens_at"], told["finalists_wanted"]) == ("2027-01-10T08:00:00Z", 4)
    assert told["prizes"] == BODY["prizes"]


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"name": ""}, "name", "blank"),
        ({"slug": "No Slug"}, "slug", "invalid"),
        ({"slug": "valencia"}, "slug", "slug_taken"),
        ({"slug": "new"}, "slug", "slug_reserved"),
        ({"call_opens_at": "0001-01-01T00:00:00Z"}, "call_opens_at", "year_out_of_range"),
        ({"call_opens_at": "0001-01-01T00:00:00+05:00"}, "call_opens_at", "overflow"),
        ({"call_opens_at": "1999-12-31T22:59:00Z"}, "call_opens_at", "year_out_of_range"),
        ({"show_starts_at": "9999-12-31T23:59:00Z"}, "show_starts_at", "year_out_of_range"),
        ({"show_starts_at": "2100-12-31T23:00:00Z"}, "show_starts_at", "year_out_of_range"),
        ({"call_opens_at": "2027-01-10T09:00:00"}, "call_opens_at", "no_offset"),
        ({"country": "XX"}, "country", "invalid_choice"),
        ({"time_zone": "Mars/Olympus"}, "time_zone", "unknown_time_zone"),
        ({"call_closes_at": BODY["call_opens_at"]}, "call_closes_at", "call_order"),
        ({"show_starts_at": BODY["call_opens_at"]}, "show_starts_at", "show_before_call_closes"),
        ({"finalists_wanted": 11}, "finalists_wanted", "max_value"),
        ({"mode": "secret"}, "mode", "invalid_choice"),
        ({"languages": ["en", "en"]}, "languages", "no_language"),
        ({"languages": []}, "languages", "min_length"),
        ({"prizes": [{"text": "Cup", "amount": "5"}]}, "prizes", "amount_and_currency"),
        ({"prizes": [{"amount": "5", "currency": "EUR"}]}, "prizes.0.text", "required"),
        (
            {"prizes": [{"text": "Cup", "amount": "5", "currency": "ZZZ"}]},
            "prizes.0.currency",
            "unknown_currency",
        ),
        ({"sponsors": [{"name": "X", "url": "javascript:x"}]}, "sponsors.0.url", "invalid"),
    ],
)
def test_it_rejects_with_the_field_and_a_stable_code(change, field, code, signed_in, edition):
    answer = send(signed_in, {**BODY, **change})

    assert answer.status_code == 422
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [(field, code)]
    assert Edition.objects.count() == 1


def test_a_year_that_no_page_can_show_is_refused_in_a_change_as_well(client, organiser, edition):
    client.force_login(organiser)

    answer = send(client, {"show_starts_at": "9999-12-31T23:59:00Z"}, "patch", "api:edition", ["valencia"])

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "show_starts_at")
    assert client.get(reverse("home")).status_code == 200


def test_the_whole_of_2000_to_2100_at_the_venue_is_taken(signed_in):
    ends = {"call_opens_at": "1999-12-31T23:00:00Z", "show_starts_at": "2100-12-31T22:59:59Z"}

    assert send(signed_in, {**BODY, **ends}).status_code == 201
    assert signed_in.get(reverse("home")).status_code == 200


def test_a_change_leaves_alone_what_is_not_sent(client, organiser, edition):
    edition.prizes.create(text="Cup")
    client.force_login(organiser)

    answer = send(client, {"venue": "Elsewhere"}, "patch", "api:edition", ["valencia"])

    assert answer.status_code == 200
    assert (answer.json()["venue"], answer.json()["name"]) == ("Elsewhere", "Valencia Battle")
    assert answer.json()["prizes"] == [{"text": "Cup", "amount": None, "currency": ""}]


def test_a_change_of_prizes_needs_whole_prizes(client, organiser, edition):
    client.force_login(organiser)

    answer = send(client, {"prizes": [{"currency": "EUR"}]}, "patch", "api:edition", ["valencia"])

    assert answer.json()["errors"] == [
        {"field": "prizes.0.text", "code": "required", "detail": "This field is required."}
    ]


def test_it_rejects_another_mode_once_the_show_was_opened(client, organiser, edition):
    edition.jury_model = "v1-cohort-1"
    edition.save()
    client.force_login(organiser)

    answer = send(client, {"mode": "sealed"}, "patch", "api:edition", ["valencia"])

    assert (answer.status_code, answer.json()["code"]) == (409, "show_opened")


def test_an_edition_that_is_not_there_is_a_problem(client, db):
    answer = client.get(reverse("api:edition", args=["nowhere"]))

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
