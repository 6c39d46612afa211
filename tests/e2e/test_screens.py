"""Every screen at phone, laptop and projector size and in each language: nothing is serious to axe, nothing too wide.

A page is loaded once a language; it is looked at in each size as it is by somebody who turns a phone or drags a window.
The pictures are kept in test-results/screens for whoever wants to look.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.e2e.conftest import sign_in
from tests.support import call
from tests.support.site import Site

SIZES = {"phone": (390, 844), "laptop": (1366, 768), "projector": (1920, 1080)}
TRANSLATED = ["es", "pt-br"]
"""Looked at in the narrowest window alone, in which the longer words of a translation must find room."""
PICTURES = Path(__file__).resolve().parent.parent.parent / "test-results" / "screens"
NOT_OURS = {"api-docs"}
"""Swagger UI is somebody else's page inside our frame; its faults are reported upstream, not here."""


class Screen(NamedTuple):
    """A page, by the name of its pictures; `who` looks ("" is nobody signed in). `live`: a show changes it."""

    name: str
    path: str
    who: str = ""
    live: bool = False


SCREENS = [
    Screen("home", "/", live=True),
    Screen("edition", "/e/demo/", live=True),
    Screen("apply", "/e/demo/apply/", live=True),
    Screen("sign-in", "/accounts/login/"),
    Screen("phone-board", "/live/demo/", live=True),
    Screen("big-screen", "/live/demo/screen/", live=True),
    Screen("embed", "/live/demo/embed/", live=True),
    Screen("jury-card", "/jury/card/"),
    Screen("api-docs", "/api/docs/"),
    Screen("not-found", "/nowhere/"),
    Screen("organise", "/organise/", "organiser", live=True),
    Screen("desk", "/organise/demo/", "organiser", live=True),
    Screen("edit", "/organise/demo/edit/", "organiser", live=True),
    Screen("new", "/organise/new/", "organiser"),
    Screen("console", "/host/demo/", "host", live=True),
    Screen("paper", "/host/demo/paper", "host", live=True),
    Screen("model-room", "/jury/", "steward", live=True),
    Screen("data-sets", "/jury/data/", "steward"),
    Screen("upload", "/jury/data/upload/", "steward"),
    Screen("runs", "/jury/runs/", "steward"),
    Screen("new-run", "/jury/runs/new/", "steward"),
    Screen("sharing", "/jury/sharing/", "steward"),
    Screen("new-client", "/jury/sharing/new/", "steward"),
    Screen("outcomes", "/jury/outcomes/", "steward", live=True),
    Screen("record", "/jury/record/", "steward"),
]
# Of the battles that tests.support.call furnishes: the call of one is open, the other's shortlist is locked.
SCREENS_OF_THE_CALL = [
    Screen("entrance", "/e/vigo/apply/"),
    Screen("privacy", "/e/vigo/privacy/"),
    Screen("account", "/accounts/", "applicant"),
    Screen("delete-account", "/accounts/delete/", "applicant"),
    Screen("reauthenticate", "/accounts/reauthenticate/", "applicant"),
    Screen("second-factor", "/accounts/2fa/", "applicant"),
    Screen("applications", "/applications/", "applicant"),
    Screen("task-list", "/e/vigo/application/", "applicant"),
    *[
        Screen(f"section-{name}", f"/e/vigo/application/{name}/", "applicant")
        for name in ("company", "team", "traction", "ip", "investors", "pitch", "consent")
    ],
    Screen("check", "/e/vigo/application/check/", "applicant"),
    Screen("desk-of-the-call", "/organise/vigo/", "organiser"),
    Screen("application", "/organise/vigo/applications/vigo-2/", "organiser"),
    Screen("publish", "/organise/vigo/publish/", "organiser"),
    Screen("clone", "/organise/vigo/clone/", "organiser"),
    Screen("team", "/organise/vigo/team/", "organiser"),
    Screen("late-codes", "/organise/vigo/late-codes/", "organiser"),
    Screen("import", "/organise/vigo/import/", "organiser"),
    Screen("export", "/organise/vigo/export/", "organiser"),
    Screen("audit", "/organise/vigo/audit/", "organiser"),
    Screen("forgetting", "/organise/vigo/forgetting/", "organiser"),
    Screen("review-settings", "/organise/vigo/reviews/", "organiser"),
    Screen("reviewers", "/organise/vigo/reviews/reviewers/", "organiser"),
    Screen("review-results", "/organise/vigo/reviews/results/", "organiser"),
    Screen("review-result", "/organise/vigo/reviews/results/vigo-2/", "organiser"),
    Screen("shortlist", "/organise/vigo/selection/", "organiser"),
    Screen("shortlist-locked", "/organise/lugo/selection/", "organiser"),
    Screen("two-lists", "/organise/lugo/selection/lists/", "organiser"),
    Screen("two-lists-of-one", "/organise/lugo/selection/lists/lugo-1/", "organiser"),
    Screen("decisions", "/organise/lugo/selection/decisions/", "organiser"),
    Screen("apply-decisions", "/organise/lugo/selection/apply/", "organiser"),
    Screen("letters", "/organise/lugo/letters/", "organiser"),
    Screen("letter", "/organise/lugo/letters/1/", "organiser"),
    Screen("change-letter", "/organise/lugo/letters/1/change/", "organiser"),
    Screen("queue", "/review/vigo/", "reviewer"),
    Screen("ties", "/review/vigo/ties/", "reviewer"),
    Screen("review", "", "reviewer"),
]

# Axe reads colours as they are painted, so a page is left alone until nothing moves or arrives any more.
AT_REST = """async () => {
  await new Promise(done => {
    const end = () => { watch.disconnect(); done(); };
    let quiet = setTimeout(end, 120);
    const watch = new MutationObserver(() => { clearTimeout(quiet); quiet = setTimeout(end, 120); });
    watch.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
    setTimeout(end, 2000);
  });
  const ending = document.getAnimations().filter(each => each.effect.getComputedTiming().endTime !== Infinity);
  await Promise.all(ending.map(each => each.finished.catch(() => {})));
}"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def demo(tmp_path, trained_jury) -> Iterator[Site]:
    site = Site(tmp_path / "site")
    site.install_jury(trained_jury)
    site.start()
    yield site
    site.remove()


def sizes_fit(page: Page, name: str, sizes: dict[str, tuple[int, int]], picture: str) -> list[str]:
    """Look at the open page in these sizes; returns what is wrong with it."""
    faults = []
    ours = name not in NOT_OURS
    if ours:
        page.evaluate(AXE_SCRIPT)
    for size, (width, height) in sizes.items():
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate(AT_REST)
        page.screenshot(path=PICTURES / picture.format(size=size), full_page=True)
        if ours:
            faults += [f"{picture.format(size=size)}: {fault}" for fault in serious_faults(page)]
            if (wide := page.evaluate(TOO_WIDE)) > 0:
                faults.append(f"{picture.format(size=size)}: {wide} px wider than the window")
    return faults


def serious_faults(page: Page) -> list[str]:
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        f"{fault['id']}: {node['target']} {node.get('failureSummary', '')}"
        for fault in found["violations"]
        if fault["impact"] in {"serious", "critical"}
        for node in fault["nodes"]
    ]


def speak(page: Page, site: Site, language: str) -> None:
    page.context.add_cookies([{"name": "django_language", "value": language, "url": site.url}])


def entrance(site: Site, who: str) -> str:
    """A link that signs that person in: of the demo's people by its start, of the others by the command."""
    people = {"reviewer": call.REVIEWER, "applicant": call.APPLICANT}
    return (
        site.manage("signin_link", people[who]).split()[-1]
        if who in people
        else site.address(f"sign in as {who}")
    )


def first_review(page: Page, site: Site) -> str:
    """The address of the application that the reviewer was handed; its label is drawn at random."""
    page.goto(f"{site.url}/review/vigo/")
    links = page.locator("main a").evaluate_all("all => all.map(each => each.getAttribute('href'))")
    return next(
        link for link in links if re.fullmatch(r"/review/vigo/[^/]{4,}/", link) and "ties" not in link
    )


def look(open_page: Callable[..., Page], site: Site, screens: list[Screen], state: str) -> list[str]:
    """Every screen, by whoever looks at it, in every language."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    faults = []
    for who in dict.fromkeys(screen.who for screen in screens):
        page = open_page(entrance(site, who) if who else site.url, locale="en")
        if who:
            sign_in(page)
        for screen in [screen for screen in screens if screen.who == who]:
            speak(page, site, "en")
            path = screen.path or first_review(page, site)
            answer = page.goto(site.url + path)
            assert page.url == site.url + path, "somebody else's page"
            assert answer.status == (404 if screen.name == "not-found" else 200), screen
            faults += sizes_fit(page, screen.name, SIZES, f"{screen.name}-{state}-{{size}}.png")
            for language in [] if screen.name in NOT_OURS else TRANSLATED:
                speak(page, site, language)
                page.reload()
                picture = f"{screen.name}-{state}-{language}-{{size}}.png"
                faults += sizes_fit(page, screen.name, {"phone": SIZES["phone"]}, picture)
    return faults


def test_screens_before_a_show_have_no_serious_fault_and_fit_their_width(demo, open_page):
    faults = look(open_page, demo, SCREENS, "before")

    assert not faults, "\n".join(faults)


def test_screens_after_a_show_have_no_serious_fault_and_fit_their_width(demo, open_page):
    demo.manage("rehearse", "demo", "--url", demo.url)

    faults = look(open_page, demo, [screen for screen in SCREENS if screen.live], "after")

    assert not faults, "\n".join(faults)


def test_screens_of_the_call_have_no_serious_fault_and_fit_their_width(demo, open_page):
    demo.manage("shell", "-v0", "-c", "from tests.support.call import furnish; furnish()")

    faults = look(open_page, demo, SCREENS_OF_THE_CALL, "call")

    assert not faults, "\n".join(faults)
