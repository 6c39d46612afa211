"""A battle in a browser, on the real processes: from the first call on the console to the winner on every screen."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from scoring import service
from tests.e2e.conftest import sign_in
from tests.support import prepared
from tests.support.site import Site

SCORE_WITHIN = 15_000
QUESTIONS = service.questionnaire().questions


def enter_answer(console: Page, question, value) -> None:
    """As the host does: a number is typed, a choice is a digit."""
    if question.kind == "number":
        console.locator("#console-number").fill(f"{value:.10g}")
        console.keyboard.press("Enter")
        return
    slugs = [option.slug for option in question.options]
    console.keyboard.press(str(slugs.index(value) + 1))


def play_contender(console: Page, row: dict) -> None:
    console.keyboard.press("n")
    expect(console.locator("[data-part=standing] [data-part=company]")).to_have_text(row["company"])
    for question in QUESTIONS:
        expect(console.locator("[data-part=question] [data-part=title]")).to_have_text(question.text["en"])
        enter_answer(console, question, row["answers"][question.key])
    expect(console.locator("[data-part=between-title]")).to_be_visible()


def board_of(site) -> dict:
    status, body = site.get("/live/demo/board.json")
    assert status == 200
    return json.loads(body)


@pytest.fixture(scope="session")
def expected(tmp_path_factory, trained_jury, four_startups) -> dict[str, float]:
    """What `manage.py score` says of the four, on a site of its own with the same jury; asked once a run."""

    def scores() -> dict[str, float]:
        site = Site(tmp_path_factory.mktemp("score") / "site")
        site.install_jury(trained_jury)
        told = {
            row["company"]: site.manage("score", "--answers", "-", stdin=json.dumps(row["answers"]))
            for row in four_startups
        }
        site.remove()
        return {company: json.loads(answer)["score"] for company, answer in told.items()}

    return prepared.once("scores-of-four", scores)


@pytest.mark.shared_data
@pytest.mark.parametrize("mode", ["open", "sealed"])
@pytest.mark.parametrize("services", ["embedded", "real"])
def test_four_startups_battle_and_the_winner_is_the_one_that_scores_highest(
    new_site, open_page, finalists_file, four_startups, expected, services, mode
):
    site = new_site(services)
    site.manage("demo", "--finalists", str(finalists_file), "--mode", mode)
    site.start()
    best = max(expected, key=expected.__getitem__)
    console = open_page(site.address("sign in as host"))
    sign_in(console)
    screen = open_page(site.address("big screen"), 1920, 1080)
    phone = open_page(site.address("phone board"), 390, 844, has_touch=True, is_mobile=True)

    console.get_by_role("button", name="Open the show").click()
    expect(console.locator("#console")).to_have_attribute("data-link", "live")
    for row in four_startups:
        play_contender(console, row)
        if mode == "sealed":
            assert all(contender["score"] is None for contender in board_of(site)["contenders"])
    if mode == "open":
        for page in (screen, phone):
            for company, score in expected.items():
                expect(page.locator(".place", has_text=company).locator("[data-f=score]")).to_have_text(
                    f"{score:.2f}", timeout=SCORE_WITHIN
                )
    else:
        expect(screen.locator("[data-part=rows]")).not_to_contain_text(re.compile(r"\d\d\.\d\d"))
    # Until everything entered is saved the console does not let the questioning end.
    expect(console.locator("[data-part=primary]")).to_be_enabled(timeout=60_000)
    console.keyboard.press("e")
    expect(console.locator("#console")).to_have_attribute("data-phase", "frozen", timeout=SCORE_WITHIN)
    expect(console.locator("[data-part=primary]")).to_be_enabled(timeout=SCORE_WITHIN)
    console.wait_for_timeout(1000)  # the console's own guard against a clicker's double press
    console.keyboard.press("r")

    for page in (screen, phone):
        expect(page.locator("[data-f=winner_company]")).to_have_text(best, timeout=SCORE_WITHIN)
        expect(page.locator("[data-f=winner_score]")).to_have_text(f"{expected[best]:.2f}")
    result = open_page(f"{site.url}/e/demo/")
    for company, score in expected.items():
        expect(result.locator("main")).to_contain_text(company)
        expect(result.locator("main")).to_contain_text(f"{score:.2f}")
    board = board_of(site)
    ranked = sorted(board["contenders"], key=lambda contender: contender["rank"])
    assert [c["company"] for c in ranked] == sorted(expected, key=expected.__getitem__, reverse=True)
    assert {c["company"]: c["score"] for c in ranked} == {k: round(v, 2) for k, v in expected.items()}
    assert site.manage("verify_show", "demo").startswith("OK: show demo #1: ")
