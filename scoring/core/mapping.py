"""A mapping file: which column of a foreign table answers which question, and in which words. docs/datasets.md."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from scoring.core.problems import MappingProblem

NO_TEXT = frozenset({"unicode-escape", "raw-unicode-escape", "idna", "punycode", "utf-7"})
"""Codecs of Python's that read text as something else: escapes become signs, and broken ones."""
PLAIN_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)


def heading(name: str) -> str:
    """A column's name without surrounding or double blanks: as mapping and table are compared."""
    return " ".join(name.split())


def word(cell: str | float) -> str:
    """What a cell says, whatever its case and blanks; numbers that are equal are one word ("1.0" is "1")."""
    text = heading(str(cell)).casefold()
    return repr(float(text)).removesuffix(".0") if PLAIN_NUMBER.fullmatch(text) else text


def _worded(raw: Any) -> Any:
    return word(raw) if isinstance(raw, str | int | float) and not isinstance(raw, bool) else raw


def _headed(raw: Any) -> Any:
    return heading(raw) if isinstance(raw, str) else raw


Heading = Annotated[str, Field(min_length=1, max_length=300), BeforeValidator(_headed)]
Word = Annotated[str, BeforeValidator(_worded)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class File(Part):
    """How the bytes of the table are to be read."""

    encoding: str = "utf-8"
    delimiter: Literal[",", ";", "\t", "|"] = ","
    decimal: Literal[".", ","] = "."
    sheet: str | None = None

    @field_validator("encoding")
    @classmethod
    def _known(cls, name: str) -> str:
        try:
            "".encode(name)
            found = codecs.lookup(name).name
        except (LookupError, ValueError) as error:
            raise ValueError(f"'{name}' is no encoding of text") from error
        if found.replace("_", "-") in NO_TEXT:
            raise ValueError(f"'{name}' is no encoding that tables are written in")
        return found


class Dated(Part):
    """A column of days, written as `datetime.strptime` reads `format`."""

    column: Heading
    format: str = "%Y-%m-%d"

    @field_validator("format")
    @classmethod
    def _tells_a_day(cls, form: str) -> str:
        day = datetime(2001, 12, 31)  # noqa: DTZ001 - a day has no time zone
        try:
            if datetime.strptime(day.strftime(form), form) == day:  # noqa: DTZ007
                return form
        except (ValueError, re.error):
            pass
        raise ValueError(f"'{form}' does not tell a day: it needs year, month and day")


class Label(Part):
    """An outcome: which words of its column are a success, which a failure."""

    column: Heading
    success: Annotated[tuple[Word, ...], Field(min_length=1)]
    failure: Annotated[tuple[Word, ...], Field(min_length=1)]
    meaning: Annotated[str, Field(min_length=1, max_length=300)]
    outcome_date: Dated | None = None

    @model_validator(mode="after")
    def _apart(self) -> Self:
        if both := set(self.success) & set(self.failure):
            raise ValueError(f"'{min(both)}' is both a success and a failure")
        return self


class Company(Part):
    column: Heading


class Source(Part):
    """Where an answer comes from, and how a cell becomes it: first `blank` and `unanswered`, then `values`, and for
    what is left, a number, `transform`, `multiply` and the limits, in this order."""

    column: Heading | None = None
    starts_with: Heading | None = None
    columns: tuple[Heading, ...] = ()
    combine: Literal["sum", "count_of"] | None = None
    counted: tuple[Word, ...] = ()
    uncounted: tuple[Word, ...] = ()
    values: dict[Word, str | float] = {}
    blank: str | float | None = None
    unanswered: tuple[Word, ...] = ()
    transform: Literal["exp10", "exp", "expm1", "log10", "log1p"] | None = None
    multiply: float = 1.0
    floor: float | None = None
    cap: float | None = None
    dated: Dated | None = None
    about: Literal["company"] | None = None

    @field_validator("values", mode="before")
    @classmethod
    def _each_word_once(cls, raw: Any) -> Any:
        if isinstance(raw, dict):
            words = [word(key) for key in raw]
            if twice := next((each for each in words if words.count(each) > 1), None):
                raise ValueError(f"'{twice}' is translated twice, in two spellings")
        return raw

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = [self.column is not None, self.starts_with is not None, bool(self.columns)]
        if sum(ways) != 1:
            raise ValueError("give exactly one of column, starts_with and columns")
        if bool(self.columns) != (self.combine is not None):
            raise ValueError("columns and combine go together")
        counts = bool(self.counted) and bool(self.uncounted)
        if counts != (self.combine == "count_of") or (bool(self.counted) != bool(self.uncounted)):
            raise ValueError('counted, uncounted and combine = "count_of" go together')
        if self.combine == "count_of" and self.values:
            raise ValueError('combine = "count_of" takes counted and uncounted, not values')
        if self.combine and any(isinstance(value, str) for value in (self.blank, *self.values.values())):
            raise ValueError("combined columns are numbers: blank and values must be numbers")
        if self.floor is not None and self.cap is not None and self.floor > self.cap:
            raise ValueError("floor lies above cap")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """The columns, or the beginnings of columns, that are read."""
        return tuple(name for name in (self.column, self.starts_with, *self.columns) if name)


class Extra(Source):
    """A column that is no question. Its direction is that of a question: +1, -1, or 0 where it is free."""

    direction: Literal[-1, 0, 1] = 0


class Ignored(Part):
    """Columns that are deliberately not used, and why."""

    columns: tuple[Heading, ...] = ()
    starts_with: tuple[Heading, ...] = ()
    reason: Annotated[str, Field(min_length=1)]


class Mapping(Part):
    """The whole mapping file. The first label is used where none is asked for."""

    version: Literal[1]
    questionnaire: str = "v1"
    file: File = File()
    unanswered: tuple[Word, ...] = ()
    labels: Annotated[dict[Key, Label], Field(min_length=1)]
    company: Company | None = None
    date: Dated | None = None
    questions: Annotated[dict[str, Source], Field(min_length=1)]
    extras: dict[Key, Extra] = {}
    ignored: tuple[Ignored, ...] = ()

    def label(self, key: str | None = None) -> tuple[str, Label]:
        """A label and its key.

        Raises
        ------
        MappingProblem : ``unknown_label``.
        """
        chosen = key or next(iter(self.labels))
        if chosen not in self.labels:
            known = ", ".join(self.labels)
            raise MappingProblem(
                "unknown_label", f"The mapping has no label '{chosen}', only {known}.", "label"
            )
        return chosen, self.labels[chosen]

    def sources(self) -> Iterator[tuple[str, Source]]:
        """Every question and extra with where it comes from."""
        yield from self.questions.items()
        yield from self.extras.items()
