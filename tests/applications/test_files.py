"""The pitch deck and the logo: looked at by content, bounded while they come in, and handed out to few."""

import io
import shutil
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from battle import documents
from battle.applications import actions
from battle.applications.models import Application

DECK = "/e/valencia/application/files/deck/"
LOGO = "/e/valencia/application/files/logo/"
PITCH = "/e/valencia/application/pitch/"


def picture(kind: str = "PNG") -> SimpleUploadedFile:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (1200, 600), "teal").save(out, kind)
    return SimpleUploadedFile("logo.svg", out.getvalue())


STORAGE = Application._meta.get_field("deck").storage


def files_kept() -> list[str]:
    return sorted(path.suffix for path in Path(STORAGE.location).rglob("*") if path.is_file())


@pytest.fixture(autouse=True)
def _empty_folder():
    shutil.rmtree(STORAGE.location, ignore_errors=True)
    yield
    shutil.rmtree(STORAGE.location, ignore_errors=True)


def script(writer):
    from pypdf.generic import DictionaryObject, NameObject, TextStringObject

    action = {
        NameObject("/S"): NameObject("/JavaScript"),
        NameObject("/JS"): TextStringObject("app.alert(1)"),
    }
    writer._root_object[NameObject("/OpenAction")] = DictionaryObject(action)


def launch(writer):
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

    action = {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd.exe")}
    link = {NameObject("/Subtype"): NameObject("/Link"), NameObject("/A"): DictionaryObject(action)}
    reference = writer._add_object(DictionaryObject(link))
    writer.pages[0][NameObject("/Annots")] = ArrayObject([reference])


HOSTILE = [
    ("pdf_active", script),
    ("pdf_active", launch),
    ("pdf_active", lambda writer: writer.add_attachment("a.exe", b"MZ")),
    ("pdf_locked", lambda writer: writer.encrypt("secret")),
    ("pdf_too_long", lambda writer: [writer.add_blank_page(width=9, height=9) for _page in range(80)]),
    ("not_a_pdf", b"<html><script>alert(1)</script></html>"),
    ("not_a_pdf", b"%PDF-1.7 <html><script>alert(1)</script></html>"),
    ("not_a_pdf", b"PK\x03\x04 a zip"),
    ("not_a_pdf", b"\n%PDF-1.4"),
    ("not_a_pdf", b"%PDF-1.4\n" + b"[" * 5000),
]


@pytest.mark.parametrize(("code", "content"), HOSTILE)
def test_a_deck_is_a_pdf_in_which_nothing_runs(code, content, founder, draft, pdf):
    sent = SimpleUploadedFile("deck.pdf", content) if isinstance(content, bytes) else pdf(content)

    answer = founder.post(DECK, {"deck": sent})

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert Application.objects.get().deck.name == ""
    assert files_kept() == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Umbra deck.pdf", "Umbra deck.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini\u202efdp.pdf", "boot.inifdp.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie_ x=1.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_file_may_be_called_anything(name, kept):
    assert actions.shown_name(name) == kept


def test_a_deck_is_replaced_downloaded_as_an_attachment_and_removed(founder, draft, pdf):
    founder.post(DECK, {"deck": pdf(name="first.pdf")})
    second = founder.post(DECK, {"deck": pdf(name="second.pdf")})
    there = founder.get(DECK)
    content = there.getvalue()
    removed = founder.delete(DECK)

    assert (second.json()["name"], second.json()["there"]) == ("second.pdf", True)
    assert there.headers["Content-Disposition"] == 'attachment; filename="second.pdf"'
    assert there.headers["Content-Type"] == "application/pdf"
    assert "sandbox" in there.headers["Content-Security-Policy"]
    assert content.startswith(b"%PDF-")
    assert removed.json()["there"] is False
    assert founder.get(DECK).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_file_before_is_removed_once_nothing_refers_to_it(founder, draft, pdf):
    founder.post(DECK, {"deck": pdf()})
    founder.post(DECK, {"deck": pdf()})
    kept = files_kept()
    founder.delete(DECK)

    assert (kept, files_kept()) == ([".pdf"], [])


def test_without_scripts_a_bad_deck_keeps_the_text_beside_it(founder, draft, pdf):
    typed = {"revision_pitch": 0, "pitch": "We shade."}

    bad = founder.post(PITCH, {**typed, "deck": SimpleUploadedFile("deck.pdf", b"<html>")})
    good = founder.post(PITCH, {"revision_pitch": 1, "pitch": "We shade.", "deck": pdf()})

    assert bad.status_code == 422
    assert "This is not a PDF that can be read." in bad.content.decode()
    assert good.url == "/e/valencia/application/consent/"
    kept = Application.objects.get()
    assert (kept.pitch, kept.deck_name) == ("We shade.", "Umbra deck.pdf")


class Endless(io.RawIOBase):
    """A multipart body with a file of that many bytes, made while it is read."""

    def __init__(self, size: int) -> None:
        head = b'--x\r\nContent-Disposition: form-data; name="deck"; filename="d.pdf"\r\n\r\n%PDF-'
        self.size, self.left, self.parts = len(head) + size + 9, size, [head]

    def read(self, count: int = -1) -> bytes:
        if self.parts:
            return self.parts.pop()
        if self.left > 0:
            chunk = min(count, self.left)
            self.left -= chunk
            if not self.left:
                self.parts = [b"\r\n--x--\r\n"]
            return b"0" * chunk
        return b""


def test_two_hundred_megabytes_are_refused_and_never_held(founder, draft):
    import tracemalloc

    body = Endless(200_000_000)
    tracemalloc.start()

    answer = founder.generic(
        "POST",
        DECK,
        b"replaced below",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(body.size),
        **{"wsgi.input": body},
    )

    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (answer.status_code, answer.json()["code"]) == (422, "file_too_large")
    assert answer.json()["message"] == "This file is too large. At most 15.0\xa0MB are taken."
    assert most < 60_000_000


def test_a_logo_is_drawn_anew(founder, draft):
    answer = founder.post(LOGO, {"logo": picture("JPEG")})
    shown = founder.get(LOGO)

    assert answer.status_code == 200
    assert shown.headers["Content-Type"] == "image/png"
    assert shown.headers["Content-Disposition"].startswith("attachment")
    assert shown.getvalue().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "content",
    [b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', b"GIF89a", b"%PDF-"],
)
def test_a_logo_that_is_no_picture_is_refused(content, founder, draft):
    answer = founder.post(LOGO, {"logo": SimpleUploadedFile("logo.png", content, "image/png")})

    assert (answer.status_code, answer.json()["code"]) == (422, "not_a_picture")


def test_a_file_without_its_form_is_refused(founder, draft, pdf):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(founder_of(draft))

    assert strict.post(DECK, {"deck": pdf()}).status_code == 403
    assert strict.post(PITCH, {"deck": pdf()}).status_code == 403
    assert strict.delete(DECK).status_code == 403


def founder_of(draft):
    from battle.accounts.models import User

    return User.objects.get(email=draft.contact_email)


def test_only_owner_and_organisers_have_it_and_a_draft_only_its_owner(
    client, filled, pdf, uma, organiser, reviewer, host, stranger
):
    actions.attach_file(application_id=filled.pk, kind="deck", upload=pdf(), now=timezone.now())
    at_the_desk = reverse("organise:application-file", args=["valencia", filled.key, "deck"])

    def asked() -> dict[str, tuple[int, int]]:
        told = {}
        for person in (uma, organiser, reviewer, host, stranger):
            client.force_login(person)
            told[person.email.split("@")[0]] = (
                client.get(DECK).status_code,
                client.get(at_the_desk).status_code,
            )
        client.logout()
        return {**told, "nobody": (client.get(DECK).status_code, client.get(at_the_desk).status_code)}

    as_draft = asked()
    actions.hand_in(application_id=filled.pk, language="en", now=timezone.now())
    submitted = asked()

    outside = {"rita": (404, 403), "hugo": (404, 403), "sam": (404, 403), "nobody": (401, 302)}
    assert as_draft == {"uma": (200, 403), "olga": (404, 403), **outside}
    assert submitted == {"uma": (200, 403), "olga": (404, 200), **outside}


def test_files_after_the_deadline_are_refused(founder, draft, pdf, close_call):
    close_call()

    answer = founder.post(DECK, {"deck": pdf()})

    assert (answer.status_code, answer.json()["code"]) == (409, "call_closed")


def test_a_pdf_of_too_many_bytes_is_refused_before_it_is_read(pdf):
    with pytest.raises(documents.Refused) as refused:
        documents.check_pdf(pdf(), most_bytes=100, field="deck")

    assert (refused.value.code, refused.value.field, refused.value.http_status) == (
        "file_too_large",
        "deck",
        422,
    )


def test_a_file_sent_with_a_text_that_is_wrong_is_kept_and_shown(founder, draft, pdf):
    typed = {"revision_pitch": "0", "pitch": "x" * 3001, "deck": pdf()}

    answer = founder.post(PITCH, typed)

    shown = [each["file"].name for each in answer.context["files"]]
    assert answer.status_code == 422
    assert shown == [Application.objects.get(pk=draft.pk).deck.name]
    assert "Umbra deck.pdf" in answer.content.decode()
