"""A founder applies on a phone, in Portuguese, from an invitation link, through a closed tab and a network cut."""

import io
import re
import time
from ast import literal_eval
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfWriter

from tests.support.site import Site

PHONE = {"has_touch": True, "is_mobile": True, "locale": "pt-BR"}
SAVED = re.compile(r"\d\d:\d\d")
PITCH = "Sombra onde faz falta, com árvores e dados."
PEOPLE = "Uma: direção\nBento: engenharia"

# Closes the demo's call and makes a code for one, as an organiser does on the page of late codes.
INVITE = """
from datetime import timedelta
from django.utils import timezone
from battle.applications.actions import make_late_code
from battle.editions.models import Edition
now, edition = timezone.now(), Edition.objects.get(slug="demo")
edition.call_closes_at = now - timedelta(hours=1)
edition.save()
print("CODE", make_late_code(edition=edition, note="Uma", expires_at=now + timedelta(days=2), uses=1, now=now).code)
"""
TELL = """
from battle.applications.models import Application
kept = Application.objects.get(contact_email="uma@example.org")
names = ("state", "company", "one_liner", "people", "pitch", "answers", "deck_name", "language")
print(repr([getattr(kept, name) for name in names]))
"""


def mails(site: Site) -> list[str]:
    """What the site sent, as subject and text, the oldest first."""
    kept = sorted(Path(site.env["BATTLE_VAR"], "mail").glob("*"), key=lambda path: path.stat().st_mtime)
    found = []
    for path in kept:
        for part in path.read_bytes().split(b"-" * 79):
            message = message_from_bytes(part.strip(), policy=default)
            if body := message.get_body(("plain",)):
                found.append(f"{message['Subject']}\n{body.get_content()}")
    return found


def mail_with(site: Site, wanted: re.Pattern[str]) -> re.Match[str]:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for mail in reversed(mails(site)):
            if found := wanted.search(mail):
                return found
        time.sleep(0.1)
    raise AssertionError(f"no mail with {wanted.pattern} among {mails(site)}")


def deck() -> dict[str, object]:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=960, height=540)
    writer.write(out)
    return {"name": "Umbra.pdf", "mimeType": "application/pdf", "buffer": out.getvalue()}


def enter(page: Page, name: str, value: str) -> None:
    """Type an entry and leave it; then the server has it."""
    with page.expect_response(re.compile("/application/save/")) as answer:
        page.locator(f"#id_{name}").fill(value)
        page.locator(f"#id_{name}").blur()
    assert answer.value.status == 200
    expect(page.locator("[data-save-status]")).to_have_text(SAVED)


def kept_here(page: Page, text: str) -> None:
    """Wait until the browser keeps what was typed. The content policy forbids the page to be asked by a predicate."""
    deadline = time.monotonic() + 10
    while not any(text in kept for kept in page.evaluate("Object.values(localStorage)")):
        assert time.monotonic() < deadline, "what is typed is not kept in the browser"
        page.wait_for_timeout(50)


def in_a_new_tab(context: BrowserContext, url: str) -> Page:
    page = context.new_page()
    page.goto(url)
    return page


def begin(site: Site, page: Page) -> None:
    """One flow from the invitation to the draft."""
    expect(page.locator("html")).to_have_attribute("lang", "pt-br")
    page.locator("#id_email").fill("uma@example.org")
    page.locator("#send-code").click()
    page.locator("#id_code").fill(
        mail_with(site, re.compile(r"^([A-Z0-9]{3,5}-[A-Z0-9]{3,5})\s*$", re.MULTILINE))[1]
    )
    page.locator("#id_code").press("Enter")
    page.locator("#begin").click()


def work_in_two_tabs(page: Page, tasks: str) -> None:
    """The later tab is shown both values and decides."""
    page.locator("#task-company").click()
    other = in_a_new_tab(page.context, f"{tasks}company/")
    enter(page, "company", "Umbra")
    other.locator("#id_company").fill("Umbra Lda")
    other.locator("#id_company").blur()
    expect(other.locator("#entry-company [data-theirs]")).to_have_text("Umbra")
    other.locator("#entry-company [data-keep-mine]").click()
    expect(other.locator("[data-save-status]")).to_have_text(SAVED)
    enter(other, "one_liner", "Sombra")
    enter(other, "contact_name", "Uma")
    other.close()


def lose_the_network(page: Page, tasks: str) -> Page:
    """The network is cut while she types, and the tab is closed: nothing is retyped."""
    page.goto(f"{tasks}team/")
    enter(page, "team_founders", "2")
    page.context.set_offline(True)
    page.locator("#id_people").fill(PEOPLE)
    page.locator("#id_people").blur()
    expect(page.locator("[data-save-status]")).to_have_class(re.compile("is-waiting"))
    page.locator("label[for=id_team_prior_exit_1]").click()
    context = page.context
    page.close()
    context.set_offline(False)
    page = in_a_new_tab(context, f"{tasks}team/")
    expect(page.locator("#id_people")).to_have_value(PEOPLE)
    expect(page.locator("#id_team_prior_exit_1")).to_be_checked()
    expect(page.locator("[data-save-status]")).to_have_text(SAVED)
    return page


def close_the_tab_in_a_word(page: Page, tasks: str) -> Page:
    """A tab closed in the middle of a word loses none of it either."""
    context = page.context
    page.goto(f"{tasks}pitch/")
    page.locator("#id_pitch").press_sequentially(PITCH)
    kept_here(page, PITCH)
    page.close()
    page = in_a_new_tab(context, f"{tasks}pitch/")
    expect(page.locator("#id_pitch")).to_have_value(PITCH)
    return page


def test_an_invited_founder_submits_on_a_phone_and_types_nothing_twice(new_site, open_page):
    site = new_site()
    site.start()
    code = site.manage("shell", "-v0", "-c", INVITE).split("CODE ")[1].strip()
    tasks = f"{site.url}/e/demo/application/"
    page = open_page(f"{site.url}/e/demo/apply/?code={code}", 390, 844, **PHONE)

    begin(site, page)
    expect(page).to_have_url(tasks)
    work_in_two_tabs(page, tasks)
    page = lose_the_network(page, tasks)
    page = close_the_tab_in_a_word(page, tasks)

    page.locator("#id_deck").set_input_files(
        {"name": "x.pdf", "mimeType": "application/pdf", "buffer": b"<html>"}
    )
    expect(page.locator("#entry-deck .field__error")).to_be_visible()
    page.locator("#id_deck").set_input_files(deck())
    expect(page.locator("[data-file-name]")).to_have_text("Umbra.pdf")
    expect(page.locator("#entry-deck .field__error")).to_have_count(0)
    page.locator("#continue").click()
    page.locator("label[for=id_consent]").click()
    page.locator("#continue").click()
    expect(page).to_have_url(f"{tasks}check/")
    page.locator("#submit").click()

    expect(page).to_have_url(tasks)
    expect(page.locator("#standing")).to_have_class(re.compile("badge--good"))
    assert literal_eval(site.manage("shell", "-v0", "-c", TELL)) == [
        "submitted",
        "Umbra Lda",
        "Sombra",
        PEOPLE,
        PITCH,
        {"team_founders": 2.0, "team_prior_exit": 1.0},
        "Umbra.pdf",
        "pt-br",
    ]
    assert mail_with(site, re.compile(r"Quantos fundadores vocês são\?\s+2 fundadores"))
    assert page.evaluate("Object.keys(localStorage).length") == 0
