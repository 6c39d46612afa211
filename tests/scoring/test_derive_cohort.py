"""`derive_cohort`, and training on what it wrote or on a data set itself."""

import json
import re

import numpy as np
import pytest
from django.utils import timezone

from scoring import datasets, registry, service
from scoring.core import artefact
from scoring.core.cohort_statistics import CohortStatistics
from scoring.core.questionnaire import load
from scoring.models import JuryModel
from tests.scoring.test_commands import run
from tests.support.champions import promoted
from tests.support.foreign import Table

pytestmark = pytest.mark.django_db


def imported(table: Table, name: str = "rounds"):
    return datasets.import_dataset(
        name=name, data=table.data, filename="rounds.csv", mapping_text=table.mapping, now=timezone.now()
    )


def with_a_thin_level() -> Table:
    table = Table()
    column = ["1" if cell == "2" else cell for cell in table.columns["trac_partners"]]
    table.columns["trac_partners"] = ["2"] * 5 + column[5:]
    return table


def test_it_writes_statistics_that_hold_figures_only(capsys, tmp_path):
    imported(Table())
    out = tmp_path / "cohort.json"

    code, told, err = run(capsys, "derive_cohort", "rounds", "--min-count", "9", "--out", str(out), "--json")

    assert (code, err) == (0, "")
    statistics = CohortStatistics.from_json(out.read_text())
    assert (statistics.n, statistics.base_rate) == (400, 0.5)
    assert "company" not in out.read_text()
    facts = json.loads(told)
    pairs = len(statistics.fail.pairs) + len(statistics.success.pairs)
    assert (facts["companies"], facts["min_count"], facts["correlations"]) == (400, 9, pairs)
    assert facts["weak_correlations"] == 2 * 378 - pairs
    assert (facts["joined_levels"], facts["silent_questions"]) == ({}, [])
    assert facts["rare_correlations"] == 0


def test_without_a_file_the_statistics_are_printed_alone(capsys):
    imported(Table())

    code, told, err = run(capsys, "derive_cohort", "rounds")

    assert code == 0
    assert CohortStatistics.from_json(told).n == 400
    assert (
        "no level has fewer than 9 companies over both outcomes; per outcome a figure may rest on fewer"
        in err
    )


def test_a_minimum_per_outcome_tells_questions_alike_and_says_which(capsys, tmp_path):
    table = Table()
    column = ["1" if cell == "2" else cell for cell in table.columns["trac_partners"]]
    for place in np.flatnonzero(table.outcomes)[:12]:
        column[place] = "2"
    table.columns["trac_partners"] = column
    imported(table)
    out = tmp_path / "cohort.json"

    code, told, _ = run(capsys, "derive_cohort", "rounds", "--min-count-per-outcome", "9", "--out", str(out))

    partners = load().keys.index("trac_partners")
    found = CohortStatistics.from_json(out.read_text())
    assert code == 0
    assert found.fail.frequencies[partners] == found.success.frequencies[partners]
    assert "none told per outcome has fewer than 9 of either" in told
    assert re.search("told alike for both outcomes, .*trac_partners", told)


def test_it_refuses_a_thin_level_and_says_which(capsys, tmp_path):
    imported(with_a_thin_level())
    out = tmp_path / "cohort.json"

    code, told, err = run(capsys, "derive_cohort", "rounds", "--out", str(out))

    problem = json.loads(err)
    assert (code, told) == (2, "")
    assert (problem["type"], problem["field"]) == ("thin_level", "trac_partners")
    assert "'trac_partners' many: 5" in problem["detail"]
    assert not out.exists()


def test_it_joins_thin_levels_when_asked_and_says_so(capsys, tmp_path):
    imported(with_a_thin_level())
    out = tmp_path / "cohort.json"

    code, told, _ = run(capsys, "derive_cohort", "rounds", "--merge", "--out", str(out))

    assert code == 0
    assert "told as one level of trac_partners: 1 and 2" in told
    assert CohortStatistics.from_json(out.read_text()).n == 400


def test_it_refuses_a_data_set_with_an_open_finding_until_that_is_overruled(capsys, tmp_path):
    table = Table()
    table.blank("motto", table.outcomes == 0)
    table.columns["trac_awards"] = [str(int(won)) for won in table.outcomes]
    imported(table)
    out = tmp_path / "cohort.json"

    code, told, err = run(capsys, "derive_cohort", "rounds", "--merge", "--out", str(out))

    problem = json.loads(err)
    assert (code, told, problem["type"], problem["field"]) == (2, "", "open_findings", "name")
    assert "missingness_tells_label: Blanks alone tell the outcome" in problem["detail"]
    assert "column_too_good trac_awards: " in problem["detail"]
    assert "overrule_finding rounds CODE [COLUMN]" in problem["detail"]
    assert not out.exists()

    why = ("--by", "Ana", "--reason", "These rows are made up, nobody learns from them.")
    run(capsys, "overrule_finding", "rounds", "missingness_tells_label", *why)
    assert run(capsys, "derive_cohort", "rounds", "--merge", "--out", str(out))[0] == 2
    run(capsys, "overrule_finding", "rounds", "column_too_good", "trac_awards", *why)

    assert run(capsys, "derive_cohort", "rounds", "--merge", "--out", str(out))[0] == 0
    assert CohortStatistics.from_json(out.read_text()).n == 400


@pytest.mark.parametrize(
    ("options", "type"),
    [
        (("nothing",), "no_data_set"),
        (("rounds", "--min-count", "1"), "bad_option"),
        (("rounds", "--min-count-per-outcome", "1"), "bad_option"),
        (("rounds", "--min-count", "few"), "bad_option"),
        (("rounds", "--min-count", "201"), "too_little_data"),
        (("rounds", "--out", "/nowhere/cohort.json"), "unwritable_file"),
    ],
)
def test_it_refuses_with_a_json_problem(capsys, options, type):
    imported(Table())

    code, out, err = run(capsys, "derive_cohort", *options)

    assert (code, out) == (2, "")
    assert json.loads(err)["type"] == type


def test_the_same_figures_however_they_are_written_are_the_same_statistics(capsys):
    imported(Table())

    text = run(capsys, "derive_cohort", "rounds")[1]

    spread_out = json.dumps(json.loads(text), indent=1)
    assert CohortStatistics.from_json(spread_out).to_json() == text.strip()


def test_a_jury_is_trained_on_the_statistics(jury, capsys, tmp_path):
    imported(Table())
    file = tmp_path / "cohort.json"
    run(capsys, "derive_cohort", "rounds", "--out", str(file))

    told = json.loads(run(capsys, "train_jury", "--cohort", str(file), "--json")[1])

    assert (told["synthetic"], told["rows"], told["status"]) == (True, 6_000, "candidate")
    assert told["trained_on"].startswith("cohort after 400 startups (synthetic, statistics ")
    assert str(tmp_path) not in json.dumps(told)
    facts = artefact.read_facts(registry.read_file(told["sha256"]))
    assert facts["evidence"] == 400
    assert service.score({"trac_partners": "many"}, model=told["version"]).score > 50


def test_a_jury_trained_on_leaking_data_stays_a_candidate_until_the_finding_is_overruled(capsys):
    table = Table(rows=100)
    table.blank("motto", table.outcomes == 0)
    record = imported(table)

    told = json.loads(run(capsys, "train_jury", "--dataset", "rounds", "--json")[1])

    assert (told["synthetic"], told["rows"], told["status"]) == (False, 100, "candidate")
    assert told["trained_on"] == "100 startups with known outcomes (data set rounds)"
    assert len(told["open_findings"]) == 1
    assert "Blanks alone tell the outcome" in told["open_findings"][0]
    assert list(registry.find_model(told["version"]).datasets.all()) == [record]

    why = ("--by", "Ana", "--reason", "Mottos are no question, no jury reads them.")
    run(capsys, "overrule_finding", "rounds", "missingness_tells_label", *why)

    assert promoted(told["version"]).status == "champion"


@pytest.mark.parametrize(
    ("options", "type"),
    [
        (("--dataset", "nothing"), "no_data_set"),
        (("--dataset", "a", "--cohort", "b"), "bad_option"),
        (("--dataset", "a", "--data", "b", "--label", "c"), "bad_option"),
        (("--dataset", "a", "--label", "c"), "bad_option"),
        (("--cohort", "/nowhere"), "unreadable_file"),
        (("--cohort", __file__), "bad_statistics"),
    ],
)
def test_training_refuses_with_a_json_problem(capsys, options, type):
    code, out, err = run(capsys, "train_jury", *options)

    assert (code, out) == (2, "")
    assert json.loads(err)["type"] == type
    assert JuryModel.objects.count() == 0
