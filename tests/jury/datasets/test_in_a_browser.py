"""From the raw file to a data set in a real browser, by the keyboard alone."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from scoring.models import DataSet
from scoring.uploads.actions import create_upload
from tests.jury.datasets.conftest import GOOD
from tests.leaderboard.conftest import serve

LONG = 60_000
"""Milliseconds. The first upload of a process loads pandas, on a machine that may be busy."""
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def room(transactional_db, steward, browser) -> Iterator[Page]:
    """The list of data sets, open in the steward's browser."""
    from django.core.asgi import get_asgi_application

    client = Client()
    client.force_login(steward)
    site = serve(get_asgi_application())
    address = f"http://127.0.0.1:{site.port}"
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="en")
    context.set_default_timeout(LONG)
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto(f"{address}/jury/data/")
    yield page
    context.close()
    site.stop()


def press(page: Page, role: str, name: str, key: str = "Enter") -> None:
    """Reach a control by the keyboard's focus and press it."""
    page.get_by_role(role, name=name, exact=True).first.focus()  # type: ignore[arg-type]
    page.keyboard.press(key)


def serious_faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [fault["id"] for fault in found if fault["impact"] in {"serious", "critical"}]


def test_the_raw_file_is_mapped_previewed_and_imported_by_keys(room, raw_cax):
    press(room, "link", "Add a file")
    room.get_by_label("File").set_input_files(
        {"name": "cax_raw_228.csv.gz", "mimeType": "application/gzip", "buffer": raw_cax}
    )
    room.get_by_label("Begin with the mapping").focus()
    room.keyboard.type("cax_raw")
    press(room, "button", "Upload and map it")
    expect(room.get_by_role("heading", name="cax_raw_228.csv.gz")).to_be_visible(timeout=LONG)
    assert serious_faults(room) == []

    # The preview follows a change by itself; nothing of it is saved.
    founders = room.locator("#id_q-team_founders-column")
    founders.focus()
    room.keyboard.press("Home")
    expect(room.locator("[data-told]")).to_have_text("Preview brought up to date.", timeout=LONG)
    expect(room.locator("[data-preview]")).to_contain_text("1 question that no column answers", timeout=LONG)
    founders.select_option("Number of Co-founders")
    expect(room.locator("[data-preview]")).not_to_contain_text("that no column answers", timeout=LONG)

    for label, said in [("Name of the series", "cax"), ("Licence", "CC BY 4.0"), ("Provenance", "a contest")]:
        room.get_by_label(label, exact=True).focus()
        room.keyboard.type(said)
    press(room, "button", "Save and import")
    expect(room.get_by_role("heading", name="cax", exact=True)).to_be_visible(timeout=LONG)
    expect(room.get_by_text("Blanks tell the outcome", exact=True)).to_be_visible(timeout=LONG)
    assert serious_faults(room) == []
    assert DataSet.objects.get().rows == 228


def test_who_was_signed_out_meanwhile_is_led_to_the_sign_in(room, steward):
    upload = create_upload(owner=steward, filename="a.csv", data=GOOD, begin="", now=timezone.now())
    room.goto(room.url + f"uploads/{upload.key}/")
    room.context.clear_cookies(name="sessionid")
    asked: list[str] = []
    room.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    with room.expect_navigation(url="**/accounts/login/**", timeout=LONG):
        room.locator("#id_q-team_founders-column").select_option("founders")

    assert asked == ["beforeunload"]
