"""The board in a real browser: it keeps what it has, says how fresh that is, and misses nothing."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from battle.showlog import events as e
from tests.leaderboard.conftest import serve
from tests.leaderboard.plays import new_show, opened, revealed, scored, write

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def phone(browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def status(page: Page):
    return page.locator('[data-part="status"]')


def test_it_follows_the_show_without_a_reload(site, edition, phone):
    show = new_show("valencia", opened(), e.Called(contender="acequia"))
    phone.goto(f"http://127.0.0.1:{site.port}/live/valencia/")
    expect(status(phone)).to_have_text("Live")

    write(show, scored("acequia", 44.0), scored("boreal", 61.5))
    expect(phone.locator('[data-f="act_score"]')).to_have_text("44.00")
    expect(phone.locator("tbody tr").first).to_have_attribute("data-key", "boreal")
    expect(phone.locator('[data-part="sentence"]')).to_have_text("Boreal has 61.50 points, place 1.")


def test_a_lost_server_leaves_the_last_board_and_a_found_one_catches_up(site, edition, phone):
    from django.core.asgi import get_asgi_application

    from battle.leaderboard.stream import mount

    show = new_show("valencia", opened(), e.Called(contender="acequia"), scored("acequia", 44.0))
    phone.goto(f"http://127.0.0.1:{site.port}/live/valencia/")
    expect(status(phone)).to_have_text("Live")
    site.stop()
    expect(status(phone)).to_contain_text("Reconnecting · as of")
    expect(phone.locator('[data-f="act_score"]')).to_have_text("44.00")

    write(show, e.Called(contender="boreal"))
    again = serve(mount(get_asgi_application()), site.port)
    expect(status(phone)).to_have_text("Live", timeout=20_000)
    expect(phone.locator('[data-f="act_company"]')).to_have_text("Boreal")
    again.stop()


def test_a_refused_stream_is_replaced_by_asking(site, edition, phone):
    show = new_show("valencia", opened(), e.Called(contender="acequia"))
    phone.route("**/stream?*", lambda route: route.fulfill(status=503))
    phone.goto(f"http://127.0.0.1:{site.port}/live/valencia/")
    expect(status(phone)).to_contain_text("Updated every few seconds · as of")

    write(show, e.Called(contender="boreal"))
    expect(phone.locator('[data-f="act_company"]')).to_have_text("Boreal")


@pytest.mark.parametrize("address", ["", "screen/", "embed/"])
def test_no_page_of_the_board_has_a_serious_barrier(site, edition, phone, address):
    edition.sponsors.create(name="Banco do Mar")
    show = new_show(
        "valencia", opened(), scored("acequia", 61.5), scored("boreal", 63.25), e.Called(contender="boreal")
    )
    phone.goto(f"http://127.0.0.1:{site.port}/live/valencia/{address}")
    expect(status(phone)).to_have_text("Live")
    found = Axe().run(phone).response["violations"]
    write(show, e.Frozen(), revealed(("boreal", 63.25), ("acequia", 61.5)))
    expect(phone.locator('[data-part="victory"]')).to_be_visible()
    phone.wait_for_timeout(1_200)  # the limelight has opened
    found += Axe().run(phone).response["violations"]

    assert [
        (each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in {"serious", "critical"}
    ] == []
