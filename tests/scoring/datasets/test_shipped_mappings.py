"""The two mappings that come with the product read the files that they were made for."""

import csv
import gzip

import numpy as np
import pytest

from scoring.core.answers import protected
from scoring.core.features import directions, level_values
from scoring.core.importing import read_file, translate_file
from scoring.core.importing_columns import NOT_NAMED
from scoring.core.mapping_file import parse_mapping, read_shipped, shipped
from scoring.core.questionnaire import load

CAX, CRUNCHBASE = "cax_raw_228.csv.gz", "crunchbase_first_round_2005_2011.csv.gz"


@pytest.fixture(scope="module")
def read(shared_data):
    def run(file: str, mapping: str, label: str | None = None):
        data = (shared_data / file).read_bytes()
        return read_file(file, data, parse_mapping(read_shipped(mapping)), label=label)

    return run


def test_there_are_three_and_all_can_be_used():
    assert shipped() == ("cax_raw", "crunchbase_first_round", "outcomes_v1")
    for name in shipped():
        parse_mapping(read_shipped(name))


@pytest.mark.shared_data
def test_the_raw_contest_file_becomes_the_published_levels(read, shared_data):
    with gzip.open(shared_data / "cax_questionnaire28_228.csv.gz", "rt") as file:
        by_name = {row["company"]: row for row in csv.DictReader(file)}

    imported = read(CAX, "cax_raw")

    published = [by_name.pop(name) for name in imported.raw["Company_Name"]]
    assert (len(published), by_name) == (228, {})
    assert imported.dataset.outcomes.tolist() == [int(row["label_contest"]) for row in published]
    for place, (key, values) in enumerate(zip(load().keys, level_values(), strict=True)):
        levels = imported.dataset.sheets[:, place]
        ours = np.where(levels < 0, np.nan, values[levels])
        theirs = np.array([float(row[key] or "nan") for row in published])
        np.testing.assert_allclose(ours, theirs, err_msg=key)


@pytest.mark.shared_data
def test_the_contest_file_keeps_no_name_and_no_column_beside_its_questions(read):
    imported = read(CAX, "cax_raw")

    assert imported.keys == load().keys
    assert imported.dataset.extras.shape == (228, 0)
    assert len(set(imported.dataset.companies)) == 228
    assert {len(company) for company in imported.dataset.companies} == {64}
    assert imported.dataset.dates is None


@pytest.mark.shared_data
def test_no_info_is_blank_and_a_blank_that_is_an_answer_is_not(read):
    imported = read(CAX, "cax_raw")
    partners = imported.columns.index("Number of of Partners of company")

    assert imported.blanks[:, partners].sum() == 11
    assert (imported.raw.iloc[:, partners] == "").sum() == 161


@pytest.mark.shared_data
def test_first_rounds_become_three_questions_with_dates_and_two_outcomes(read):
    imported = read(CRUNCHBASE, "crunchbase_first_round")
    rows = imported.dataset

    assert imported.keys == ("inv_seed_count", "inv_last_round", "inv_months_first")
    assert (len(rows.outcomes), rows.outcomes.sum()) == (11_729, 3_751)
    assert (str(rows.dates.min()), str(rows.dates.max())) == ("2005-01-01", "2011-11-30")
    answered = (rows.sheets >= 0).sum(axis=0)
    assert answered[[22, 26, 27]].tolist() == [5_299, 9_463, 8_902]
    assert answered.sum() == 5_299 + 9_463 + 8_902
    assert read(CRUNCHBASE, "crunchbase_first_round", "y_exit").dataset.outcomes.sum() == 1_285


@pytest.mark.shared_data
def test_the_size_of_a_first_round_is_told_in_millions(read):
    imported = read(CRUNCHBASE, "crunchbase_first_round")
    logs = imported.raw["amount"]
    told = imported.values[:, imported.keys.index("inv_last_round")]

    known = (logs != "").to_numpy()
    np.testing.assert_allclose(told[known], 10 ** logs[known].astype(float) / 1e6)
    assert np.isnan(told[~known]).all()


@pytest.mark.shared_data
def test_extras_of_first_rounds_have_sensible_directions(read):
    rows = read(CRUNCHBASE, "crunchbase_first_round").dataset
    told = dict(zip(rows.extra_names, rows.extra_directions.tolist(), strict=True))

    assert told["most_experienced_investor"] == told["mean_investor_experience"] == told["investors"] == 1
    assert told["heat"] == 0
    assert directions()[load().keys.index("inv_months_first")] == -1


@pytest.mark.shared_data
@pytest.mark.parametrize(("file", "mapping"), [(CAX, "cax_raw"), (CRUNCHBASE, "crunchbase_first_round")])
def test_every_protected_column_is_left_out_with_its_reason(shared_data, file, mapping):
    plan = translate_file(file, (shared_data / file).read_bytes(), parse_mapping(read_shipped(mapping))).plan
    unused = dict(plan.unused)

    assert not [name for names in plan.sources.values() for name in names if protected(f"company {name}")]
    assert not [name for name, reason in unused.items() if protected(name) and reason == NOT_NAMED]
    expected = {
        "cax_raw": {
            "Average Years of experience for founder and co founder",
            "Exposure across the globe",
            "Degree from a Tier 1 or Tier 2 university?",
            "Country of company",
        },
        "crunchbase_first_round": {"geo_usa", "geo_ca", "geo_unknown"},
    }
    assert expected[mapping] <= set(unused)
