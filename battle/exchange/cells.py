"""One cell of a table that comes in: taken as what its column holds, or refused with a reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from battle.applications.answers import number_typed, questions_asked
from battle.exchange.reading import Formula
from battle.exchange.safe import without_apostrophe
from battle.exchange.targets import ANSWER, FACT, key_of, plain
from scoring import service

LONGEST = {
    "company": 80,
    "one_liner": 140,
    "website": 200,
    "contact_name": 80,
    "contact_email": 254,
    "pitch": 3000,
    "people": 600,
    "investor_names": 300,
    "reference": 80,
}
OF_SEVERAL_LINES = {"pitch", "people"}
# Signs that nobody sees: they reverse the direction of the text around them, or make two names look the same.
UNSEEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
EARLIEST_YEAR = 2000


@dataclass
class BadCell(Exception):
    """A cell that cannot be taken. The code is for programs; `words` tells people."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)


def clean(target: str, text: str) -> Any:
    """What a cell says; None where it says nothing.

    Raises
    ------
    BadCell : it cannot be what its column holds.
    """
    if isinstance(text, Formula):
        raise BadCell("formula")
    text = without_apostrophe(text)
    if not text:
        return None
    if target.startswith((ANSWER, FACT)):
        return _answer(key_of(target), text)
    _refuse_signs(target, text)
    if len(text) > LONGEST.get(target, 60):
        raise BadCell("too_long", {"most": LONGEST.get(target, 60), "found": len(text)})
    return CLEANERS.get(target, str)(text)


def _refuse_signs(target: str, text: str) -> None:
    if CONTROL.search(text):
        raise BadCell("control_characters")
    if UNSEEN.search(text):
        raise BadCell("unseen_characters")
    if target not in OF_SEVERAL_LINES and re.search(r"[\r\n]", text):
        raise BadCell("line_break")


def _email(text: str) -> str:
    try:
        return str(_email_field().clean(text)).lower()
    except ValidationError as error:
        raise BadCell("not_an_address") from error


def _website(text: str) -> str:
    try:
        return str(_url_field().clean(text))
    except ValidationError as error:
        raise BadCell("not_a_website") from error


def _language(text: str) -> str:
    asked = text.casefold().replace("_", "-")
    for code, name in settings.LANGUAGES:
        if asked in {code, name.casefold(), code.partition("-")[0]} or asked.partition("-")[0] == code:
            return code
    raise BadCell("unknown_language", {"known": ", ".join(code for code, _name in settings.LANGUAGES)})


def _moment(text: str) -> datetime:
    """A moment, or a day at noon UTC; as ISO 8601 has it, because 03/04 is two days."""
    try:
        moment = parse_datetime(text)
        if moment is None and (day := parse_date(text)):
            moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    except ValueError:
        moment = None
    if moment is None or moment.year < EARLIEST_YEAR:
        raise BadCell("not_a_date")
    return moment if timezone.is_aware(moment) else moment.replace(tzinfo=UTC)


CLEANERS: dict[str, Callable[[str], Any]] = {
    "contact_email": _email,
    "website": _website,
    "language": _language,
    "submitted_at": _moment,
}


@cache
def _email_field() -> forms.EmailField:
    return forms.EmailField()


@cache
def _url_field() -> forms.URLField:
    return forms.URLField(max_length=200, assume_scheme="https")


def _answer(key: str, text: str) -> float:
    """An answer as a number, an option's short name, its level, or its words in any language."""
    question = questions_asked().question(key)
    value: Any = text
    if question.kind == "choice":
        value = _options(key).get(plain(text), text)
    else:
        try:
            value = number_typed(text[:40])
        except ValueError as error:
            raise BadCell("not_a_number") from error
    try:
        return service.clean_answer(key, value)
    except service.AnswerProblem as problem:
        raise BadCell(problem.type, dict(problem.params)) from problem


@cache
def _options(key: str) -> dict[str, str]:
    options: dict[str, str] = {}
    for option in questions_asked().question(key).options:
        for name in (option.slug, str(option.level), *option.label.values()):
            options[plain(name)] = option.slug
    return options
