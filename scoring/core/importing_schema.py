"""The last check of a translated table, as a pandera schema made from the questionnaire: every value is one that an
application could have given, no outcome lies before its facts, no company contradicts itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pandera.pandas as pa
from numpy.typing import NDArray

from scoring.core.answers import clean_answer
from scoring.core.problems import AnswerProblem
from scoring.core.questionnaire import Questionnaire

OUTCOME, DATE, OUTCOME_DATE, COMPANY = "outcome:", "date:", "outcome_date:", "company:"
"""Columns of the checked frame beside questions and extras, whose keys hold no colon."""
LARGEST_EXTRA = 1e12
"""Squares of larger numbers, and their sums over a table, soon leave what a float can hold; no fact about a startup is
as large in any unit."""
ANSWER_TAKEN, NOT_IN_FUTURE, NOT_BEFORE_FACTS, AGREES = "taken", "not_in_future", "not_before_facts", "agrees"


def failures(
    frame: pd.DataFrame, questionnaire: Questionnaire, today: date | None
) -> dict[tuple[str, str], NDArray[np.intp]]:
    """Places of the rows that fail, by column and check.

    Parameters
    ----------
    frame : answers in natural units by key, NaN where unanswered; OUTCOME, COMPANY (a hash or "") and, where there are
        any, DATE and OUTCOME_DATE.
    today : no day may lie after it; None where that is not to be checked.
    """
    try:
        _schema(frame, questionnaire, today).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        return {
            (str(column), str(check)): group["index"].to_numpy(dtype=np.intp)
            for (column, check), group in cases.groupby(["column", "check"], sort=True)
        }
    return {}


def refusal(key: str, value: float, questionnaire: Questionnaire) -> tuple[str, str] | None:
    """Code and reason for which an answer, or the number of an extra, cannot be taken; None where it can."""
    if key not in _questions(questionnaire):
        if abs(value) <= LARGEST_EXTRA or value != value:
            return None
        return "extra_too_large", f"an extra must lie between {-LARGEST_EXTRA:g} and {LARGEST_EXTRA:g}"
    try:
        clean_answer(key, value, questionnaire)
    except AnswerProblem as problem:
        return problem.type, problem.detail.removesuffix(".")
    return None


def first_of_company(frame: pd.DataFrame) -> NDArray[np.intp]:
    """For each row the place of the first row of the same company and day; itself where the company is unknown."""
    places = pd.Series(np.arange(len(frame)), index=frame.index)
    by = [COMPANY, DATE] if DATE in frame else [COMPANY]
    first = places.groupby([frame[name] for name in by], dropna=False).transform("first")
    return first.where(frame[COMPANY] != "", places).to_numpy(dtype=np.intp)


def _questions(known: Questionnaire) -> set[str]:
    return {*known.keys, *(question.key for question in known.application_only)}


def _schema(frame: pd.DataFrame, known: Questionnaire, today: date | None) -> pa.DataFrameSchema:
    columns = {
        str(name): pa.Column(float, pa.Check(_taken(str(name), known), name=ANSWER_TAKEN), nullable=True)
        for name in frame
        if ":" not in str(name)
    }
    days = [pa.Check(lambda day: day <= pd.Timestamp(today), name=NOT_IN_FUTURE)] if today else []
    columns[OUTCOME] = pa.Column(float, pa.Check.isin([0.0, 1.0]), nullable=True)
    columns[COMPANY] = pa.Column(checks=pa.Check(_agreeing(frame), name=AGREES))
    if DATE in frame:
        columns[DATE] = pa.Column("datetime64[s]", list(days), nullable=True)
    if OUTCOME_DATE in frame:
        if DATE in frame:
            days = [*days, pa.Check(lambda day: ~(day < frame.loc[day.index, DATE]), name=NOT_BEFORE_FACTS)]
        columns[OUTCOME_DATE] = pa.Column("datetime64[s]", days, nullable=True)
    return pa.DataFrameSchema(columns, strict=True)


def _taken(key: str, known: Questionnaire) -> Callable[[pd.Series], pd.Series]:
    def check(values: pd.Series) -> pd.Series:
        codes, different = pd.factorize(values.to_numpy())
        good = np.array([refusal(key, float(value), known) is None for value in different], dtype=bool)
        return pd.Series(good[codes], index=values.index)

    return check


def _agreeing(frame: pd.DataFrame) -> Callable[[pd.Series], pd.Series]:
    def check(companies: pd.Series) -> pd.Series:
        outcomes = frame[OUTCOME].to_numpy()
        first = outcomes[first_of_company(frame)]
        opposite = np.abs(outcomes - first) == 1  # not where either is unreadable
        return pd.Series(~opposite, index=companies.index)

    return check
