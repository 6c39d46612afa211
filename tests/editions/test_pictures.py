"""What is sent in as a picture: drawn anew, or refused at its field without anything else being lost."""

import struct
import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, PngImagePlugin

from battle import pictures
from battle.editions.models import Edition, Picture, Sponsor
from battle.problems import Refused

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def drawn(kind: str = "PNG", size: tuple[int, int] = (600, 300), **saved) -> bytes:
    out = BytesIO()
    mode = "RGBA" if kind in ("PNG", "WEBP") else "RGB"
    Image.new(mode, size, "#c8f04a").save(out, kind, **saved)
    return out.getvalue()


def bomb(side: int = 20_000) -> bytes:
    """A small file that unpacks to 400 million pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    squeezed = zlib.compress(b"\0" * (side // 8 + 1) * side)
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", squeezed) + chunk(b"IEND", b"")


HOSTILE = [
    ("logo.svg", SVG, "This is not a picture that can be read. Choose a PNG, JPEG, WebP or GIF file."),
    ("logo.png", SVG, "This is not a picture that can be read. Choose a PNG, JPEG, WebP or GIF file."),
    ("logo.png", HTML, "This is not a picture that can be read. Choose a PNG, JPEG, WebP or GIF file."),
    ("logo.png", b"", "This is not a picture that can be read. Choose a PNG, JPEG, WebP or GIF file."),
    (
        "logo.png",
        drawn()[:200],
        "This is not a picture that can be read. Choose a PNG, JPEG, WebP or GIF file.",
    ),
    (
        "logo.tiff",
        drawn("TIFF"),
        "This is not a picture that can be read. Choose a PNG, JPEG, WebP or GIF file.",
    ),
    ("logo.png", bomb(), "This picture has more than 25 million pixels. Choose a smaller one."),
    ("logo.png", bomb(5_100), "This picture has more than 25 million pixels. Choose a smaller one."),
    (
        "logo.png",
        drawn() + b"\0" * 6_000_000,
        "This picture is larger than 5 MB. Choose a smaller one.",
    ),
]


@pytest.mark.parametrize(("name", "content", "said"), HOSTILE)
def test_it_is_refused_at_its_field_and_nothing_entered_is_lost(
    name, content, said, client, creator, entries
):
    client.force_login(creator)
    entries |= {"tagline_es": "Cuatro finalistas", "sponsors-0-logo": SimpleUploadedFile(name, content)}

    answer = client.post(reverse("organise:new"), entries)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert answer.context["sponsors"].errors[0] == {"logo": [said]}
    assert 'id="id_sponsors-0-logo_error"' in page
    for entered in ("Madrid Battle", "Cuatro finalistas", "Mentoring", "Caja Uno", "10000.50"):
        assert f'value="{entered}"' in page
    assert not Edition.objects.exists()
    assert not Picture.objects.exists()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_is_drawn_anew_as_a_small_png(kind):
    png = pictures.reencode(SimpleUploadedFile("x", drawn(kind)), longest_side=480)

    with Image.open(BytesIO(png)) as picture:
        assert (picture.format, picture.size) == ("PNG", (480, 240))
    assert pictures.size_of(png) == (480, 240)


def test_nothing_else_the_file_carried_survives():
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", "<script>alert(1)</script>")
    polyglot = drawn(pnginfo=told) + HTML
    photo = Image.Exif()
    photo[0x010E] = "taken at home"
    jpeg = drawn("JPEG", exif=photo) + b"PK\x03\x04 a zip as well"

    for content in (polyglot, jpeg):
        png = pictures.reencode(SimpleUploadedFile("x.png", content), longest_side=480)

        assert not any(secret in png for secret in (b"script", b"home", b"PK\x03\x04", b"Comment"))


def test_a_photo_taken_sideways_stands_upright():
    turned = Image.Exif()
    turned[0x0112] = 6
    jpeg = drawn("JPEG", size=(300, 100), exif=turned)

    assert pictures.size_of(pictures.reencode(SimpleUploadedFile("x", jpeg), longest_side=300)) == (100, 300)


def test_the_caller_names_the_field():
    with pytest.raises(Refused) as refused:
        pictures.reencode(SimpleUploadedFile("x", SVG), longest_side=480, field="logo")

    assert (refused.value.code, refused.value.field, refused.value.http_status) == (
        "not_a_picture",
        "logo",
        422,
    )


def test_a_logo_is_served_by_its_digest_for_ever_and_as_nothing_but_a_picture(client, creator, entries):
    client.force_login(creator)
    original = drawn()
    entries["sponsors-0-logo"] = SimpleUploadedFile("../../etc/logo.png", original)
    client.post(reverse("organise:new"), entries)
    Edition.objects.update(published_at="2026-01-01T00:00Z")
    sponsor = Sponsor.objects.get()

    client.logout()
    answer = client.get(reverse("edition-logo", args=["madrid-2027", sponsor.logo_id]))

    assert answer.content.startswith(b"\x89PNG")
    assert answer.content != original
    assert answer["Content-Type"] == "image/png"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    page = client.get(reverse("edition", args=["madrid-2027"])).content.decode()
    assert f'src="/e/madrid-2027/logo/{sponsor.logo_id}.png" alt="Caja Uno" width="480" height="240"' in page


def test_a_logo_is_asked_for_under_its_own_edition_only(client, edition):
    picture = Picture.objects.create(digest="ab12", png=drawn(), width=600, height=300)
    other = Edition.objects.get(pk=edition.pk)
    other.pk, other.slug = None, "bilbao"
    other.save()
    other.sponsors.create(name="Caja", logo=picture)

    assert client.get(reverse("edition-logo", args=["bilbao", "ab12"])).status_code == 200
    assert client.get(reverse("edition-logo", args=["valencia", "ab12"])).status_code == 404


def test_a_good_logo_survives_a_mistake_elsewhere(client, creator, entries):
    client.force_login(creator)
    entries |= {"name": "", "sponsors-0-logo": SimpleUploadedFile("logo.png", drawn())}
    page = client.post(reverse("organise:new"), entries)
    kept = page.context["sponsors"].forms[0].logo_digest
    assert f'name="sponsors-0-kept" value="{kept}"' in page.content.decode()
    assert "data:image/png;base64," in page.content.decode()
    del entries["sponsors-0-logo"]

    client.post(reverse("organise:new"), {**entries, "name": "Madrid Battle", "sponsors-0-kept": kept})

    assert Sponsor.objects.get().logo_id == kept


@pytest.mark.parametrize(
    ("sent", "stays"),
    [({}, True), ({"sponsors-0-remove_logo": "on"}, False), ({"sponsors-0-kept": "f00"}, False)],
)
def test_a_logo_stays_until_it_is_taken_away(sent, stays, client, edition, organiser, entries):
    picture = Picture.objects.create(digest="ab12", png=drawn(), width=600, height=300)
    sponsor = edition.sponsors.create(name="Caja Uno", logo=picture)
    client.force_login(organiser)
    whole = {**entries, "sponsors-INITIAL_FORMS": "1", "sponsors-0-pk": sponsor.pk, "sponsors-0-kept": "ab12"}

    client.post(reverse("organise:edit", args=["valencia"]), whole | sent)

    sponsor.refresh_from_db()
    assert (sponsor.logo_id == "ab12") is stays


def test_pictures_that_nobody_shows_are_swept_away(edition):
    from datetime import timedelta

    from django.utils import timezone

    from battle.editions.actions import sweep_pictures

    shown = Picture.objects.create(digest="ab12", png=b"1", width=1, height=1)
    edition.sponsors.create(name="Caja", logo=shown)
    Picture.objects.create(digest="cd34", png=b"2", width=1, height=1)

    assert sweep_pictures(timezone.now()) == 0
    assert sweep_pictures(timezone.now() + timedelta(days=2)) == 1
    assert list(Picture.objects.values_list("digest", flat=True)) == ["ab12"]
