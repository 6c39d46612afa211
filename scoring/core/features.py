"""Answers as the jury sees them: for each question the place of the answer among the question's levels.

A *sheet* is a row of 28 level indices (int8), -1 where a question is unanswered. Every model, the population and the
explanation speak in sheets; natural units end here.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from scoring.core.questionnaire import Questionnaire, load

Sheets = NDArray[np.int8]
Floats = NDArray[np.float64]
MISSING = -1


@cache
def directions(version: str = "v1") -> NDArray[np.int8]:
    """The direction (+1, -1, 0) of each question."""
    return np.array([question.direction for question in load(version).questions], dtype=np.int8)


@cache
def level_values(version: str = "v1") -> tuple[Floats, ...]:
    """For each question the numbers that models read for its levels: lower edges, log(1 + edge) where so scaled."""
    return tuple(
        np.log1p(question.levels) if question.scale == "log1p" else np.array(question.levels)
        for question in load(version).questions
    )


def level_counts(version: str = "v1") -> list[int]:
    """How many levels each question has."""
    return [len(question.levels) for question in load(version).questions]


@cache
def section_columns(version: str = "v1") -> dict[str, NDArray[np.intp]]:
    """For each section the positions of its questions in a sheet."""
    known = load(version)
    sections = np.array([question.section for question in known.questions])
    return {section.key: np.flatnonzero(sections == section.key) for section in known.sections}


def to_sheet(answers: Mapping[str, float], questionnaire: Questionnaire | None = None) -> Sheets:
    """One sheet, shape (28,), from cleaned answers in natural units.

    A number falls into the bucket whose lower edge is the last one not above it; below the first edge it counts as
    the first (a company without founders counts as having one). Questions that are not scored are left out.
    """
    known = questionnaire or load()
    sheet = np.full(len(known.questions), MISSING, dtype=np.int8)
    for position, question in enumerate(known.questions):
        value = answers.get(question.key)
        if value is not None:
            sheet[position] = max(bisect_right(question.levels, value) - 1, 0)
    return sheet


def to_sheets(rows: Iterable[Mapping[str, float]], questionnaire: Questionnaire | None = None) -> Sheets:
    """Many sheets, shape (n, 28)."""
    return np.stack([to_sheet(row, questionnaire) for row in rows])


def to_matrix(sheets: Sheets, version: str = "v1") -> Floats:
    """The numbers that models read, shape (n, 28), from complete sheets."""
    if (sheets < 0).any():
        raise ValueError(
            "only complete sheets can be read by a model; complete them with the population first"
        )
    return np.column_stack([values[sheets[:, q]] for q, values in enumerate(level_values(version))])
