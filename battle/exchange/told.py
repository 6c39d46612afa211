"""What a table holds and what is wrong with it, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from battle.applications.answers import in_language, number_shown, questions_asked
from battle.exchange.targets import ANSWER, FACT, key_of


def change_told(target: str, old: Any, new: Any) -> list[Any]:
    """A change as a row of the preview keeps it: plain values, told in the reader's language when it is shown."""
    return [target, *(value.isoformat() if isinstance(value, datetime) else value for value in (old, new))]


def value_told(target: str, value: Any) -> str:
    """A value as a person reads it."""
    if value is None:
        return ""
    if not target.startswith((ANSWER, FACT)):
        return str(value)
    question = questions_asked().question(key_of(target))
    for option in question.options:
        if option.level == value:
            return in_language(option.label)
    return number_shown(value)


def problem_told(code: str, params: Mapping[str, Any]) -> str:
    """Why a cell or a row cannot be taken, and what would help."""
    if code in {"out_of_range", "wrong_type", "unknown_question"}:
        return _answer_told(params)
    return str(_sentences()[code]) % params


def problems_told(problems: Sequence[Mapping[str, Any]], header: Sequence[str]) -> list[dict[str, str]]:
    """Every problem of a row with its column's name."""
    return [
        {
            "column": header[problem["column"]] if problem["column"] is not None else "",
            "value": problem["value"],
            "sentence": problem_told(problem["code"], problem["params"]),
        }
        for problem in problems
    ]


def _answer_told(params: Mapping[str, Any]) -> str:
    if "choices" in params:
        return _("This is none of the question's answers.")
    if "minimum" in params:
        told = {name: number_shown(params[name]) for name in ("minimum", "maximum")}
        return _("A number from %(minimum)s to %(maximum)s is needed.") % told
    if params.get("integer"):
        return _("A whole number is needed.")
    return _("A number is needed, such as 12 or 2.5.")


def _sentences() -> dict[str, str]:
    return {
        "formula": _("This is a formula; paste the column as values."),
        "too_long": _("At most %(most)d characters fit; this has %(found)d."),
        "control_characters": _("It holds control characters, which no text has."),
        "unseen_characters": _("It holds signs that cannot be seen and turn the direction of text."),
        "line_break": _("A line break cannot stand here."),
        "not_an_address": _("This is no e-mail address."),
        "not_a_website": _("This is no address of a website."),
        "unknown_language": _("The language is none of: %(known)s."),
        "not_a_date": _("Write the day as 2026-03-31."),
        "not_a_number": _("A number is needed, such as 12 or 2.5, without separators between thousands."),
        "protected_attribute": _("The jury does not ask who the founders are or where they come from."),
        "too_many_cells": _("The row has %(found)d cells, the header has %(most)d."),
        "twice_in_the_file": _("Row %(row)d of this file says the same; a startup stands in one row."),
        "no_company": _("A new application needs the company's name."),
        "no_contact_email": _("A new application needs the contact's e-mail address."),
        "address_of_another": _("Another application has this address already."),
        "has_a_draft": _(
            "Somebody is writing an application with this address; it stays theirs until it is sent."
        ),
        "withdrawn": _("This application was withdrawn; it stays as it was."),
        "anonymised": _("This application was anonymised; it stays so."),
        "show_opened": _("The show was opened: a finalist's application stays as it is."),
    }
