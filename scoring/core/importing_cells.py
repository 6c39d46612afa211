"""From a cell's text to a number: each different text of a column is translated once, whatever the number of rows."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring.core.answers import clean_answer
from scoring.core.mapping import PLAIN_NUMBER, Dated, Label, Mapping, Source, word
from scoring.core.problems import AnswerProblem
from scoring.core.questionnaire import Question

NOT_FINITE = frozenset({"nan", "inf", "infinity", "+inf", "-inf", "+infinity", "-infinity", "-nan"})
GROUPED = re.compile(r"[+-]?\d{1,3}([,.' ]\d{3})+([.,]\d+)?", re.ASCII)
TRANSFORMS: dict[str, Callable[[float], float]] = {
    "exp10": lambda value: 10.0**value,
    "exp": math.exp,
    "expm1": math.expm1,
    "log10": math.log10,
    "log1p": math.log1p,
}


class BadCell(ValueError):
    """A cell that cannot be translated: a stable code, and why as an English clause."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Column:
    """One column translated.

    Attributes
    ----------
    values : (n,) floats or days; NaN or NaT where unanswered or bad.
    unanswered : (n,) whether the cell says that there is no answer.
    bad : (n,) whether it could not be translated; `reasons` tells why by the cell's text.
    """

    values: NDArray[Any]
    unanswered: NDArray[np.bool_]
    bad: NDArray[np.bool_]
    reasons: dict[str, BadCell]


def translate(cells: pd.Series, read: Callable[[str], float | None]) -> Column:
    """A column of text as numbers. `read` gives None for "unanswered" and raises `BadCell`."""
    codes, texts = pd.factorize(cells.to_numpy())
    values, none, reasons = np.full(len(texts), np.nan), np.zeros(len(texts), bool), {}
    for place, text in enumerate(texts):
        try:
            value = read(text)
        except BadCell as problem:
            reasons[text] = problem
            continue
        none[place] = value is None
        values[place] = np.nan if value is None else value
    bad = np.array([text in reasons for text in texts], dtype=bool)
    return Column(values[codes], none[codes], bad[codes], reasons)


def read_days(cells: pd.Series, dated: Dated) -> Column:
    """A column of days, (n,) datetime64[D]. ISO days, as workbooks hold them, are read whatever the format."""
    numbers = translate(cells, lambda text: _day(text, dated.format))
    days = np.full(len(cells), np.datetime64("NaT"), dtype="datetime64[D]")
    known = ~np.isnan(numbers.values)
    days[known] = numbers.values[known].astype("int64").astype("datetime64[D]")
    return Column(days, numbers.unanswered, numbers.bad, numbers.reasons)


def label_reader(label: Label) -> Callable[[str], float | None]:
    """A reader for an outcome: 1 for a success, 0 for a failure."""
    words = {**dict.fromkeys(label.success, 1.0), **dict.fromkeys(label.failure, 0.0)}

    def read(text: str) -> float:
        said = word(text)
        if not said:
            raise BadCell("blank_label", f"the label is blank; it must be one of {', '.join(words)}")
        if said not in words:
            raise BadCell("bad_label", f"the label must be one of {', '.join(words)}")
        return words[said]

    return read


def part_reader(mapping: Mapping, source: Source) -> Callable[[str], float | None]:
    """A reader for one of several columns that are combined."""
    if source.combine == "count_of":
        return _reader(mapping, source, None, lambda text: _counted(source, word(text)))
    return _reader(mapping, source, None, lambda text: _number(text, mapping.file.decimal))


def answer_reader(
    mapping: Mapping, source: Source, question: Question | None
) -> Callable[[str], float | None]:
    """A reader for the column of a question, or of an extra where there is none."""
    if question and question.kind == "choice":
        return _reader(mapping, source, question, lambda text: _choice(question, text, bool(source.values)))
    return _reader(
        mapping, source, question, lambda text: rescale(source, _number(text, mapping.file.decimal))
    )


def rescale(source: Source, value: float) -> float:
    """A number in the file's unit as one in the question's.

    Raises
    ------
    BadCell : ``out_of_range`` where the transform has no finite result.
    """
    try:
        if source.transform:
            value = TRANSFORMS[source.transform](value)
        value *= source.multiply
    except (OverflowError, ValueError) as error:
        raise BadCell("out_of_range", f"{source.transform} of it is no finite number") from error
    if not math.isfinite(value):
        raise BadCell("out_of_range", "it becomes no finite number")
    value = value if source.floor is None else max(value, source.floor)
    return value if source.cap is None else min(value, source.cap)


def _reader(
    mapping: Mapping, source: Source, question: Question | None, other: Callable[[str], float | None]
) -> Callable[[str], float | None]:
    """Blank, translated and unanswered words first; what is left goes to `other`."""
    none = frozenset({*mapping.unanswered, *source.unanswered})

    def read(text: str) -> float | None:
        said = word(text)
        if not said:
            return None if source.blank is None else _translated(question, source.blank)
        if said in source.values:
            return _translated(question, source.values[said])
        return None if said in none else other(text)

    return read


def _counted(source: Source, said: str) -> float:
    if said not in (*source.counted, *source.uncounted):
        words = ", ".join((*source.counted, *source.uncounted))
        raise BadCell("bad_count", f"what is counted must say one of {words}")
    return float(said in source.counted)


def _translated(question: Question | None, answer: str | float) -> float:
    return clean_answer(question.key, answer) if question else float(answer)


def _choice(question: Question, text: str, translated: bool) -> float:
    said = word(text)
    if not translated and PLAIN_NUMBER.fullmatch(said):
        return float(said)  # a level's number; whether there is one is checked with all other values
    try:
        return clean_answer(question.key, said)
    except AnswerProblem as problem:
        slugs = ", ".join(option.slug for option in question.options)
        raise BadCell(
            "unknown_word", f"the mapping does not translate this word; the answers are {slugs}"
        ) from problem


def _number(text: str, decimal: str) -> float:
    plain = text.replace(".", "_").replace(",", ".") if decimal == "," else text
    if PLAIN_NUMBER.fullmatch(plain) and math.isfinite(float(plain)):
        return float(plain)
    if plain.casefold() in NOT_FINITE or PLAIN_NUMBER.fullmatch(plain):
        raise BadCell("not_a_number", "it is not a finite number")
    if GROUPED.fullmatch(text):
        raise BadCell(
            "grouped_number", "write the number without separators of thousands, or set file.decimal"
        )
    raise BadCell("not_translated", "it is no number, and the mapping does not translate this word")


def _day(text: str, form: str) -> float | None:
    if not text:
        return None
    for each in (form, "%Y-%m-%d"):
        try:
            day = datetime.strptime(text, each).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
        return float((day - date(1970, 1, 1)).days)
    raise BadCell("not_a_day", f"it is no day written as {form}")
