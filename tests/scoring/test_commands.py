"""`score`, `train_jury` and `evaluate_jury` as others script them."""

import csv
import gzip
import io
import json
import sys

import numpy as np
import pytest
from django.core.management import call_command

from scoring import service
from scoring.core.cohort import sample_cohort
from scoring.core.evaluation.metrics import FIGURES
from scoring.core.questionnaire import load
from scoring.models import JuryModel


def run(capsys, *arguments):
    """(exit code, stdout, stderr) of a command."""
    try:
        call_command(*arguments)
        code = 0
    except SystemExit as end:
        code = end.code
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.fixture
def answers_file(tmp_path):
    def write(text: str):
        path = tmp_path / "answers.json"
        path.write_text(text)
        return str(path)

    return write


@pytest.fixture
def table(tmp_path):
    """A CSV of synthetic startups in natural units, some answers blank; `change` edits its rows before writing."""

    def write(change=None, rows=80):
        sheets, outcomes = sample_cohort(9, rows=rows)
        sheets[np.random.default_rng(9).random(sheets.shape) < 0.1] = -1
        lines = [[*load().keys, "won"]]
        for sheet, outcome in zip(sheets, outcomes, strict=True):
            cells = [
                "" if level < 0 else f"{q.levels[level]:g}"
                for q, level in zip(load().questions, sheet, strict=True)
            ]
            lines.append([*cells, str(outcome)])
        if change:
            change(lines)
        path = tmp_path / "startups.csv"
        with path.open("w", newline="") as file:
            csv.writer(file).writerows(lines)
        return str(path)

    return write


def test_score_prints_the_whole_score(jury, capsys, answers_file):
    code, out, err = run(
        capsys, "score", "--answers", answers_file('{"team_founders": 3, "trac_partners": "many"}')
    )

    assert (code, err) == (0, "")
    told = json.loads(out)
    expected = {
        "score",
        "low",
        "high",
        "base",
        "sections",
        "points_rule",
        "answered",
        "unanswered",
        "training",
        "model",
        "questionnaire",
    }
    assert set(told) == expected
    assert set(told["sections"]) == {"team", "traction", "ip", "investors"}
    assert told["answered"] == 2
    assert told["model"] == jury.version


def test_score_reads_standard_input(jury, capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"trac_b2b": "businesses"}')))

    code, out, _ = run(capsys, "score", "--answers", "-", "--model", jury.version)

    assert code == 0
    assert json.loads(out)["answered"] == 1


BAD = [
    ('{"nope": 1}', "unknown_question", "nope"),
    ('{"Gender": "x"}', "protected_attribute", "Gender"),
    ('{"team_founders": true}', "wrong_type", "team_founders"),
    ('{"team_founders": "3"}', "wrong_type", "team_founders"),
    ('{"team_founders": [1]}', "wrong_type", "team_founders"),
    ('{"team_founders": {"a": 1}}', "wrong_type", "team_founders"),
    ('{"team_founders": 1.5}', "wrong_type", "team_founders"),
    ('{"team_founders": NaN}', "not_a_number", "team_founders"),
    ('{"inv_last_round": -Infinity}', "not_a_number", "inv_last_round"),
    ('{"inv_last_round": 1e999}', "not_a_number", "inv_last_round"),
    ('{"inv_last_round": 1' + "0" * 5000 + "}", "not_a_number", "inv_last_round"),
    ('{"team_founders": -1}', "out_of_range", "team_founders"),
    ('{"trac_partners": 3}', "out_of_range", "trac_partners"),
    ('{"trac_partners": "plenty"}', "out_of_range", "trac_partners"),
    ('{"team_founders": 1, "team_founders": 2}', "duplicate_key", "team_founders"),
    ("[]", "not_an_object", "answers"),
    ("null", "not_an_object", "answers"),
    ("{", "malformed_json", "answers"),
    ("", "malformed_json", "answers"),
    ("[" * 100_000, "malformed_json", "answers"),
]


@pytest.mark.parametrize(("text", "type", "field"), BAD)
def test_score_refuses_with_a_json_problem(jury, capsys, answers_file, text, type, field):
    code, out, err = run(capsys, "score", "--answers", answers_file(text))

    assert (code, out) == (2, "")
    problem = json.loads(err)
    assert set(problem) == {"type", "detail", "field"}
    assert (problem["type"], problem["field"]) == (type, field)
    assert problem["detail"]


def test_score_refuses_a_file_that_it_cannot_read(jury, capsys, tmp_path):
    (tmp_path / "latin").write_bytes(b'{"\xe9": 1}')
    for path in (tmp_path / "absent", tmp_path, tmp_path / "latin"):
        code, _, err = run(capsys, "score", "--answers", str(path))
        assert (code, json.loads(err)["type"]) == (2, "unreadable_file")


def test_score_refuses_a_version_that_there_is_not(jury, capsys, answers_file):
    code, _, err = run(capsys, "score", "--answers", answers_file("{}"), "--model", "v9")

    assert (code, json.loads(err)["type"]) == (2, "no_jury_model")


@pytest.mark.django_db
def test_score_without_a_jury_says_what_to_run(capsys, answers_file, settings):
    settings.DEMO = False
    code, _, err = run(capsys, "score", "--answers", answers_file("{}"))

    problem = json.loads(err)
    assert (code, problem["type"]) == (2, "no_jury_model")
    assert "train_jury" in problem["detail"]


def test_train_jury_registers_a_candidate_from_a_file_once(jury, capsys, table):
    path = table()

    told = [
        json.loads(run(capsys, "train_jury", "--data", path, "--label", "won", "--seed", "3", "--json")[1])
    ]
    told.append(
        json.loads(run(capsys, "train_jury", "--data", path, "--label", "won", "--seed", "3", "--json")[1])
    )

    assert told[0] == told[1]
    assert (told[0]["status"], told[0]["synthetic"], told[0]["rows"], told[0]["seed"]) == (
        "candidate",
        False,
        80,
        3,
    )
    assert JuryModel.objects.count() == 2
    assert service.champion() == jury
    assert service.score({}, model=told[0]["version"]).score == 50.0


@pytest.mark.django_db
def test_the_built_in_jury_becomes_champion_where_there_is_none(capsys, trained_jury):
    code, out, _ = run(capsys, "train_jury", "--json")

    assert code == 0
    assert json.loads(out)["status"] == "champion"
    assert bytes(JuryModel.objects.get().file) == trained_jury


def test_evaluate_jury_prints_every_figure(jury, capsys, table):
    code, out, _ = run(capsys, "evaluate_jury", "--data", table(), "--label", "won", "--json")

    assert code == 0
    told = json.loads(out)
    figures = {f"{name}{end}" for name in FIGURES for end in ("", "_low", "_high")}
    assert told["n"] == 80
    assert told["version"] == jury.version
    assert all(set(told[judge]) == figures for judge in ("model", "points_rule", "base_rate"))
    assert told["base_rate"]["auc"] == 0.5


def _set(row, column, value):
    def change(lines):
        lines[row][lines[0].index(column)] = value

    return change


BAD_TABLES = [
    (_set(0, "won", "lost"), "missing_column", "won"),
    (_set(0, "team_senior", "nonsense"), "unknown_question", "nonsense"),
    (_set(0, "team_senior", "nationality"), "protected_attribute", "nationality"),
    (_set(0, "team_senior", "team_founders"), "duplicate_column", "team_founders"),
    (_set(3, "won", "2"), "bad_label", "won"),
    (_set(3, "won", ""), "bad_label", "won"),
    (_set(3, "trac_employees", "many"), "wrong_type", "trac_employees"),
    (_set(3, "trac_employees", "nan"), "not_a_number", "trac_employees"),
    (_set(3, "trac_b2b", "7"), "out_of_range", "trac_b2b"),
    (lambda lines: lines[4].append("1"), "malformed_csv", ""),
    (lambda lines: lines.__delitem__(slice(1, None)), "no_rows", ""),
    (lambda lines: lines.clear(), "missing_column", "won"),
]


@pytest.mark.parametrize(("change", "type", "field"), BAD_TABLES)
@pytest.mark.parametrize("command", ["train_jury", "evaluate_jury"])
def test_a_bad_file_is_refused_and_leaves_nothing(jury, capsys, table, command, change, type, field):
    code, out, err = run(capsys, command, "--data", table(change), "--label", "won", "--json")

    problem = json.loads(err)
    assert (code, out) == (2, "")
    assert (problem["type"], problem["field"]) == (type, field)
    assert JuryModel.objects.count() == 1


def test_train_jury_refuses_too_few_outcomes(jury, capsys, table):
    code, _, err = run(capsys, "train_jury", "--data", table(rows=30), "--label", "won")

    assert (code, json.loads(err)["type"]) == (2, "too_little_data")


@pytest.mark.django_db
def test_score_on_a_fresh_demo_makes_what_it_needs(capsys, answers_file, settings):
    settings.DEMO = True

    code, out, err = run(capsys, "score", "--answers", answers_file("{}"))

    assert (code, err) == (0, "training the built-in jury on the reference cohort\n")
    assert json.loads(out)["score"] == pytest.approx(50, abs=1e-6)


def test_score_reads_a_gzipped_file_and_refuses_a_broken_one(jury, capsys, tmp_path):
    packed = tmp_path / "answers.json.gz"
    packed.write_bytes(gzip.compress(b'{"team_founders": 3}'))
    code, out, _ = run(capsys, "score", "--answers", str(packed))
    assert (code, json.loads(out)["answered"]) == (0, 1)

    packed.write_bytes(packed.read_bytes()[:12])
    code, _, err = run(capsys, "score", "--answers", str(packed))
    assert (code, json.loads(err)["type"]) == (2, "unreadable_file")
