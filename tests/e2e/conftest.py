"""Fixtures for tests in which a person sits: the system's Chromium, and real sites as `make run` starts them."""

import csv
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.conftest import leave_out
from tests.support import machine
from tests.support.cax import raw_rows
from tests.support.site import Site

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
# Redis databases of their own for browser tests that run side by side.
REDIS_DB = 10 + int(WORKER.removeprefix("gw")) % 6


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/e2e/" in str(item.path):
            item.add_marker("e2e")


@pytest.fixture
def new_site(tmp_path: Path, trained_jury: bytes) -> Iterator[Callable[..., Site]]:
    """A function that prepares a site of its own; it is stopped and removed after the test."""
    made: list[Site] = []

    def prepare(services: str = "embedded", *, with_jury: bool = True) -> Site:
        if services == "real":
            missing = machine.lacking()
            for part in ("PostgreSQL", "Redis"):
                if part in missing:
                    leave_out(missing[part])
        site = Site(tmp_path / f"site{len(made)}", services, redis_db=REDIS_DB)
        made.append(site)
        if with_jury:
            site.install_jury(trained_jury)
        return site

    yield prepare
    for site in made:
        site.remove()


@pytest.fixture(scope="session")
def four_startups(shared_data: Path) -> list[dict[str, Any]]:
    """Four real companies that answer all 28 questions: company, and answers as slugs and natural units."""
    complete = [row for row in raw_rows(shared_data / "cax_raw_228.csv.gz") if len(row["answers"]) == 28]
    return [complete[n] for n in (1, 12, 40, 77)]


@pytest.fixture
def finalists_file(tmp_path: Path, four_startups: list[dict[str, Any]]) -> Path:
    path = tmp_path / "finalists.csv"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, ["company", *four_startups[0]["answers"]])
        writer.writeheader()
        for row in four_startups:
            writer.writerow({"company": row["company"], **row["answers"]})
    return path


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """A function that opens a page in a browser profile of its own; page errors and blocked content fail the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_one(url: str, width: int = 1366, height: int = 768, **options: Any) -> Page:
        # Without a graphics card every frame of a transition is painted by the processor.
        options = {"reduced_motion": "reduce", **options}
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda message: (
                faults.append(f"{page.url}: {message.text}")
                if "Content Security Policy" in message.text
                else None
            ),
        )
        page.goto(url)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not faults, faults


def sign_in(page: Page) -> None:
    """Confirm a one-time sign-in link that the page has opened."""
    page.locator("main form button").first.click()
    page.wait_for_load_state()
