"""The picture and the tags by which other sites show a battle."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image

from battle.editions import share


@pytest.fixture
def dated(edition):
    edition.call_opens_at, edition.call_closes_at, edition.show_starts_at = (
        datetime(2027, month, 15, 18, 0, tzinfo=UTC) for month in (1, 3, 7)
    )
    edition.tagline_en, edition.tagline_es = 'One "stage" & four', "Un escenario"
    edition.save()
    return edition


def test_the_picture_is_what_other_sites_ask_for(client, dated):
    answer = client.get(reverse("edition-share", args=["valencia", "en"]))

    with Image.open(BytesIO(answer.content)) as picture:
        assert (picture.format, picture.size) == ("PNG", (1200, 630))
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "public, max-age=600"


@pytest.mark.parametrize(
    ("language", "place", "when"),
    [
        ("en", "Las Naves, Valencia, Spain", "July 15, 2027, 8 p.m. (Europe/Madrid, UTC+2)"),
        ("es", "Las Naves, Valencia, España", "15 de julio de 2027 a las 20:00 (Europe/Madrid, UTC+2)"),
        ("pt-br", "Las Naves, Valencia, Espanha", "15 de Julho de 2027 às 20:00 (Europe/Madrid, UTC+2)"),
    ],
)
def test_it_tells_name_place_and_date_with_its_zone_in_the_readers_language(language, place, when, dated):
    from django.utils import translation

    with translation.override(language):
        told = share.what_it_tells(dated)

    assert (told.name, told.place, told.when) == ("Valencia Battle", place, when)


def test_each_language_has_its_own_and_it_is_sent_once(client, dated):
    english, spanish = (
        client.get(reverse("edition-share", args=["valencia", language])) for language in ("en", "es")
    )

    again = client.get(
        reverse("edition-share", args=["valencia", "en"]),
        headers={"if-none-match": f'"x", W/{english["ETag"]}'},
    )

    assert english["ETag"] != spanish["ETag"]
    assert english.content != spanish.content
    assert (again.status_code, again.content) == (304, b"")


def test_a_changed_name_is_a_new_picture(client, dated):
    before = client.get(reverse("edition-share", args=["valencia", "en"]))
    dated.name = "Another Battle"
    dated.save()

    assert client.get(reverse("edition-share", args=["valencia", "en"]))["ETag"] != before["ETag"]


@pytest.mark.parametrize(
    "name", ["W" * 120, "\u202eevil\u0007 name", "日本の戦い", "Łódź Αθήνα Москва ñçã", ""]
)
def test_any_name_can_be_drawn(name, dated):
    told = share.Told(name=share._plain(name), place="x" * 300, when="y" * 120, site="Site")

    assert share.draw(told).startswith(b"\x89PNG")
    assert "\u202e" not in told.name


def test_no_language_that_is_not_offered(client, dated):
    assert client.get(reverse("edition-share", args=["valencia", "xx"])).status_code == 404


def test_the_page_has_the_tags(client, dated, settings):
    settings.PUBLIC_URL = "https://battle.example/"

    page = client.get(
        reverse("edition", args=["valencia"]), headers={"accept-language": "es"}
    ).content.decode()

    for tag in (
        '<meta property="og:title" content="Valencia Battle">',
        '<meta property="og:url" content="https://battle.example/e/valencia/">',
        '<meta property="og:image" content="https://battle.example/e/valencia/share/es.png">',
        '<meta property="og:image:width" content="1200">',
        '<meta name="twitter:card" content="summary_large_image">',
        '<meta name="description" content="Un escenario">',
    ):
        assert tag in page
    assert 'href="/e/valencia/calendar/es.ics"' in page


def test_what_people_typed_stays_inside_its_tag(client, dated):
    page = client.get(reverse("edition", args=["valencia"])).content.decode()

    assert '<meta name="description" content="One &quot;stage&quot; &amp; four">' in page
