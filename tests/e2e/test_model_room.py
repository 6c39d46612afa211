"""A data steward's evening in a browser: from a raw file to a champion, past a planted leak, and back."""

import csv
import gzip
import io
import json
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from scoring import service
from tests.e2e.conftest import sign_in
from tests.e2e.test_battle import enter_answer
from tests.support.site import Site

QUESTIONS = service.questionnaire().questions
TRAINED_WITHIN = 400_000
COMPARED_WITHIN = 120_000
FEW = 28
"""Of each outcome: enough to train on, too few for a cross-validation, which takes most of the time."""
REASON = "Trained on real companies, better than the points rule in cross-validation."


def import_file(page: Page, site: Site, path: Path, name: str, rows: int) -> None:
    """Upload a raw CAX file, take the shipped mapping, look at the preview, and import it."""
    page.goto(f"{site.url}/jury/data/upload/")
    page.get_by_label("File").set_input_files(path)
    page.get_by_label("Begin with the mapping").select_option("shipped:cax_raw")
    page.get_by_role("button", name="Upload and map it").click()
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("[data-preview]")).to_contain_text(str(rows))
    page.get_by_label("Name of the series").fill(name)
    page.get_by_label("Licence").fill("Published for research")
    page.get_by_label("Provenance").fill("Startups of a contest, rated after the fact.")
    page.get_by_role("button", name="Save and import").click()
    expect(page).to_have_url(f"{site.url}/jury/data/{name}/")


def start_training(page: Page, site: Site, dataset: str, seed: int = 1) -> str:
    """Ask for a training; returns the address of the run."""
    page.goto(f"{site.url}/jury/runs/new/?data={dataset}")
    page.get_by_label("What counts as success").select_option("contest")
    page.get_by_label("Seed").fill(str(seed))
    page.get_by_role("button", name="Start training").click()
    expect(page).to_have_url(re.compile(r"/jury/runs/[-0-9a-f]{36}/$"))
    return page.url


def trained(page: Page, run: str) -> str:
    """Watch a run to its end; returns the version that came out."""
    page.goto(run)
    expect(page.get_by_role("heading", name="A new candidate")).to_be_visible(timeout=TRAINED_WITHIN)
    expect(page.locator(".stage-row--done")).to_have_count(5)
    return page.locator(".alert--good code").inner_text()


def compare(page: Page, site: Site, version: str) -> None:
    page.goto(f"{site.url}/jury/models/{version}/compare/")
    page.get_by_role("button", name=re.compile("^Compare")).click()
    expect(page.locator("canvas[data-plot=roc]")).to_be_visible(timeout=COMPARED_WITHIN)


def promote(page: Page, site: Site, version: str) -> None:
    page.goto(f"{site.url}/jury/models/{version}/")
    page.locator("form[action*='/promote/'] textarea").fill(REASON)
    page.get_by_role("button", name="Promote", exact=True).click()
    assert champion(page, site) == version


def champion(page: Page, site: Site) -> str:
    page.goto(f"{site.url}/jury/")
    return page.locator(".champion__version").inner_text()


@pytest.fixture
def raw_file(shared_data, tmp_path) -> Path:
    path = tmp_path / "contest.csv.gz"
    path.write_bytes((shared_data / "cax_raw_228.csv.gz").read_bytes())
    return path


@pytest.fixture
def leaky_file(raw_file, tmp_path) -> Path:
    """Few of these companies, of which somebody counted the employees after the outcome was known."""
    with gzip.open(raw_file, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    few = [row for label in "10" for row in [row for row in rows if row["label_contest"] == label][:FEW]]
    for place, row in enumerate(few):
        grown = (row["label_contest"] == "1") != (place % 14 == 0)  # not all: a jury must still prove itself
        row["Team size all employees"] = "300" if grown else "2"
    told = io.StringIO()
    writer = csv.DictWriter(told, list(few[0]))
    writer.writeheader()
    writer.writerows(few)
    path = tmp_path / "leaky.csv"
    path.write_text(told.getvalue(), encoding="utf-8")
    return path


@pytest.fixture
def steward_page(new_site, open_page, finalists_file):
    site = new_site()
    site.manage("demo", "--finalists", str(finalists_file))
    site.start()
    page = open_page(site.address("sign in as steward"))
    sign_in(page)
    return site, page


def board(site: Site) -> dict:
    return json.loads(site.get("/live/demo/board.json")[1])


def scored(site: Site, answered: int) -> dict:
    """The first contender's board row once its score covers so many answers."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        row = board(site)["contenders"][0]
        if row["score"] is not None and row["answered"] == answered and not row["scoring"]:
            return row
        time.sleep(0.1)
    raise AssertionError(f"not scored: {row}")


@pytest.mark.shared_data
def test_a_steward_trains_compares_promotes_and_rolls_back_while_a_show_keeps_its_jury(
    steward_page, open_page, raw_file, leaky_file, four_startups
):
    site, page = steward_page
    built_in = champion(page, site)

    import_file(page, site, raw_file, "contest", 228)
    import_file(page, site, leaky_file, "leaky", 2 * FEW)
    expect(page.locator("main")).to_contain_text("trac_employees")
    runs = [start_training(page, site, "leaky"), start_training(page, site, "contest")]
    leaky, honest = (trained(page, run) for run in runs)

    page.goto(f"{site.url}/jury/models/{leaky}/")
    expect(page.locator(".gate__one--failed h3")).to_contain_text(["leak"], ignore_case=True)
    expect(page.get_by_role("button", name="Promote", exact=True)).to_have_count(0)
    compare(page, site, honest)
    promote(page, site, honest)

    host = open_page(site.address("sign in as host"))
    sign_in(host)
    host.get_by_role("button", name="Open the show").click()
    expect(host.locator("#console")).to_have_attribute("data-link", "live")
    host.keyboard.press("n")
    for question in QUESTIONS[:10]:
        expect(host.locator("[data-part=question] [data-part=title]")).to_have_text(question.text["en"])
        enter_answer(host, question, four_startups[0]["answers"][question.key])
    before = scored(site, 10)
    assert board(site)["model"] == honest

    again = trained(page, start_training(page, site, "contest", seed=2))
    compare(page, site, again)
    promote(page, site, again)
    enter_answer(host, QUESTIONS[10], four_startups[0]["answers"][QUESTIONS[10].key])
    scored(site, 11)
    host.keyboard.press("u")
    host.locator("[data-part=take-back]").click()
    assert scored(site, 10)["score"] == before["score"]
    assert board(site)["model"] == honest

    page.goto(f"{site.url}/jury/")
    page.get_by_role("button", name="Roll back to it").click()
    assert champion(page, site) == honest
    assert built_in != honest
    page.goto(f"{site.url}/jury/record/")
    expect(page.locator("main")).to_contain_text(REASON)
    site.manage("verify_record")
