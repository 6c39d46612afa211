"""Startups with known outcomes, as the jury sees them, and what an import knows about the file they came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scoring.core.features import MISSING, Floats, Sheets
from scoring.core.questionnaire import Questionnaire, load

if TYPE_CHECKING:
    import pandas as pd

    from scoring.core.mapping import Mapping

Dates = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class DataSet:
    """Rows translated to the questionnaire; nothing else of a file is kept.

    Attributes
    ----------
    sheets : (n, 28).
    outcomes : (n,) int8 of 1 (success) and 0 (failure); both occur.
    dates : (n,) datetime64[D], the day on which each row was known; None where the file has no dates.
    companies : (n,) sha256 of each normalised name, "" where unknown. Enough to find a company twice; the name
        itself is not kept.
    extras : (n, m), NaN where missing. Columns that are no question: read by evaluation and audit, never by a jury.
    extra_names, extra_directions : (m,), directions as those of questions.
    """

    sheets: Sheets
    outcomes: NDArray[np.int8]
    dates: Dates | None
    companies: tuple[str, ...]
    extras: Floats
    extra_names: tuple[str, ...]
    extra_directions: NDArray[np.int8]


@dataclass(frozen=True)
class Imported:
    """A file as read by a mapping: what is kept, and what an audit needs to look at it.

    Attributes
    ----------
    keys : questions that the mapping answers, scored or not, in the questionnaire's order.
    values : (n, len(keys)) answers in natural units and level numbers, NaN where unanswered.
    columns : the file's header, blanks normalised.
    raw : (n, len(columns)) every cell as text without surrounding blanks.
    blanks : (n, len(columns)) whether a cell says "unanswered". Where a blank is an answer it does not.
    mapping : as read.
    label : key of the mapping's label that was used.
    sources : for each question and extra the columns that feed it.
    set_aside : columns with an outcome, a date or a name, which no model may read as a fact about a startup.
    outcome_date : (n,) datetime64[D], the day on which the outcome was known, NaT where unknown; None where not mapped.
    column_dates : by question or extra, (n,) datetime64[D], the day from which the answer is, NaT where unknown.
    """

    dataset: DataSet
    keys: tuple[str, ...]
    values: Floats
    columns: tuple[str, ...]
    raw: pd.DataFrame
    blanks: NDArray[np.bool_]
    mapping: Mapping
    label: str
    sources: dict[str, tuple[str, ...]]
    set_aside: frozenset[str]
    outcome_date: Dates | None = None
    column_dates: dict[str, Dates] = field(default_factory=dict)

    @cached_property
    def answers(self) -> list[dict[str, float]]:
        """Each row as the answers that it gives, in natural units."""
        return [
            {key: value for key, value in zip(self.keys, row, strict=True) if value == value}
            for row in self.values.tolist()
        ]


def sheets_of(keys: tuple[str, ...], values: Floats, questionnaire: Questionnaire | None = None) -> Sheets:
    """Sheets (n, 28) from answers in natural units; equals `features.to_sheets`, a column at a time.

    Parameters
    ----------
    keys : of questions; those that are not scored are left out.
    values : (n, len(keys)), NaN where unanswered.
    """
    known = questionnaire or load()
    sheets = np.full((len(values), len(known.questions)), MISSING, dtype=np.int8)
    for position, question in enumerate(known.questions):
        if question.key in keys:
            column = values[:, keys.index(question.key)]
            places = np.maximum(np.searchsorted(question.levels, column, side="right") - 1, 0)
            sheets[:, position] = np.where(np.isnan(column), MISSING, places)
    return sheets
