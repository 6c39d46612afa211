"""From the reading to the places, by keyboard alone: a reviewer, an organiser, and two startups.

The names of the companies never reach the browser of a reviewer who reads blind; whoever declines makes room for the
reserve without anybody's doing.
"""

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.test_apply import mail_with, mails
from tests.support.site import Site
from tests.support.waiting import wait_for

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
ANSWER = "/e/demo/application/answer/"
CODE = re.compile(r"^([A-Z0-9]{3,5}-[A-Z0-9]{3,5})\s*$", re.MULTILINE)

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


def by_code(site: Site, open_page, email: str, path: str) -> Page:
    """Signed in with a code that came by mail, at an address that asks for it."""
    page = open_page(site.url + path)
    page.keyboard.press("Tab")
    reach(page, page.locator("#id_email"))
    page.keyboard.type(email)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    reach(page, page.locator("#id_code"))
    page.keyboard.type(mail_with(site, CODE)[1])
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url(site.url + path)
    return page


def tick(page: Page, *names: str) -> None:
    for name in names:
        reach(page, page.locator(f"input[name=keys][value={name}]"))
        page.keyboard.press("Space")


def choose(page: Page) -> None:
    """Three on the shortlist, the lock, two finalists, a reserve, nobody for the others: and all of it at once."""
    tick(page, "aurelune", "brackwater", "cindervale")
    enter(page, button_to(page, "/selection/pick/"))
    enter(page, button_to(page, "/selection/lock/"))
    enter(page, page.locator("nav.filters a[href$='/selection/decisions/']"))
    tick(page, "aurelune", "brackwater")
    enter(page, button_to(page, "/decisions/decide/", "[value=finalist]"))
    tick(page, "cindervale")
    enter(page, button_to(page, "/decisions/decide/", "[value=reserve]"))
    enter(page, button_to(page, "/decisions/others/"))
    enter(page, page.locator("a[href$='/selection/apply/']"))
    enter(page, button_to(page, "/apply/now/"))


def send_letters(page: Page, site: Site) -> None:
    """Look at one as its recipient will get it, then send them pile by pile."""
    assert site.ask("SELECT state, count(*) FROM outbox_letter GROUP BY state") == [("draft", 8)]
    enter(page, page.locator("main a[href*='/organise/demo/letters/']").first)
    enter(page, page.locator("tbody a[href*='/organise/demo/letters/']").first)
    expect(page.locator("main")).to_contain_text("@example.org")
    page.go_back()
    for _pile in range(3):
        enter(page, button_to(page, "/letters/send-drafts/").first)
    expect(button_to(page, "/letters/send-drafts/")).to_have_count(0)
    wait_for(lambda: site.ask("SELECT DISTINCT state FROM outbox_letter") == [("sent",)], 30)


def test_by_keyboard_alone_five_are_read_two_invited_and_a_reserve_moves_up(new_site, open_page):
    site = new_site()
    site.start()
    site.manage("shell", "-v0", "-c", PREPARE)

    page = entered(site, open_page, "reader@example.net", "/review/demo/")
    enter(page, button_to(page, "/next/"))
    for score in SCORES:
        read_blind(page, score)
    counted = "SELECT count(*) FROM reviews_review WHERE state = 'submitted'"
    assert site.ask(counted) == [(5,)]

    page = entered(site, open_page, "organiser@demo.example", "/organise/demo/selection/")
    choose(page)
    send_letters(page, site)
    assert len([mail for mail in mails(site) if ANSWER in mail]) == 2

    page = by_code(site, open_page, "aurelune@example.org", ANSWER)
    enter(page, page.locator("button[name=answer][value=decline]"))
    moved_up = "SELECT state FROM outbox_letter WHERE kind = 'invitation' AND about = 'cindervale'"
    wait_for(lambda: site.ask(moved_up) == [("sent",)], 30)

    page = by_code(site, open_page, "cindervale@example.org", ANSWER)
    enter(page, page.locator("button[name=answer][value=accept]"))
    places = "SELECT key, running_order FROM applications_application WHERE state = 'finalist'"
    assert site.ask(places) == [("cindervale", 1)]
