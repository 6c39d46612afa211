"""What can be wrong with what the jury is given, each with a stable code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


class Problem(ValueError):
    """An input that cannot be taken.

    Parameters
    ----------
    type : stable code for programs, such as ``out_of_range``.
    detail : one English sentence.
    field : the key, column or option that it is about, or "".
    params : what a translation of the sentence needs, such as ``minimum`` and ``maximum``.
    """

    def __init__(self, type: str, detail: str, field: str = "", **params: Any) -> None:
        super().__init__(detail)
        self.type = type
        self.detail = detail
        self.field = field
        self.params: dict[str, Any] = {"field": field, **params}

    def as_dict(self) -> dict[str, Any]:
        return {"type": self.type, "detail": self.detail, "field": self.field}


class AnswerProblem(Problem):
    """An answer that cannot be taken: ``unknown_question``, ``wrong_type``, ``out_of_range``, ``not_a_number`` or
    ``protected_attribute``; of many sets of answers, one that is ``not_an_object``."""


@dataclass(frozen=True, slots=True)
class CellProblem:
    """One cell that cannot be taken. `row` counts from 1 below the header; `reason` is an English clause."""

    row: int
    column: str
    value: str
    code: str
    reason: str

    @property
    def sentence(self) -> str:
        return f"Row {self.row}, column '{self.column}', value '{self.value}': {self.reason}."


class TableProblem(Problem):
    """A file of startups that cannot be taken as a whole: nothing of it is used."""


class MappingProblem(Problem):
    """A mapping file that cannot be used, whatever the table; `field` is the key in it that is wrong."""


class ImportProblems(TableProblem):
    """Cells of a table that cannot be taken, as a report. Nothing of the table is used.

    Parameters
    ----------
    cells : the first of them, in the order of the rows.
    total : how many there are.
    """

    def __init__(self, cells: Sequence[CellProblem], total: int) -> None:
        first = cells[0]
        others = f" {total - 1:,} more cells cannot be taken." if total > 1 else ""
        super().__init__(first.code, first.sentence + others, first.column, row=first.row)
        self.cells = tuple(cells)
        self.total = total

    def as_dict(self) -> dict[str, Any]:
        report = [asdict(cell) for cell in self.cells]
        return {**super().as_dict(), "total": self.total, "cells": report}


class TooLittleData(Problem):
    """There are too few successes or failures to train on."""


class BadModelFile(ValueError):
    """A model file that is not the one registered, or not one that this version can read."""
