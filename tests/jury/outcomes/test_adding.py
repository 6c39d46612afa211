"""Past contenders become a data set by the import that every file goes through."""

import gzip

import numpy as np
import pytest
from django.utils import translation

from battle.aftermath.actions import Known, correct_outcome, withdraw_outcome
from battle.problems import Refused
from scoring import datasets
from scoring.core.features import to_sheet
from scoring.core.importing import company_hash
from scoring.core.problems import Problem
from scoring.models import DataSet
from scoring.outcomes.actions import add_outcomes
from scoring.outcomes.queries import prepare, preview
from scoring.outcomes.selecting import Choice
from scoring.past import Label, past_contenders
from scoring.uploads.words import PROBLEMS
from tests.jury.outcomes.conftest import BILBAO, NOW, RAISED, SHOW_DAY, VALENCIA

pytestmark = pytest.mark.django_db


@pytest.fixture
def add(steward, choice):
    def run(chosen=choice, seen=None, licence="The rules of the battle", note=""):
        seen = prepare(chosen, NOW).sha256 if seen is None else seen
        return add_outcomes(choice=chosen, seen=seen, licence=licence, note=note, by=steward, now=NOW)

    return run


def refusal(act) -> str:
    with pytest.raises((Refused, Problem)) as refused:
        act()
    return refused.value.code if isinstance(refused.value, Refused) else refused.value.type


def test_the_rows_are_the_answers_as_they_stood_on_stage_with_their_day_and_outcome(year, add):
    dataset, new = add()
    rows = datasets.load(dataset.name)
    by_company = {company_hash(each.company): each for each in past_contenders()}

    assert (new, dataset.rows, dataset.successes) == (True, 12, 4)
    assert sorted(rows.companies) == sorted(by_company)
    for sheet, company, outcome, day in zip(
        rows.sheets, rows.companies, rows.outcomes, rows.dates, strict=True
    ):
        past = by_company[company]
        assert np.array_equal(sheet, to_sheet(past.answers))
        assert outcome == past.outcome(Label.RAISED).success
        assert day.item() == SHOW_DAY
    assert {each.answers["inv_last_round"] for each in by_company.values()} == {0.25 + n for n in range(6)}


def test_it_says_where_the_rows_come_from_and_what_counts_as_a_yes(year, add, steward):
    dataset, _new = add(note="Asked by telephone in December.")

    assert (dataset.series, dataset.label, dataset.label_meaning) == ("outcomes-raised", "raised", RAISED)
    assert (dataset.licence, dataset.imported_by, dataset.created_at) == (
        "The rules of the battle",
        steward,
        NOW,
    )
    for text in (
        "Minimum age of the answers: 365 days.",
        "(bilbao, show 1): 6",
        "(valencia, show 1): 6",
        "Sources: told for every row, with an address for 12 of 12.",
        "Left out: nobody.",
        "Asked by telephone in December.",
    ):
        assert text in dataset.provenance


def test_no_name_of_a_startup_is_kept(year, add):
    dataset, _new = add()
    kept = DataSet.objects.get(pk=dataset.pk)
    told = "\n".join(
        [gzip.decompress(bytes(kept.content)).decode(), kept.provenance, kept.mapping, kept.filename]
    )

    assert [name for name in [*VALENCIA, *BILBAO] if name in told.casefold()] == []


def test_a_startups_own_site_is_no_source_that_is_told(city, record, add):
    editions = {"valencia": city("valencia", VALENCIA), "bilbao": city("bilbao", BILBAO)}
    for place, key in enumerate([*VALENCIA, *BILBAO]):
        address = f"https://www.{key}.example/news" if place else ""
        record(editions["valencia" if key in VALENCIA else "bilbao"], key, place % 3 == 0, source_url=address)
    dataset, _new = add()

    assert "Sources: told for every row, with an address for 11 of 12." in dataset.provenance
    assert [name for name in [*VALENCIA, *BILBAO, ".example"] if name in dataset.provenance.casefold()] == []


def test_what_is_shown_is_what_is_imported(year, add, choice):
    shown = preview(prepare(choice, NOW), NOW)
    dataset, _new = add()
    again = preview(prepare(choice, NOW), NOW)

    assert (len(shown.prepared.taken), shown.prepared.successes) == (dataset.rows, dataset.successes)
    assert [(each.code, each.column, each.detail) for each in shown.findings] == [
        (each.code, each.column, each.detail) for each in dataset.findings.order_by("pk")
    ]
    assert (shown.known, again.known) == (None, dataset)


def test_the_same_rows_again_are_recognised_whatever_the_age_asked_for(year, add, choice):
    dataset, _new = add()

    assert add(licence="Another") == (dataset, False)
    assert add(Choice(choice.label, choice.meanings, 366)) == (dataset, False)
    assert DataSet.objects.count() == 1


def test_a_correction_makes_another_version_of_the_series(year, add, steward):
    first, _new = add()
    correct_outcome(
        edition=year["valencia"],
        contender="boreal",
        label=Label.RAISED,
        seen=1,
        known=Known(True, RAISED, SHOW_DAY, "A better register"),
        reason="The round was found later",
        by=steward,
        now=NOW,
    )
    second, new = add()

    assert (new, second.series, second.successes) == (True, first.series, first.successes + 1)
    assert second.name.startswith("outcomes-raised-")


def test_what_was_taken_back_is_not_among_the_rows(year, add, steward):
    withdraw_outcome(
        edition=year["bilbao"],
        contender="lamia",
        label=Label.RAISED,
        seen=1,
        reason="It was another company",
        by=steward,
        now=NOW,
    )
    dataset, _new = add()

    assert (dataset.rows, "no_outcome (1)" in dataset.provenance) == (11, True)


def test_rows_that_have_changed_since_they_were_looked_at_are_not_added(year, add, choice, steward):
    seen = prepare(choice, NOW).sha256
    withdraw_outcome(
        edition=year["bilbao"],
        contender="lamia",
        label=Label.RAISED,
        seen=1,
        reason="It was another company",
        by=steward,
        now=NOW,
    )

    assert refusal(lambda: add(seen=seen)) == "rows_changed"
    assert not DataSet.objects.exists()


@pytest.mark.parametrize("days", [0, 89, 3651])
def test_no_minimum_age_below_ninety_days_is_taken(year, add, choice, days):
    assert refusal(lambda: add(Choice(choice.label, choice.meanings, days), seen="")) == "minimum_age"


def test_a_licence_is_required(year, add):
    assert refusal(lambda: add(licence="  ")) == "no_licence"


def test_nine_rows_are_too_few_and_it_says_how_many_are_missing(city, record, add, choice):
    edition = city("valencia", VALENCIA[:6])
    other = city("bilbao", BILBAO[:3])
    for place, key in enumerate(VALENCIA[:6]):
        record(edition, key, place % 2 == 0)
    for key in BILBAO[:3]:
        record(other, key, False)

    with pytest.raises(Refused, match="9 of the 10 contenders that are needed can be taken: 1 more") as told:
        add()
    assert told.value.code == "too_few_rows"


@pytest.mark.parametrize("success", [True, False])
def test_one_outcome_alone_is_refused(city, record, add, success):
    edition, other = city("valencia", VALENCIA), city("bilbao", BILBAO)
    for key in VALENCIA:
        record(edition, key, success)
    for key in BILBAO:
        record(other, key, success)

    assert refusal(add) == "one_outcome"


@pytest.mark.parametrize("name", ['=HYPERLINK("x"), "Inc"', "A; B\tC", "Ñandú\u2028Ω"])
def test_a_company_of_any_name_stays_one_cell(year, choice, name):
    past = past_contenders()
    odd = [type(past[0])(**{**_fields(past[0]), "company": name}), *past[1:]]
    prepared = prepare(choice, NOW, odd)

    assert preview(prepared, NOW).changes.rows == 12


def test_what_the_import_refuses_is_told_in_the_readers_language(year, choice):
    past = past_contenders()
    odd = [type(past[0])(**{**_fields(past[0]), "company": "a\0b"}), *past[1:]]
    with translation.override("es"):
        told, sentence = preview(prepare(choice, NOW, odd), NOW).refusal, str(PROBLEMS["nul_byte"])

    assert (told.code, told.message.startswith(sentence)) == ("nul_byte", True)


def _fields(past):
    return {name: getattr(past, name) for name in past.__slots__}
