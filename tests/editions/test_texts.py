"""Texts in each language: entered side by side, read in one's own with another as a fallback, over page and API."""

import pytest
from django.urls import reverse

from battle.editions.models import Edition
from tests.editions.texts import COMPLETE

TEXTS = COMPLETE | {"tagline_en": "Four finalists, one stage"}


@pytest.fixture
def told(edition):
    for field, text in TEXTS.items():
        setattr(edition, field, text)
    edition.save()
    prize = edition.prizes.create()
    prize.text_en, prize.text_es = "A cup", "Una copa"
    prize.save()
    return edition


@pytest.mark.parametrize(
    ("language", "tagline", "prize"),
    [
        ("en", "Four finalists, one stage", "A cup"),
        ("es", "Cuatro finalistas, un escenario", "Una copa"),
        ("pt-br", "Four finalists, one stage", "A cup"),
    ],
)
def test_readers_get_their_language_or_another(language, tagline, prize, client, told):
    page = client.get(reverse("edition", args=["valencia"]), headers={"accept-language": language})

    assert tagline in page.content.decode()
    assert f"<span>{prize}</span>" in page.content.decode()
    assert "Una noche para startups." in page.content.decode()


def test_paragraphs_and_addresses_are_shown_and_markup_stays_text(client, told):
    told.about_en = "One\n\nTwo <script>alert(1)</script> https://example.org/x?a=1&b=2"
    told.save()

    page = client.get(reverse("edition", args=["valencia"])).content.decode()

    assert "<p>One</p>" in page
    assert "<script>alert(1)" not in page
    assert '<a href="https://example.org/x?a=1&amp;b=2" rel="nofollow">' in page


def test_the_privacy_notice_has_a_page_with_the_day_data_is_kept_until(client, told):
    told.retention_until = "2028-02-29"
    told.save()

    page = client.get(reverse("edition-privacy", args=["valencia"])).content.decode()

    assert 'href="https://example.org/privacidad"' in page
    assert "removed after Feb. 29, 2028" in page


def test_the_form_has_the_fields_of_the_languages_chosen_and_names_what_is_missing(client, told, organiser):
    told.languages = ["en", "es"]
    told.save()
    client.force_login(organiser)

    page = client.get(reverse("organise:edit", args=["valencia"]))

    groups = {group["language"]: (group["chosen"], group["missing"]) for group in page.context["form"].texts}
    assert groups == {
        "en": (True, ["About the battle", "Privacy notice"]),
        "es": (True, []),
        "pt-br": (False, ["Tagline", "About the battle", "Privacy notice"]),
    }
    assert '<div class="texts" data-language="pt-br" role="group" aria-labelledby="texts-pt-br" hidden>' in (
        page.content.decode()
    )


def test_the_form_stores_every_language(client, edition, organiser, entries):
    client.force_login(organiser)
    sent = (
        entries | TEXTS | {"prizes-0-text_es": "Para quien gane", "prizes-0-text_pt_br": "Para quem vencer"}
    )

    answer = client.post(reverse("organise:edit", args=["valencia"]), sent)

    again = Edition.objects.get(pk=edition.pk)
    assert answer.status_code == 302
    assert {name: getattr(again, name) for name in TEXTS} == TEXTS
    prize = again.prizes.first()
    assert (prize.text_en, prize.text_es, prize.text_pt_br) == (
        "For the winner",
        "Para quien gane",
        "Para quem vencer",
    )


def test_a_language_that_is_no_longer_spoken_keeps_its_texts(client, told, organiser, entries):
    client.force_login(organiser)

    client.post(reverse("organise:edit", args=["valencia"]), entries | TEXTS | {"languages": ["en"]})

    assert Edition.objects.get(pk=told.pk).about_es == COMPLETE["about_es"]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("tagline_es", "x" * 141, "Ensure this value has at most 140 characters (it has 141)."),
        ("about_pt_br", "x" * 6001, "Ensure this value has at most 6000 characters (it has 6001)."),
        ("retention_until", "soon", "Enter a valid date."),
        ("retention_until", "2027-04-14", "Personal data is needed until the show; choose a later day."),
    ],
)
def test_it_rejects_at_the_field_and_keeps_the_texts(field, value, said, client, creator, entries):
    client.force_login(creator)

    answer = client.post(reverse("organise:new"), {**entries, **TEXTS, field: value})

    assert (answer.status_code, answer.context["form"].errors[field]) == (422, [said])
    assert value in answer.content.decode()
    assert COMPLETE["privacy_notice_es"] in answer.content.decode()


def test_the_api_takes_texts_by_language_and_tells_the_readers(client, edition, organiser):
    client.force_login(organiser)
    address = reverse("api:edition", args=["valencia"])
    sent = {"texts": {"es": {"tagline": "Hola"}, "pt-br": {"tagline": "Oi"}}}

    client.patch(address, sent, content_type="application/json")

    for language, tagline in [("es", "Hola"), ("pt-br", "Oi"), ("en", "Hola")]:
        told = client.get(address, headers={"accept-language": language}).json()
        assert told["tagline"] == tagline


@pytest.mark.parametrize(
    ("texts", "field", "code"),
    [
        ({"xx": {"tagline": "?"}}, "texts", "unknown_language"),
        ({"en": {"tagline": "x" * 141}}, "texts.en.tagline", "max_length"),
        ({"en": "text"}, "texts.en.non_field_errors", "invalid"),
    ],
)
def test_the_api_rejects_texts_that_cannot_be(texts, field, code, client, edition, organiser):
    client.force_login(organiser)

    answer = client.patch(
        reverse("api:edition", args=["valencia"]), {"texts": texts}, content_type="application/json"
    )

    assert answer.status_code == 422
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [(field, code)]


def test_prizes_sent_again_over_the_api_keep_their_translations(client, told, organiser):
    client.force_login(organiser)
    kept = told.prizes.get()

    client.patch(
        reverse("api:edition", args=["valencia"]),
        {"prizes": [{"text": "New"}, {"text": "A cup", "amount": "5", "currency": "EUR"}]},
        content_type="application/json",
    )

    new, again = told.prizes.all()
    assert (again.pk, again.text_es, again.position) == (kept.pk, "Una copa", 1)
    assert (new.text_en, new.text_es) == ("New", None)


def test_the_history_tells_who_changed_what(client, told, organiser):
    client.force_login(organiser)
    prize = told.prizes.get()

    client.patch(
        reverse("api:edition", args=["valencia"]),
        {"texts": {"es": {"tagline": "Otra"}}, "prizes": []},
        content_type="application/json",
    )

    newest, before = told.history.all()[:2]
    assert (newest.tagline_es, newest.history_user) == ("Otra", organiser)
    assert [change.field for change in newest.diff_against(before).changes if "tagline" in change.field] == [
        "tagline_es"
    ]
    gone = type(prize).history.filter(id=prize.pk).first()
    assert (gone.history_type, gone.text_es) == ("-", "Una copa")
