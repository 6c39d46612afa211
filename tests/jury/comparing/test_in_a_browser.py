"""The comparison in a real browser: plots are drawn under the strict content policy, and everybody can read them."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.support.waiting import wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

INK = """canvas => {
  const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const colours = new Set();
  for (let at = 0; at < data.length; at += 4) if (data[at + 3] === 255) colours.add(data.slice(at, at + 3).join());
  return [...colours];
}"""


@pytest.fixture
def page(client, steward, live_server, browser) -> Iterator[Page]:
    """A phone on which the steward is signed in; faults and blocked content fail the test."""
    client.force_login(steward)
    faults: list[str] = []
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, reduced_motion="reduce", color_scheme="light", locale="en"
    )
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda told: faults.append(told.text) if told.type == "error" else None)
    yield page
    context.close()
    assert faults == []


def ink(page: Page, plot: str) -> set[str]:
    return set(page.locator(f'canvas[data-plot="{plot}"]').evaluate(INK))


def test_the_plots_are_drawn_in_the_colours_of_the_theme(page, live_server, compared):
    page.goto(live_server.url + reverse("jury:compare", args=[compared.candidate.version]))

    # Each is drawn again a moment after the theme changes.
    for scheme, colours in (("light", {"58,92,0", "31,98,184"}), ("dark", {"200,240,74", "130,192,255"})):
        page.emulate_media(color_scheme=scheme)
        for plot in ("roc", "reliability"):
            wait_for(lambda plot=plot, colours=colours: colours <= ink(page, plot), 10)
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_what_is_drawn_can_be_read_in_a_table_by_keyboard_alone(page, live_server, compared):
    page.goto(live_server.url + reverse("jury:compare", args=[compared.candidate.version]))
    page.get_by_text("Show as a table").first.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("img", name="Area under the curve: candidate")).to_be_visible()
    expect(
        page.get_by_role("table", name="Share of successes found by share of failures placed above")
    ).to_be_visible()
    assert Axe().run(page).response["violations"] == []
