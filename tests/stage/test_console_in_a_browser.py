"""The host's console in a real browser: by keys alone, with a clicker, and without a network."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Page, expect

from battle.stage import tasks
from scoring import service
from scoring.core.advice_words import reason_sentence
from tests.leaderboard.conftest import serve
from tests.support.waiting import wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

ANSWERS = "**/api/v1/shows/valencia/answers"


@pytest.fixture
def address(transactional_db) -> Iterator[str]:
    from django.core.asgi import get_asgi_application

    from battle.leaderboard.stream import mount

    site = serve(mount(get_asgi_application()))
    yield f"http://127.0.0.1:{site.port}"
    site.stop()


@pytest.fixture
def console(address, stage, host, browser) -> Iterator[Page]:
    """The console of an opened show, at its first moment."""
    client = Client()
    client.force_login(host)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="en")
    context.set_default_timeout(15_000)
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto(f"{address}/host/valencia/")
    expect(page.locator("#console")).to_have_attribute("data-link", "live", timeout=15_000)
    yield page
    context.close()


def title(console: Page):
    return console.locator("[data-part=question] [data-part=title]")


def last_state(console: Page):
    return console.locator("[data-part=last]")


def serious_faults(page: Page) -> list[str]:
    violations = Axe().run(page).response["violations"]
    return [fault["id"] for fault in violations if fault["impact"] in {"serious", "critical"}]


def test_it_runs_by_keys_alone(console, stage):
    console.keyboard.press("n")
    expect(title(console)).to_have_text("How many founders are you?")
    console.keyboard.press("a")  # what the application said
    expect(title(console)).to_have_text("How many people are in senior leadership?")
    console.keyboard.type("1")
    console.keyboard.press("Enter")
    console.keyboard.press("s")
    console.keyboard.press("2")
    expect(last_state(console)).to_have_attribute("data-state", "saved")
    assert serious_faults(console) == []
    assert stage.state.contenders["finalist-1"].answers == {
        "team_founders": 3.0,
        "team_senior": 1.0,
        "team_prior_startup": 1.0,
    }
    assert stage.state.contenders["finalist-1"].skipped == {"team_advisors"}

    console.keyboard.press("u")
    console.keyboard.press("1")
    expect(console.locator("[data-part=editing]")).to_be_hidden()
    expect(last_state(console)).to_have_attribute("data-state", "saved")
    assert stage.state.contenders["finalist-1"].answers["team_prior_startup"] == 0.0


def test_the_jurys_suggestion_comes_late_moves_nothing_and_is_followed_by_a_key(console, stage):
    console.keyboard.press("n")
    suggestion = console.locator("[data-part=advice]")
    expect(title(console)).to_have_text("How many founders are you?")
    expect(suggestion).to_have_attribute("data-late", "")
    before = console.locator(".order").bounding_box(), console.locator("[data-part=skip]").bounding_box()
    console.keyboard.press("g")
    wait_for(lambda: "asked" in stage.kinds, 10)  # the page is ahead of the log

    tasks.score_contender(stage.show.pk, "finalist-1")

    expect(suggestion).not_to_have_attribute("data-late", "")
    expect(title(console)).to_have_text("How many founders are you?")
    assert (
        console.locator(".order").bounding_box(),
        console.locator("[data-part=skip]").bounding_box(),
    ) == before
    advised = stage.state.contenders["finalist-1"].advice
    question = service.questionnaire("v1").question(advised.question)
    expect(suggestion.locator("[data-part=advice-question]")).to_have_text(question.text["en"])
    expect(suggestion.locator("[data-part=advice-why]")).to_have_text(
        reason_sentence(advised.reason, advised.section, advised.share, "en")
    )
    assert serious_faults(console) == []

    console.keyboard.press("g")
    expect(title(console)).to_have_text(question.text["en"])
    expect(suggestion.locator("[data-part=advice-same]")).to_be_visible()
    console.keyboard.press("s")
    expect(suggestion).to_have_attribute("data-late", "")
    expect(last_state(console)).to_have_attribute("data-state", "saved")
    assert stage.kinds == ["opened", "called", "asked", "advised", "asked", "skipped", "asked"]


def test_a_number_that_cannot_be_is_told_at_once(console, stage):
    console.keyboard.press("n")
    console.locator("#console-number").fill("51")
    console.keyboard.press("Enter")

    expect(console.locator("[data-part=problem]")).to_have_text("Not above 50.")
    assert "answered" not in stage.kinds


def test_a_clicker_goes_on_and_never_leaves_the_page(console, stage):
    console.evaluate("window.stayed = true")
    console.wait_for_timeout(800)  # the guard against a double press
    console.keyboard.press("F5")
    expect(title(console)).to_have_text("How many founders are you?")
    console.wait_for_timeout(800)
    console.keyboard.press("PageDown")
    expect(title(console)).to_have_text("How many people are in senior leadership?")
    console.keyboard.press("PageUp")
    expect(console.locator("[data-part=editing]")).to_be_visible()
    console.keyboard.press("Escape")
    expect(title(console)).to_have_text("How many people are in senior leadership?")

    assert console.evaluate("[window.stayed, window.scrollY]") == [True, 0]
    assert stage.kinds == ["opened", "called", "asked", "answered", "asked"]


def test_answers_without_a_network_outlive_a_reload_and_arrive_once_in_order(console, stage):
    console.keyboard.press("n")
    expect(title(console)).to_have_text("How many founders are you?")
    console.route(ANSWERS, lambda route: route.abort())
    console.keyboard.press("a")
    console.keyboard.type("2")
    console.keyboard.press("Enter")
    expect(last_state(console)).to_contain_text("2 kept here, retrying")
    assert "answered" not in stage.kinds

    console.reload()
    expect(title(console)).to_have_text("How many formal advisors do you have?")
    console.unroute(ANSWERS)
    expect(console.locator("[data-part=given] li")).to_have_count(2)
    expect(last_state(console)).to_have_attribute("data-state", "saved")

    answered = [entry.event for entry in stage.log if entry.event.kind == "answered"]
    assert [(event.question, event.value) for event in answered] == [
        ("team_founders", 3.0),
        ("team_senior", 2.0),
    ]


def test_an_answer_whose_reply_was_lost_is_taken_once(console, stage):
    lost = []

    def lose_the_first_reply(route) -> None:
        if not lost:
            lost.append(route.fetch())  # it reaches the server
            route.abort()
        else:
            route.continue_()

    console.route(ANSWERS, lose_the_first_reply)
    console.keyboard.press("n")
    expect(title(console)).to_have_text("How many founders are you?")
    console.keyboard.press("a")
    expect(last_state(console)).to_have_attribute("data-state", "saved")

    assert len(lost) == 1
    assert stage.kinds == ["opened", "called", "asked", "answered", "asked"]


def test_the_end_is_asked_for_twice_while_questions_are_open(console, stage):
    console.keyboard.press("n")
    console.keyboard.press("a")
    expect(last_state(console)).to_have_attribute("data-state", "saved")
    console.keyboard.press("e")
    expect(console.locator("[data-part=end-label]")).to_have_text("Press E again to end the questioning")
    assert "frozen" not in stage.kinds

    console.keyboard.press("e")

    expect(console.locator("#console")).to_have_attribute("data-phase", "frozen")
    expect(
        console.locator("[data-part=primary]")
    ).to_be_disabled()  # no worker here: the score is still pending
    assert stage.kinds[-1] == "frozen"


def test_a_reveal_whose_reply_was_lost_may_be_pressed_again(console, stage):
    stage.call()
    stage.answer("team_founders", 3)
    stage.score()
    stage.freeze()
    replies = []

    def lose_the_first_reply(route) -> None:
        replies.append(route.fetch())
        if len(replies) == 1:
            route.abort()
        else:
            route.fulfill(response=replies[-1])

    # Nothing else tells the console either: it still offers the reveal.
    for address in ("**/stream*", "**/api/v1/shows/valencia/state"):
        console.route(address, lambda route: route.abort())
    console.reload()
    console.route("**/api/v1/shows/valencia/reveal", lose_the_first_reply)
    console.wait_for_timeout(800)  # the guard against a double press
    console.keyboard.press("r")
    expect(console.locator("[data-part=problem]")).not_to_have_text("")
    console.keyboard.press("r")

    expect(console.locator("[data-part=problem]")).to_have_text("")
    assert [reply.ok for reply in replies] == [True, True]
    assert stage.kinds.count("revealed") == 1


CONNECTIONS = """async () => {
  const address = performance.getEntriesByType("resource").find((each) => each.name.includes("console-live")).name;
  const { follow } = await import(address);
  const made = [];
  class Refused extends EventTarget {
    constructor(url) { super(); this.readyState = 0; if (url === "/none") made.push(this); }
    close() { this.readyState = 2; }
    refuse() { this.readyState = 2; this.dispatchEvent(new Event("error")); }
  }
  Refused.CLOSED = 2;
  window.EventSource = Refused;
  follow({ streamUrl: "/none", stateUrl: "/healthz", onBoard() {}, onLink() {} });
  made[0].refuse();
  window.dispatchEvent(new Event("online"));
  await new Promise((resolve) => setTimeout(resolve, 3500));
  return made.filter((each) => each.readyState !== 2).length;
}"""


def test_a_network_that_comes_back_leaves_one_stream(console):
    assert console.evaluate(CONNECTIONS) == 1


def test_a_second_device_takes_over_where_the_first_was(console, stage):
    stage.call("finalist-2")

    expect(console.locator("[data-part=standing] [data-part=company]")).to_have_text("Boreal")
    stage.answer("team_founders", 2, contender="finalist-2")
    expect(title(console)).to_have_text("How many people are in senior leadership?")
    stage.score("finalist-2")
    score = stage.state.contenders["finalist-2"].score.score
    expect(console.locator("[data-part=standing] [data-part=score]")).to_have_text(f"{score:.2f}")
