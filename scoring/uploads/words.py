"""Codes of the import and of the audit in words, in the reader's language; the English detail stands beside them."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from scoring.core.questionnaire import Question

Text = str | Promise
NOT_NAMED = "the mapping does not name it"
ITS_NAME = "its name stands for "
"""As `scoring.core.importing_columns` says it."""


class Meaning(NamedTuple):
    """What a finding is called, and what it means for a jury that learns from these rows."""

    heading: Text
    sentence: Text


FINDINGS: dict[str, Meaning] = {
    "missingness_tells_label": Meaning(
        _("Blanks tell the outcome"),
        _(
            "Whoever filled the table seems to have known how the companies ended. A jury must not learn who was asked "
            "less; an unanswered question is never a signal, but the answers may carry the same knowledge."
        ),
    ),
    "column_too_good": Meaning(
        _("A column that is too good"),
        _(
            "One column tells the outcome almost by itself. Such a column was usually filled after the outcome was "
            "known: the jury would look better here than it is on a stage."
        ),
    ),
    "column_after_outcome": Meaning(
        _("Dated after the outcome"),
        _(
            "An answer was given after the outcome was known. On a stage nobody knows the future, so it must not be "
            "learned from."
        ),
    ),
    "duplicate_company": Meaning(
        _("Companies that come twice"),
        _(
            "A company in several rows is on both sides when a jury is tested on rows it has not seen, so its figures "
            "look better than they are."
        ),
    ),
    "unbalanced_label": Meaning(
        _("Few of one outcome"),
        _("The rarer outcome is known from few companies; what is learned about it is unsure."),
    ),
    "thin_level": Meaning(
        _("Answers that few companies gave"),
        _(
            "What the jury says about such an answer is mostly guessed, and statistics about so few could tell who "
            "they are."
        ),
    ),
    "not_checked": Meaning(
        _("Not checked"),
        _("The audit could not look for this here, so its silence says nothing."),
    ),
}
UNKNOWN_FINDING = Meaning(_("Something else"), _("The audit says:"))

CELLS: dict[str, Text] = {
    "blank_label": _("The outcome is blank."),
    "bad_label": _("This is neither a success nor a failure."),
    "not_translated": _("This is no number, and no translation says what it means."),
    "unknown_word": _("No translation says which answer this word is."),
    "bad_count": _("This word is neither counted nor not counted."),
    "grouped_number": _(
        "Write the number without separators of thousands, or say that the comma is decimal."
    ),
    "not_a_number": _("This is not a finite number."),
    "out_of_range": _("This lies beyond what the question allows."),
    "wrong_type": _("The question wants a whole number."),
    "extra_too_large": _("This number is too large to be reckoned with."),
    "not_a_day": _("This is no day in the format given."),
    "blank_day": _("The day is blank."),
    "day_in_future": _("This day lies in the future."),
    "outcome_before_facts": _("The outcome is dated before the facts that shall predict it."),
    "contradicting_outcomes": _("Another row has this company with the opposite outcome on one day."),
}

PROBLEMS: dict[str, Text] = {
    "bad_name": _("A name has lower-case letters, digits, - and _, at most 60; “upload” is taken by a page."),
    "name_taken": _("There is a data set of this name; choose another."),
    "bad_option": _("This is too long."),
    "no_licence": _("Say under which licence the rows may be used."),
    "no_provenance": _("Say where the rows come from."),
    "mapping_not_toml": _("The text is not TOML."),
    "mapping_unknown_key": _("There is no such key in a mapping."),
    "bad_mapping": _("This cannot be used."),
    "unknown_questionnaire": _("There is no such questionnaire."),
    "unknown_question": _("There is no such question."),
    "unknown_label": _("The mapping has no such outcome."),
    "bad_translation": _("A word is translated to what is no answer to this question."),
    "protected_attribute": _(
        "Who the founders are and where they come from is never scored, nor what stands for it."
    ),
    "label_as_feature": _("This column holds an outcome. What is to be predicted cannot answer a question."),
    "empty_file": _("The file is empty."),
    "no_rows": _("The file has a header and no rows."),
    "not_a_table": _("This is no table, whatever its name says. Choose a CSV, CSV.gz or XLSX file."),
    "old_excel": _("This is an Excel file of before 2007; save it as .xlsx or as CSV."),
    "password_protected": _("The workbook is protected by a password; save it without one."),
    "locked_zip": _("The file is locked by a password."),
    "not_a_workbook": _("The name says that this is a workbook, but its content is not."),
    "damaged_workbook": _("The workbook is damaged; open it in Excel and save it again."),
    "document_type": _("The workbook declares XML entities, which no spreadsheet does; it is not opened."),
    "which_sheet": _("The workbook has several sheets; name the one to be read."),
    "no_such_sheet": _("The workbook has no sheet of this name."),
    "formula_cell": _("A cell holds a formula, whose shown value may be out of date; save values only."),
    "zip_bomb": _("The file would unpack to more than is ever read."),
    "unpacks_too_large": _("The file would unpack to more than is ever read."),
    "truncated_gzip": _("The gzip file ends too early; fetch it again."),
    "damaged_gzip": _("The gzip file is damaged; fetch it again."),
    "wrong_encoding": _("The file is not text in this encoding."),
    "utf_16": _("The file is written in UTF-16."),
    "nul_byte": _("The file holds a NUL byte; it is no text, or was cut by a failing disk."),
    "wrong_delimiter": _("Another sign parts the columns."),
    "unclosed_quote": _("A quote is opened and never closed."),
    "malformed_csv": _("A line is not CSV."),
    "ragged_row": _("A row has more or fewer cells than the header."),
    "huge_cell": _("A cell has no end; perhaps a quote is never closed."),
    "empty_header": _("A column has no name in the header."),
    "long_header": _("A column's name is too long; is the header missing?"),
    "duplicate_column": _("Two columns have the same name."),
    "too_many_rows": _("The file has too many rows."),
    "too_many_columns": _("The file has too many columns."),
    "too_many_cells": _("The file has too many cells; leave out columns that the mapping does not use."),
    "missing_column": _("The file has no such column."),
    "ambiguous_column": _("Several columns begin so."),
    "one_outcome": _("All rows have the same outcome; nothing can be learned from that."),
}


def problem_text(code: str, detail: str) -> str:
    """A problem in the reader's language. The detail names place and value, and is English whatever that is."""
    if (get_language() or "en").startswith("en"):
        return detail
    sentence = PROBLEMS.get(code) or CELLS.get(code) or _("This cannot be taken.")
    return f"{sentence} ({detail})"


def cell_sentence(code: str) -> Text:
    """Why a cell cannot be taken, for whom the English reason beside it is not enough; "" where it is."""
    if (get_language() or "en").startswith("en"):
        return ""
    return CELLS.get(code) or _("This cannot be taken.")


def unused_reason(reason: str) -> str:
    """Why a column is not used: a person's own words from the mapping, or the import's in the reader's language."""
    if reason == NOT_NAMED:
        return str(_("The mapping does not name it."))
    if reason.startswith(ITS_NAME):
        return str(_("Its name stands for what is never scored."))
    return reason


def finding_meaning(code: str) -> Meaning:
    """A finding's heading and what it means."""
    return FINDINGS.get(code, UNKNOWN_FINDING)


def level_words(question: Question, place: int, language: str) -> str:
    """One of a question's levels: a choice's label, or the range of numbers that it stands for."""
    if question.options:
        label = question.options[place].label
        return label.get(language, label["en"])
    low = question.levels[place]
    if place == len(question.levels) - 1:
        return f"{low:g}+"
    high = question.levels[place + 1] - (1 if question.integer else 0)
    return f"{low:g}" if high == low else f"{low:g}–{high:g}"


def answer_words(question: Question, slug: str, language: str) -> str:
    """An answer as the preview gives it: a choice's slug as its label, a number as it is."""
    label = next((option.label for option in question.options if option.slug == slug), {})
    return label.get(language) or label.get("en") or slug
