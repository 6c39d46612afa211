"""Every screen at phone, laptop and projector size: axe finds nothing serious, nothing runs off the side.

The pictures are kept in test-results/screens for whoever wants to look.
"""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e.conftest import sign_in
from tests.support.site import Site

SIZES = {"phone": (390, 844), "laptop": (1366, 768), "projector": (1920, 1080)}
PICTURES = Path(__file__).resolve().parent.parent.parent / "test-results" / "screens"

# Name of the picture: path, and who looks ("" is nobody signed in).
SCREENS = {
    "home": ("/", ""),
    "edition": ("/e/demo/", ""),
    "apply": ("/e/demo/apply/", ""),
    "sign-in": ("/accounts/login/", ""),
    "phone-board": ("/live/demo/", ""),
    "big-screen": ("/live/demo/screen/", ""),
    "embed": ("/live/demo/embed/", ""),
    "jury-card": ("/jury/card/", ""),
    "api-docs": ("/api/docs/", ""),
    "not-found": ("/nowhere/", ""),
    "organise": ("/organise/", "organiser"),
    "desk": ("/organise/demo/", "organiser"),
    "edit": ("/organise/demo/edit/", "organiser"),
    "new": ("/organise/new/", "organiser"),
    "console": ("/host/demo/", "host"),
    "paper": ("/host/demo/paper", "host"),
    "model-room": ("/jury/", "steward"),
    "data-sets": ("/jury/data/", "steward"),
    "upload": ("/jury/data/upload/", "steward"),
    "runs": ("/jury/runs/", "steward"),
    "new-run": ("/jury/runs/new/", "steward"),
    "sharing": ("/jury/sharing/", "steward"),
    "new-client": ("/jury/sharing/new/", "steward"),
    "outcomes": ("/jury/outcomes/", "steward"),
    "record": ("/jury/record/", "steward"),
}
# Swagger UI is somebody else's page inside our frame; its faults are reported upstream, not here.
NOT_OURS = {"api-docs"}


@pytest.fixture(scope="module")
def sites(tmp_path_factory, trained_jury):
    """The demo before its show, and the demo after a rehearsed one."""
    made = []
    for state in ("before", "after"):
        site = Site(tmp_path_factory.mktemp(state) / "site")
        made.append(site)
        site.install_jury(trained_jury)
        site.start()
        if state == "after":
            site.manage("rehearse", "demo", "--url", site.url)
    yield dict(zip(("before", "after"), made, strict=True))
    for site in made:
        site.remove()


def serious_faults(page: Page) -> list[str]:
    found = Axe().run(page)
    return [
        f"{fault['id']}: {node['target']} {node.get('failureSummary', '')}"
        for fault in found.response["violations"]
        if fault["impact"] in {"serious", "critical"}
        for node in fault["nodes"]
    ]


def signed_in(open_page, site: Site, role: str, size: tuple[int, int]) -> Page:
    if not role:
        return open_page(site.url, *size)
    link = site.manage("signin_link", f"{role}@demo.example").split()[-1]
    page = open_page(site.url + link[link.index("/accounts/") :], *size)
    sign_in(page)
    return page


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("state", ["before", "after"])
@pytest.mark.parametrize("role", ["", "organiser", "host", "steward"])
def test_screens_have_no_serious_fault_and_fit_their_width(sites, open_page, state, size, role):
    site = sites[state]
    page = signed_in(open_page, site, role, SIZES[size])
    PICTURES.mkdir(parents=True, exist_ok=True)
    faults = []
    for name, (path, who) in SCREENS.items():
        if who != role:
            continue
        page.goto(site.url + path)
        page.wait_for_timeout(
            400
        )  # until a transition has come to rest: axe reads colours as they are painted
        page.screenshot(path=PICTURES / f"{name}-{state}-{size}.png", full_page=True)
        if name not in NOT_OURS:
            faults += [f"{name}: {fault}" for fault in serious_faults(page)]
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            faults += [f"{name}: {wide} px wider than the window"] if wide > 0 else []
    assert not faults, "\n".join(faults)
