"""How cells become answers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.core.answers import clean_answers
from scoring.core.dataset import sheets_of
from scoring.core.features import to_sheets
from scoring.core.importing import company_hash, imported, read_file
from scoring.core.mapping import word
from scoring.core.mapping_file import parse_mapping
from scoring.core.problems import MappingProblem
from scoring.core.questionnaire import load
from tests.scoring.datasets.tables import HEADER, MAPPING, as_csv, as_xlsx, changed, rows, translated


def first(column: str, cell: str, mapping: str = MAPPING) -> dict[str, float]:
    """The first row's answers when its cell in a column says this."""
    return imported(translated(changed(1, column, cell), mapping)).answers[0]


def test_a_table_becomes_answers_in_natural_units():
    told = imported(translated(rows()))

    assert told.answers[:2] == [
        {"team_founders": 2, "trac_partners": 1, "ip_data_core": 1, "inv_last_round": 0.5},
        {"team_founders": 3, "trac_partners": 2, "ip_data_core": 1, "inv_last_round": 1.0},
    ]
    assert told.dataset.outcomes.tolist() == [1, 0, 1, 0, 1, 0]
    assert told.dataset.dates.astype(str).tolist()[0] == "2010-02-15"
    assert told.outcome_date.astype(str).tolist()[0] == "2015-02-01"
    assert told.dataset.extras[:, 0].tolist() == [0.5, 1, 1.5, 2, 2.5, 3]
    assert told.set_aside == {"won", "decided", "name", "seen"}


@pytest.mark.parametrize("cell", ["", "N/A", " n/a "])
def test_what_says_nothing_is_unanswered(cell):
    assert "team_founders" not in first("founders", cell)


@pytest.mark.parametrize(("cell", "level"), [("", 0), ("few", 1), ("FEW ", 1), ("Lots", 2), ("many", 2)])
def test_words_are_read_in_any_case_and_a_blank_may_be_an_answer(cell, level):
    assert first("partners", cell)["trac_partners"] == level


def test_a_word_is_unanswered_where_a_blank_is_an_answer():
    told = imported(translated(changed(1, "partners", "n/a")))

    assert "trac_partners" not in told.answers[0]
    assert told.blanks[:, HEADER.index("partners")].tolist() == [True, *[False] * 5]


def test_combined_columns_are_unanswered_where_one_is():
    assert first("ml", "x")["ip_data_core"] == 1
    assert first("big data", "X")["ip_data_core"] == 2
    assert "ip_data_core" not in first("ml", "n/a")


def test_sums_are_scaled_and_capped_after_adding():
    mapping = MAPPING + (
        '[questions.team_tech_share]\ncolumns = ["raised", "buzz"]\ncombine = "sum"\nmultiply = 1e-4\ncap = 60\n'
    )

    shares = [row["team_tech_share"] for row in imported(translated(rows(), mapping)).answers]

    assert shares == [pytest.approx(50.00005), *[60] * 5]


@pytest.mark.parametrize(
    ("how", "cell", "value"),
    [
        ('transform = "exp10"\nmultiply = 1e-6', "6", 1),
        ('transform = "expm1"', "0", 0),
        ("floor = 0", "-24", 0),
        ("cap = 20", "5e3", 20),
        ("values = { undisclosed = 2.5 }\nmultiply = 10", "Undisclosed", 2.5),
        ("multiply = 10", "2", 20),
    ],
)
def test_numbers_are_scaled_and_translated_words_are_not(how, cell, value):
    mapping = MAPPING.replace("multiply = 1e-6", how)

    # The other rows' figures are of no interest here, and out of range in some units.
    translation = translated(changed(1, "raised", cell), mapping)

    assert translation.frame["inv_last_round"][0] == pytest.approx(value)


def test_decimal_commas_are_read_where_the_mapping_says_so():
    table = [[cell.replace(".", ",") for cell in row] for row in changed(1, "raised", "1250000.5")]
    mapping = MAPPING + '[file]\ndelimiter = ";"\ndecimal = ","\n'

    told = read_file("startups.csv", as_csv(table, ";"), parse_mapping(mapping))

    assert told.answers[0]["inv_last_round"] == pytest.approx(1.2500005)
    assert told.dataset.extras[:, 0].tolist() == [0.5, 1, 1.5, 2, 2.5, 3]


def test_headers_are_compared_without_double_blanks_and_by_their_beginning():
    table = [["big  data" if name == "big data" else name for name in rows()[0]], *rows()[1:]]

    told = imported(translated(table, MAPPING.replace('column = "founders"', 'starts_with = "found"')))

    assert told.sources["team_founders"] == ("founders",)
    assert told.sources["ip_data_core"] == ("ml", "big data")


def test_the_date_of_a_column_is_kept_for_the_audit():
    dated = 'column = "founders"\ndated = { column = "decided" }'

    told = imported(translated(changed(1, "decided", ""), MAPPING.replace('column = "founders"', dated)))

    assert told.column_dates["team_founders"].astype(str).tolist()[:2] == ["NaT", "2015-03-01"]


def test_a_workbook_gives_the_same_rows_as_its_csv():
    table = [[float(cell) if cell.replace(".", "").isdigit() else cell for cell in row] for row in rows()]
    mapping = parse_mapping(MAPPING)

    book = read_file("startups.xlsx", as_xlsx(table), mapping)
    plain = read_file("startups.csv", as_csv(rows()), mapping)

    assert book.answers == plain.answers
    assert book.dataset.companies == plain.dataset.companies


def test_blank_rows_and_columns_around_a_sheet_are_no_rows():
    padded = [[*row, None, None] for row in rows()]

    told = read_file("a.xlsx", as_xlsx([*padded, [None] * 13, [" "]]), parse_mapping(MAPPING))

    assert len(told.answers) == 6
    assert told.columns == tuple(HEADER)


def test_a_company_may_come_back_on_another_day_with_another_outcome():
    again = rows()[1][:]
    again[1:3] = ["2012-01-01", "no"]

    told = imported(translated([*rows(), again]))

    assert told.dataset.companies[0] == told.dataset.companies[6]


@pytest.mark.parametrize("name", ["Acme, Inc.", " ACME  inc ", "ａｃｍｅ inc"])
def test_a_company_is_known_again_however_it_is_written(name):
    assert company_hash(name) == company_hash("Acme Inc")
    assert company_hash("") == company_hash("  ") == ""
    assert company_hash("Acme Ltd") != company_hash("Acme Inc")


def test_the_age_of_a_company_is_nobodys_age():
    aged = MAPPING.replace('column = "buzz"', 'column = "age_months"')
    with pytest.raises(MappingProblem, match="stands for, age"):
        parse_mapping(aged)

    parse_mapping(aged.replace('"age_months"', '"age_months"\nabout = "company"'))


@pytest.mark.parametrize(
    "column", ["Gender of CEO", "CEO age", "Years of experience", "Ethnic group", "PhD", "HQ country"]
)
def test_protected_columns_are_refused_by_their_beginning_too(column):
    mapping = MAPPING.replace('column = "buzz"', f'starts_with = "{column[:3]}"')
    table = [[column if name == "buzz" else name for name in rows()[0]], *rows()[1:]]

    with pytest.raises(MappingProblem) as refused:
        translated(table, mapping)

    assert refused.value.type == "protected_attribute"


@given(st.floats(-1e6, 1e6))
def test_equal_numbers_are_one_word(number):
    assert word(f"{number!r}") == word(number) == word(f" {number!r} ")


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_sheets_by_column_equal_sheets_by_row(seed):
    dice, columns = np.random.default_rng(seed), []
    for question in load().questions:
        answers = dice.choice(question.levels, 20)
        if question.kind == "number":
            answers = np.where(dice.random(20) < 0.5, answers, dice.integers(question.maximum, size=20))
        columns.append(np.where(dice.random(20) < 0.2, np.nan, answers))
    values = np.column_stack(columns)
    answered = [dict(zip(load().keys, row, strict=True)) for row in values.tolist()]
    cleaned = [clean_answers({k: v for k, v in row.items() if v == v}) for row in answered]

    assert (sheets_of(load().keys, values) == to_sheets(cleaned)).all()
