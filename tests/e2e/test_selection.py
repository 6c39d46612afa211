"""A reviewer reads five applications by keyboard alone, and the names of the companies never reach the browser."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.support.site import Site

NAMES = (
    "Aurelune",
    "Brackwater",
    "Cindervale",
    "Dovecrest",
    "Emberlyn",
    "Fjordmark",
    "Glasswing",
    "Hollowoak",
)
SCORES = (5, 4, 3, 2, 1)

# The demo's edition, its call closed, two places, and eight applications that wait for a blind reading.
PREPARE = f"""
from datetime import timedelta
from django.utils import timezone
from battle.accounts.actions import find_or_create_user, grant_role
from battle.accounts.enums import Role
from battle.applications.models import Application
from battle.editions.models import Edition
from battle.reviews.models import Criterion, ReviewRound
now, edition = timezone.now(), Edition.objects.get(slug="demo")
Application.objects.filter(edition=edition).delete()
edition.call_closes_at, edition.show_starts_at = now - timedelta(hours=1), now + timedelta(days=20)
edition.finalists_wanted = 2
edition.save()
for name in {NAMES!r}:
    Application.objects.create(
        edition=edition, company=name, one_liner=f"{{name}} does one thing well", pitch=f"At {{name}} we build it.",
        contact_name="A Founder", contact_email=f"{{name.lower()}}@example.org", submitted_at=now,
        answers={{"team_founders": 2.0}}, key=name.lower(),
    )
for place, title in enumerate(["Team", "Market"]):
    Criterion.objects.create(edition=edition, titles={{"en": title}}, position=place)
ReviewRound.objects.create(edition=edition, blind=True, reads_wanted=1)
grant_role(user=find_or_create_user(email="reader@example.net"), edition_id=edition.pk, role=Role.REVIEWER)
"""


def reach(page: Page, wanted: Locator) -> None:
    """Go on by the Tab key until it has the focus, as whoever has no mouse must."""
    expect(wanted).to_have_count(1)
    for _step in range(200):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} cannot be reached by the keyboard on {page.url}")


def enter(page: Page, wanted: Locator) -> None:
    """Reach a button or link, and press Enter: another page comes."""
    reach(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def button_to(page: Page, way: str, more: str = "") -> Locator:
    return page.locator(f"form[action$='{way}'] button{more}, button[formaction$='{way}']{more}")


def entered(site: Site, open_page, email: str, path: str) -> Page:
    """Signed in by a link of one's own."""
    page = open_page(site.manage("signin_link", email, "--next", path).split()[-1])
    enter(page, page.locator("main form button").first)
    expect(page).to_have_url(site.url + path)
    return page


def read_blind(page: Page, score: int) -> None:
    """One review by number keys; each score is kept as it is given, and no name reaches the browser."""
    source = page.context.request.get(page.url).text()
    assert not [name for name in NAMES if name.lower() in source.lower()]
    for _criterion in range(2):
        page.keyboard.press("j")
        with page.expect_response(re.compile("/save/$")) as kept:
            page.keyboard.press(str(score))
        assert kept.value.status == 200
    expect(page.locator("[data-status]")).to_have_attribute("data-state", "saved")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")


def test_a_reviewer_reads_blind_by_keyboard_alone(new_site, open_page):
    site = new_site()
    site.start()
    site.manage("shell", "-v0", "-c", PREPARE)

    page = entered(site, open_page, "reader@example.net", "/review/demo/")
    enter(page, button_to(page, "/next/"))
    for score in SCORES:
        read_blind(page, score)
    counted = "SELECT count(*) FROM reviews_review WHERE state = 'submitted'"
    assert site.ask(counted) == [(5,)]
