"""Applications go out: safe from formulas, without drafts, and back again unchanged."""

import csv
import io

import pytest
from openpyxl import load_workbook

from battle.exchange.safe import guarded, without_apostrophe

DOWNLOAD = "/organise/valencia/export/applications"


def body(answer) -> bytes:
    return b"".join(answer.streaming_content)


def rows_of(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body(answer).decode("utf-8-sig"))))


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+34600",
        "-2",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " =1",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff201",
        "\u3000=1",
    ],
)
def test_what_would_begin_a_formula_stands_behind_an_apostrophe(text):
    assert guarded(text) == f"'{text}"
    assert without_apostrophe(guarded(text)) == text


@pytest.mark.parametrize("text", ["Umbra", "a=b", "it's", "'quoted'", "2-3", ""])
def test_other_text_stays_as_it_is(text):
    assert guarded(text) == text
    assert without_apostrophe(text) == text


def test_a_table_holds_every_field_in_words_and_no_draft(desk, applied):
    applied(
        "=HYPERLINK(1)",
        key="alpha",
        contact_email="a@example.org",
        deck="decks/a.pdf",
        evidence={"team_founders": "see p. 2"},
    )
    applied("Draft", state="draft", submitted_at=None)
    applied("Beta", answers={"team_founders": 2.0, "team_prior_exit": 1.0}, language="es")

    first, second = rows_of(desk.get(f"{DOWNLOAD}.csv?sort=company"))

    assert first["Company"] == "'=HYPERLINK(1)"
    assert (first["Has a pitch deck"], first["Evidence: How many founders are you?"]) == ("yes", "see p. 2")
    assert (second["State"], second["How many founders are you?"]) == ("Submitted", "2")
    assert second["Reads"] == "0"
    assert not [name for name in second if "score" in name.lower() or "jury" in name.lower()]


def test_a_workbook_holds_texts_and_never_a_formula(desk, applied):
    applied(
        "=1+1", key="alpha", contact_email="a@example.org", answers={"team_founders": 2.0}, one_liner="a\x0bb"
    )

    answer = desk.get(f"{DOWNLOAD}.xlsx?headings=keys&groups=application&groups=answers")

    sheet = load_workbook(io.BytesIO(body(answer))).active
    header, row = list(sheet.iter_rows())
    cells = {name.value: cell for name, cell in zip(header, row, strict=True)}
    assert (cells["company"].value, cells["company"].data_type) == ("=1+1", "s")
    assert cells["one_liner"].value == "ab"
    assert cells["answers.team_founders"].value == 2
    assert answer["Content-Disposition"] == 'attachment; filename="valencia-applications.xlsx"'


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("headings", ["keys", "texts"])
def test_what_went_out_comes_back_as_the_same(kind, headings, desk, applied, previewed):
    applied(
        "=Umbra",
        key="alpha",
        contact_email="a@example.org",
        website="https://umbra.example/",
        pitch="Two\nlines",
        reference="t-1",
        language="pt-br",
        answers={"team_founders": 2.0, "team_prior_exit": 1.0, "inv_last_round": 2.5},
        facts={"fact_trademarks": 2.0},
    )
    out = body(desk.get(f"{DOWNLOAD}.{kind}?headings={headings}"))

    intake, _page = previewed(out, f"out.{kind}")

    assert intake.counts == {"new": 0, "changed": 0, "held": 0, "same": 1, "wrong": 0}
