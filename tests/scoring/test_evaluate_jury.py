"""`evaluate_jury` beyond a plain CSV: mapped tables, imported data sets, studies that are known already."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from django.core.management import call_command

from scoring import datasets, judging
from scoring.core.cohort import sample_cohort
from scoring.core.evaluation.metrics import FIGURES
from scoring.management import studying

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"
MAPPING = """\
version = 1

[labels.won]
column = "won"
success = ["1"]
failure = ["0"]
meaning = "it was sold"

[date]
column = "seen"

[questions.team_founders]
column = "founders"

[questions.trac_employees]
column = "people"
"""


@pytest.fixture
def run(capsys):
    """(exit code, stdout, problem or None)."""

    def run(*arguments):
        try:
            call_command("evaluate_jury", *map(str, arguments))
            code = 0
        except SystemExit as end:
            code = end.code
        told = capsys.readouterr()
        return code, told.out, json.loads(told.err) if told.err else None

    return run


@pytest.fixture
def table() -> bytes:
    """Forty startups in a form of their own."""
    _sheets, outcomes = sample_cohort(4, rows=40)
    rng = np.random.default_rng(4)
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["founders", "people", "seen", "won"])
    for number, outcome in enumerate(outcomes):
        rows.writerow([rng.integers(1, 5), rng.integers(1, 90), f"20{10 + number % 8}-05-01", outcome])
    return text.getvalue().encode()


@pytest.fixture
def mapped(tmp_path, table):
    (tmp_path / "startups.csv").write_bytes(table)
    (tmp_path / "map.toml").write_text(MAPPING)
    return tmp_path / "startups.csv", tmp_path / "map.toml"


def test_it_judges_a_foreign_table_by_its_mapping(jury, run, mapped):
    code, out, _ = run("--data", mapped[0], "--map", mapped[1], "--json")

    told = json.loads(out)
    assert (code, told["n"], told["version"]) == (0, 40, jury.version)
    assert set(FIGURES) <= set(told["model"])


def test_it_judges_an_imported_data_set_like_its_file(jury, run, mapped, table):
    datasets.import_dataset(
        name="sold",
        data=table,
        filename="startups.csv",
        mapping_text=MAPPING,
        now=datetime(2026, 1, 1, tzinfo=UTC),
    )

    code, out, _ = run("--dataset", "sold", "--json")

    assert code == 0
    assert json.loads(out) == json.loads(run("--data", mapped[0], "--map", mapped[1], "--json")[1])


@pytest.mark.parametrize(
    ("options", "type", "field"),
    [
        ((), "bad_option", "data"),
        (("--data", "a.csv", "--dataset", "b"), "bad_option", "data"),
        (("--data", "a.csv"), "bad_option", "label"),
        (("--data", "a.csv", "--label", "x", "--workers", "0"), "bad_option", "workers"),
        (("--data", "a.csv", "--label", "x", "--study"), "unreadable_file", "data"),
        (("--dataset", "nobody"), "no_data_set", "name"),
        (("--from", "a.json"), "bad_option", "card"),
        (("--from", "a.json", "--card", "x"), "unreadable_file", "from"),
    ],
)
def test_what_cannot_be_done_is_refused_with_its_reason(
    jury, run, tmp_path, monkeypatch, options, type, field
):
    monkeypatch.chdir(tmp_path)

    code, out, problem = run(*options)

    assert (code, out) == (2, "")
    assert (problem["type"], problem["field"]) == (type, field)


@pytest.mark.parametrize("text", ["not JSON", "[]", '{"schema": 7}', '{"schema": 1}'])
def test_a_json_that_is_no_study_makes_no_card(run, tmp_path, text):
    (tmp_path / "study.json").write_text(text)

    code, _, problem = run("--from", tmp_path / "study.json", "--card", tmp_path / "card")

    assert (code, problem["type"], problem["field"]) == (2, "malformed_json", "from")
    assert not (tmp_path / "card").exists()


def test_a_card_is_made_again_from_its_json_alone(run, tmp_path):
    code, out, _ = run("--from", DOCS / "model-card.json", "--card", tmp_path)

    assert (code, out) == (0, "")
    for name in ("model-card.md", "model-card.html", "model-card.css", "model-card.json"):
        assert (tmp_path / name).read_text() == (DOCS / name).read_text()


def test_the_command_on_a_card_names_files_without_their_folders():
    options = {
        "data": "/home/somebody/a.csv.gz",
        "map": "/home/somebody/m.toml",
        "label": "won",
        "dataset": None,
        "model": "v1-abc",
        "beside": [["/x/rounds.csv", "crunchbase_first_round", "y_prog"]],
        "outcome_after": 1461,
    }

    assert studying.command(options) == (
        "manage.py evaluate_jury --data a.csv.gz --map m.toml --label won --model v1-abc "
        "--beside rounds.csv crunchbase_first_round y_prog --outcome-after 1461 --study"
    )


def test_outcomes_are_known_after_the_days_that_are_said(table):
    now = judging.from_mapped("a.csv", table, MAPPING, None)
    later = judging.from_mapped("a.csv", table, MAPPING, None, outcome_after=365)

    assert now.known is None
    assert (later.known - later.data.dates == np.timedelta64(365, "D")).all()
    assert (later.label, later.meaning) == ("won", "it was sold")
