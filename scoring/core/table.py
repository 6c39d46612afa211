"""A CSV file of startups: one column a question (blank is unanswered) and one label column."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.core.answers import Answers, clean_answers, find_question
from scoring.core.features import Sheets, to_sheets
from scoring.core.problems import AnswerProblem, TableProblem

NAME_COLUMN = "company"
"""May stand beside the questions to name a row; it is never read."""
OUTCOMES = {"0": 0, "1": 1, "0.0": 0, "1.0": 1}


@dataclass(frozen=True, slots=True)
class Table:
    """Startups with known outcomes: sheets (n, 28) and outcomes (n,) of 0 and 1."""

    sheets: Sheets
    outcomes: NDArray[np.int8]


def read_table(lines: Iterable[str], label: str) -> Table:
    """Read a whole CSV file or nothing of it.

    Parameters
    ----------
    lines : of the file, the header first.
    label : the column with the outcome, 1 for success and 0 for failure.

    Raises
    ------
    AnswerProblem : a column that is no question or describes a person, or an answer that cannot be taken; the sentence
        names the row.
    TableProblem : ``malformed_csv``, ``no_rows``, ``duplicate_column``, ``missing_column`` or ``bad_label``.
    """
    reader = csv.reader(lines, strict=True)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise TableProblem("malformed_csv", f"Line {reader.line_num}: {error}.") from error
    rows = [row for row in rows if row]
    header = [name.strip().removeprefix("\ufeff") for name in rows[0]] if rows else []
    _check_header(header, label)
    if len(rows) < 2:
        raise TableProblem("no_rows", "The file holds no rows.")
    answers, outcomes = [], []
    for number, row in enumerate(rows[1:], start=1):
        if len(row) != len(header):
            detail = f"Row {number} has {len(row)} values, the header has {len(header)}."
            raise TableProblem("malformed_csv", detail, row=number)
        cells = {name: cell.strip() for name, cell in zip(header, row, strict=True)}
        outcomes.append(_outcome(cells.pop(label), label, number))
        cells.pop(NAME_COLUMN, None)
        answers.append(_answers(cells, number))
    return Table(to_sheets(answers), np.array(outcomes, dtype=np.int8))


def cell_value(cell: str) -> Any:
    """A cell as an answer: None for a blank one, a number where it reads as one, otherwise a choice's slug."""
    if not cell:
        return None
    try:
        return float(cell)
    except ValueError:
        return cell


def _check_header(header: list[str], label: str) -> None:
    for name in header:
        if header.count(name) > 1:
            raise TableProblem("duplicate_column", f"The column '{name}' stands in the file twice.", name)
    if label not in header:
        raise TableProblem("missing_column", f"The file has no label column '{label}'.", label)
    questions = [name for name in header if name not in (label, NAME_COLUMN)]
    for name in questions:
        find_question(name)
    if not questions:
        raise TableProblem("missing_column", "The file has no column with a question's key.")


def _outcome(cell: str, label: str, number: int) -> int:
    if cell not in OUTCOMES:
        detail = f"Row {number}: the label '{label}' must be 1 or 0, not '{cell[:40]}'."
        raise TableProblem("bad_label", detail, label, row=number)
    return OUTCOMES[cell]


def _answers(cells: dict[str, str], number: int) -> Answers:
    try:
        return clean_answers({key: cell_value(cell) for key, cell in cells.items()})
    except AnswerProblem as problem:
        detail = f"Row {number}: {problem.detail}"
        raise AnswerProblem(problem.type, detail, problem.field, row=number) from problem
