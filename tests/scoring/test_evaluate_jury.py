"""`evaluate_jury` beyond a plain CSV: mapped tables, imported data sets, studies that are known already."""

import csv
import gzip
import hashlib
import io
import json
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from scoring import datasets, judging, registry
from scoring.core import artefact
from scoring.core.cohort import sample_cohort
from scoring.core.evaluation import judging as judging_core
from scoring.core.evaluation import metrics
from scoring.core.evaluation.metrics import FIGURES
from scoring.management import studying
from scoring.models import JuryModel

SELF_JUDGED = "trained on these very startups: no judgement of new ones"
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
def run(run_command):
    return partial(run_command, "evaluate_jury")


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
def columns() -> str:
    """Forty startups in the questionnaire's own words."""
    _sheets, outcomes = sample_cohort(4, rows=40)
    rows = [f"{1 + number % 4},{outcome}" for number, outcome in enumerate(outcomes)]
    return "\n".join(["team_founders,won", *rows, ""])


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
    imported(table, "sold")

    code, out, _ = run("--dataset", "sold", "--json")

    assert code == 0
    assert json.loads(out) == json.loads(run("--data", mapped[0], "--map", mapped[1], "--json")[1])


@pytest.fixture
def quick(monkeypatch):
    """Few resamples: who is judged on what is looked at, not the intervals."""
    monkeypatch.setattr(judging_core, "judge", partial(metrics.judge, resamples=20))


@pytest.fixture
def taught(trained_jury, trained_proof):
    """A champion whose record says that it was trained on this."""

    def teach(trained_on: str, dataset=None):
        facts = artefact.read_facts(trained_jury) | {"trained_on": trained_on, "synthetic": False}
        record = registry.register_model(
            data=trained_jury,
            facts=facts,
            questionnaire="v1",
            datasets=[dataset] if dataset else [],
            proof=trained_proof,
        )
        JuryModel.objects.update(status="champion")
        return record.version

    return teach


def imported(table, name, mapping=MAPPING):
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return datasets.import_dataset(
        name=name, data=table, filename="startups.csv", mapping_text=mapping, now=now
    )


@pytest.mark.django_db
def test_a_jury_of_these_very_startups_is_said_to_judge_no_new_ones(run, quick, taught, mapped, table):
    version = taught("40 startups", imported(table, "sold"))
    imported(table, "sold-too", MAPPING.replace("it was sold", "somebody bought it"))
    imported(table.replace(b"2010-05-01", b"2010-05-02"), "other")
    by_file = ("--data", mapped[0], "--map", mapped[1])

    assert run("--dataset", "sold")[1].splitlines()[:2] == [f"{version} on 40 startups", SELF_JUDGED]
    assert SELF_JUDGED not in run("--dataset", "other")[1]
    for options, same in (
        (("--dataset", "sold"), True),
        (("--dataset", "sold-too"), True),
        (by_file, True),
        (("--dataset", "other"), False),
    ):
        told = json.loads(run(*options, "--json")[1])
        assert (told["trained_on_these"], told["n"]) == (same, 40)


@pytest.mark.django_db
def test_a_jury_of_this_very_file_is_said_to_judge_no_new_ones(run, quick, taught, tmp_path, columns):
    data = columns.encode()
    taught(f"40 startups with known outcomes (file {hashlib.sha256(data).hexdigest()[:12]})")
    for name, written in (("same.csv", data), ("packed.csv.gz", gzip.compress(data))):
        (tmp_path / name).write_bytes(written)
        told = json.loads(run("--data", tmp_path / name, "--label", "won", "--json")[1])
        assert told["trained_on_these"] is True

    (tmp_path / "other.csv").write_text(columns + "3,1\n")
    _, out, _ = run("--data", tmp_path / "other.csv", "--label", "won", "--json")
    assert json.loads(out)["trained_on_these"] is False


@pytest.mark.parametrize("same", [True, False])
@pytest.mark.django_db
def test_a_study_says_so_too(run, taught, table, monkeypatch, same):
    """The study itself takes minutes; what is asked of it and what is told of it is looked at."""
    asked = {}

    def studied(jury, name, judged, beside, **how):
        asked.update(how)
        return {
            "jury": {"name": name},
            "data": {"startups": 40},
            "cross_validation": {"judges": {"jury": {}}},
        }

    monkeypatch.setattr(judging, "studied", studied)
    version = taught("40 startups", imported(table, "sold"))
    imported(table.replace(b"2010-05-01", b"2010-05-02"), "other")

    code, out, _ = run("--dataset", "sold" if same else "other", "--study", "--json")

    assert (code, json.loads(out)["trained_on_these"]) == (0, same)
    assert asked["behind_the_jury"] is (True if same else None)
    assert asked["sha256"] == registry.find_model(version).sha256
    assert (f"{version} itself: {SELF_JUDGED}" in run("--dataset", "sold", "--study")[1]) is True


@pytest.mark.parametrize(
    ("options", "type", "field"),
    [
        ((), "bad_option", "data"),
        (("--data", "a.csv", "--dataset", "b"), "bad_option", "data"),
        (("--data", "a.csv"), "bad_option", "label"),
        (("--data", "a.csv", "--label", "x", "--study", "--workers", "0"), "bad_option", "workers"),
        (("--data", "a.csv", "--label", "x", "--study"), "unreadable_file", "data"),
        (("--dataset", "nobody"), "no_data_set", "name"),
        (("--dataset", "a", "--label", "x"), "bad_option", "label"),
        (("--dataset", "a", "--map", "cax_raw"), "bad_option", "map"),
        (("--dataset", "a", "--beside", "b", "c", "d"), "bad_option", "beside"),
        (("--data", "a.csv", "--label", "x", "--workers", "2"), "bad_option", "workers"),
        (("--data", "a.csv", "--map", "b", "--outcome-after", "9"), "bad_option", "outcome_after"),
        (("--dataset", "a", "--study", "--outcome-after", "-1"), "bad_option", "outcome_after"),
        (
            ("--data", "a.csv", "--label", "x", "--study", "--outcome-after", "9"),
            "bad_option",
            "outcome_after",
        ),
        (("--from", "a.json", "--card", "x", "--data", "b.csv"), "bad_option", "data"),
        (("--from", "a.json", "--card", "x", "--workers", "1"), "bad_option", "workers"),
        (("--from", "a.json", "--card", "x", "--study"), "bad_option", "study"),
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
