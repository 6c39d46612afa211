"""`import_dataset`: preview first, all or nothing, the same file once."""

import gzip
import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import numpy as np
import pytest
from django.contrib.admin import site
from django.db import IntegrityError, connection, transaction

from scoring import datasets
from scoring.core import dataset_file
from scoring.core.audit import Finding as Found
from scoring.core.importing import imported
from scoring.core.mapping_file import parse_mapping
from scoring.models import DataSet, Finding
from tests.scoring.datasets.tables import MAPPING, as_csv, as_xlsx, rows, translated

NOW = datetime(2026, 11, 24, tzinfo=UTC)
GOOD = as_csv(rows(40))


def keep(name: str = "startups", data: bytes = GOOD, mapping: str = MAPPING, **more) -> DataSet:
    return datasets.import_dataset(
        name=name, data=data, filename="startups.csv", mapping_text=mapping, now=NOW, **more
    )


def test_it_keeps_a_file_and_says_so(run_import):
    options = ("--licence", "CC0", "--provenance", "the ministry", "--json")

    code, out, problem = run_import(GOOD, *options)

    told = json.loads(out)
    assert (code, problem) == (0, None)
    assert told.pop("findings") == list(
        Finding.objects.values("code", "column", "detail", "figures", "serious", "overruled_by")
    )
    assert (len(told.pop("file_sha256")), len(told.pop("mapping_sha256"))) == (64, 64)
    assert told == {
        "recognised": False,
        "not_used": [],
        "name": "startups",
        "label": "won",
        "label_meaning": "it was sold within five years",
        "rows": 40,
        "successes": 20,
        "licence": "CC0",
        "provenance": "the ministry",
        "questionnaire": "v1",
        "first_date": "2010-01-15",
        "last_date": "2010-12-15",
    }


def test_the_findings_of_the_audit_are_kept_with_it(run_import):
    table = rows(40)
    for row in table[1:]:  # who failed was asked about nothing
        row[4] = "n/a" if row[2] == "no" else row[4]

    _code, out, _problem = run_import(as_csv(table))

    found = Finding.objects.get(code="missingness_tells_label")
    assert found.serious
    assert found.dataset == DataSet.objects.get()
    assert f"serious: missingness_tells_label: {found.detail}" in out


def test_a_preview_shows_what_would_become_of_it_and_keeps_nothing(run_import):
    code, out, problem = run_import(GOOD, "--preview", "--json")

    told = json.loads(out)
    assert (code, problem, DataSet.objects.count()) == (0, None, 0)
    assert told["rows"] == 40
    assert told["label"]["successes"] == told["label"]["failures"] == 20
    assert told["questions"]["trac_partners"] == {
        "answered": 40,
        "levels": {"none": 13, "few": 14, "many": 13},
    }
    assert told["extras"]["buzz"] == {"answered": 40, "lowest": 0.5, "median": 10.25, "highest": 20}
    assert told["first"][0] == {
        "outcome": "success",
        "answers": {
            "team_founders": "2",
            "trac_partners": "few",
            "inv_last_round": "0.5",
            "ip_data_core": "1",
            "buzz": "0.5",
        },
    }
    assert len(told["first"]) == 5
    assert told["unused"] == [
        {"column": "city", "reason": "its name stands for place, which is never scored"}
    ]
    assert len(told["not_asked"]) == 24
    assert told["refused"] == {"total": 0, "rows": 0, "cells": []}


def test_a_preview_shows_what_is_refused_beside_what_is_not(run_import):
    table = rows(40)
    table[3][4], table[9][5] = "many", "some"

    code, out, problem = run_import(as_csv(table), "--preview", "2")

    assert (code, problem) == (0, None)
    assert "refused: 2 cells in 2 rows" in out
    assert "row 3, column 'founders', 'many': it is no number" in out
    assert "row 9, column 'partners', 'some': the mapping does not translate this word" in out
    assert re.search(r"team_founders +39 ", out)
    assert "its name stands for place, which is never scored: city" in out


def test_a_preview_tells_of_a_column_that_answers_two_questions(run_import):
    twice = MAPPING + '[questions.team_advisors]\ncolumn = "founders"\n'

    told = json.loads(run_import(GOOD, "--preview", "--json", mapping=twice)[1])
    _code, out, _problem = run_import(GOOD, "--preview", mapping=twice)

    assert told["shared"] == {"founders": ["team_founders", "team_advisors"]}
    assert "is that meant? 'founders': team_founders, team_advisors" in out
    assert json.loads(run_import(GOOD, "--preview", "--json")[1])["shared"] == {}


def test_the_same_file_is_recognised_under_any_name(run_import):
    run_import(GOOD)
    before = DataSet.objects.values().get()

    code, out, _problem = run_import(GOOD, "--name", "again")

    assert code == 0
    assert "imported before, by the same mapping, as 'startups'; nothing was written" in out
    assert DataSet.objects.values().get() == before


def test_it_says_what_a_recognised_file_does_not_follow(run_import):
    run_import(GOOD, "--licence", "CC0", "--provenance", "the ministry")
    again = ("--name", "again", "--licence", "CC0", "--provenance", "a friend")

    _code, out, _problem = run_import(GOOD, *again)
    told = json.loads(run_import(GOOD, *again, "--json")[1])

    assert "What was given as --name, --provenance differs and was not used." in out
    assert (told["recognised"], told["not_used"]) == (True, ["name", "provenance"])
    assert (told["name"], told["provenance"]) == ("startups", "the ministry")


def test_another_label_or_mapping_of_the_same_file_is_another_data_set(db):
    two = MAPPING + '[labels.alive]\ncolumn = "won"\nsuccess = ["yes"]\nfailure = ["no"]\nmeaning = "alive"\n'
    keep("first", mapping=two)

    keep("second", mapping=two, label="alive")
    keep("third", mapping=two + "# one more line\n")

    assert dict(DataSet.objects.values_list("name", "label")) == {
        "first": "won",
        "second": "alive",
        "third": "won",
    }


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--name", "startups"), "name_taken", "There is a data set 'startups' already"),
        (("--name", "Our data"), "bad_name", "lower-case letters"),
        (("--name", ""), "bad_option", "Give the data set a --name"),
        (("--label", "lost"), "unknown_label", "no label 'lost', only won"),
        (("--preview", "-1"), "bad_option", "0 or more"),
        (("--preview", "x"), "bad_option", "invalid int value"),
    ],
)
def test_it_refuses_what_cannot_be_meant(run_import, options, code, said):
    run_import(GOOD)

    ended, _out, problem = run_import(as_csv(rows(30)), *options)

    assert (ended, problem["type"]) == (2, code)
    assert said in problem["detail"]
    assert DataSet.objects.count() == 1


def test_a_mapping_that_is_not_there_is_refused(run_import, capsys):
    from django.core.management import call_command

    with pytest.raises(SystemExit):
        call_command("import_dataset", "-", "--map", "cax_row", "--name", "startups")

    assert json.loads(capsys.readouterr().err)["type"] == "unreadable_file"


def test_a_fault_in_the_middle_leaves_nothing(db):
    """The second finding breaks a promise of its table, after the data set and the first were written."""
    keep("model")
    record = DataSet.objects.get()
    record.pk, record.name, record.label = None, "broken", "other"
    findings = [Found("thin_level", "x", "few"), Found("thin_level", "y", "")]

    with pytest.raises(IntegrityError), transaction.atomic():
        datasets.store(record, findings)

    assert list(DataSet.objects.values_list("name", flat=True)) == ["model"]
    assert not Finding.objects.filter(detail="few").exists()


@pytest.mark.parametrize(
    "change",
    [
        {"successes": 0},
        {"successes": 40},
        {"first_date": "2011-01-01", "last_date": "2010-01-01"},
        {"name": "startups"},
        {},
    ],
)
def test_the_database_itself_refuses_what_no_import_gives(db, change):
    keep()
    record = DataSet.objects.get()
    record.pk = None
    record.name, record.label = "other", record.label if not change else "other"
    for field, value in change.items():
        setattr(record, field, value)

    with pytest.raises(IntegrityError), transaction.atomic():
        record.save(force_insert=True)


@pytest.mark.parametrize(
    "half", [{"overruled_by": "Ann"}, {"overruled_at": NOW}, {"overruled_at": NOW, "overruled_by": "Ann"}]
)
def test_a_finding_is_overruled_in_writing_or_not_at_all(db, half):
    found = keep().findings.create(code="thin_level", detail="few", serious=False)

    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.filter(pk=found.pk).update(**half)

    reason = {"overruled_by": "Ann", "overruled_reason": "counted by hand", "overruled_at": NOW}
    assert Finding.objects.filter(pk=found.pk).update(**reason) == 1


def test_what_is_loaded_is_what_was_imported(db):
    keep()
    told = imported(translated(rows(40))).dataset

    loaded = datasets.load("startups")

    assert (loaded.sheets == told.sheets).all()
    assert loaded.sheets.dtype == told.sheets.dtype
    assert (loaded.outcomes == told.outcomes).all()
    assert (loaded.dates == told.dates).all()
    assert (loaded.extras == told.extras).all()
    assert (loaded.extra_directions == told.extra_directions).all()
    assert (loaded.companies, loaded.extra_names) == (told.companies, told.extra_names)
    with pytest.raises(datasets.NoSuchDataSet):
        datasets.load("absent")


def test_rows_without_days_names_and_extras_are_kept_too(db):
    mapping = MAPPING.replace("[extras.buzz]", "[[ignored]]\nreason = 'x'\ncolumns = ['buzz']\n#")
    mapping = mapping.replace('column = "buzz"\ndirection = 1', "")
    mapping = mapping.replace('[company]\ncolumn = "name"', "").replace('[date]\ncolumn = "seen"', "")
    keep(mapping=mapping)

    loaded = datasets.load("startups")

    assert loaded.dates is None
    assert loaded.companies == ("",) * 40
    assert loaded.extras.shape == (40, 0)


def test_the_kept_bytes_hold_translated_rows_only_and_are_always_the_same(db):
    first = imported(translated(rows(40)))

    kept = dataset_file.dump(first)

    assert kept == dataset_file.dump(imported(translated(rows(40)))) == bytes(keep().content)
    text = gzip.decompress(kept).decode()
    assert text.startswith(
        "company,date,outcome,team_founders,trac_partners,ip_data_core,inv_last_round,extra:buzz:1\n"
    )
    assert "Company" not in text
    assert "Lyon" not in text


def test_missing_figures_stay_missing(db):
    table = rows(40)
    table[2][9] = table[3][4] = ""
    keep(data=as_csv(table))

    loaded = datasets.load("startups")

    assert np.isnan(loaded.extras[:, 0]).nonzero()[0].tolist() == [1]
    assert (loaded.sheets[:, 0] == -1).nonzero()[0].tolist() == [2]


def test_it_imports_a_workbook(run_import):
    code, out, _problem = run_import(as_xlsx(rows(40)), name="startups.xlsx")

    assert code == 0
    assert "startups: 40 rows, 20 successes (50.0%): it was sold within five years" in out


def test_data_sets_and_findings_can_be_looked_at_and_not_changed(db, rf):
    keep()
    for model in (DataSet, Finding):
        admin, request = site._registry[model], rf.get("/")
        assert not admin.has_add_permission(request)
        assert not admin.has_change_permission(request)
        assert not admin.has_delete_permission(request)


def test_a_mapping_is_kept_as_it_was_written(db):
    assert parse_mapping(keep().mapping) == parse_mapping(MAPPING)


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_file_at_once_give_one_data_set():
    start = Barrier(2)

    def run(name: str) -> str:
        try:
            start.wait()
            return keep(name).name
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(run, ["one", "two"])

    assert first == second == DataSet.objects.get().name
