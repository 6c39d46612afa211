"""The jury's questions in the words of the applicant's language, and answers as people type them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from battle.applications.texts import tidy_line
from battle.problems import Refused
from scoring import service

GROUPED = re.compile(r"[1-9]\d{0,2}([.,  ]\d{3})+")


@dataclass(frozen=True, slots=True)
class Told:
    """One answer as a person reads it."""

    question: str
    answer: str


def questions_asked() -> service.Questionnaire:
    return service.questionnaire()


def in_language(text: Mapping[str, str] | None) -> str:
    """A text of the questionnaire in the reader's language."""
    return "" if text is None else text.get(get_language() or "en") or text["en"]


def number_typed(text: str) -> float:
    """A number as people type it, with a decimal point or comma.

    Raises
    ------
    ValueError : it is none, or could be read in two ways (1.500 is 1.5 to some and 1500 to others).
    """
    plain = text.strip()
    if GROUPED.fullmatch(plain):
        raise ValueError(_("Write the number without separators between thousands, such as 1500."))
    if not re.fullmatch(r"[+-]?\d{1,15}([.,]\d{1,10})?", plain):
        raise ValueError(_("Enter a number, such as 12 or 2.5."))
    return float(plain.replace(",", "."))


def number_shown(value: float) -> str:
    """A number as the reader's language writes it, without grouping: it can be typed back."""
    return f"{value:.12g}".replace(".", str(formats.get_format("DECIMAL_SEPARATOR")))


def problem_sentence(problem: service.AnswerProblem) -> str:
    """What is wrong with an answer, in the reader's language."""
    params = problem.params
    if problem.type == "protected_attribute":
        return _("The jury does not ask who the founders are or where they come from.")
    if problem.type == "unknown_question":
        return _("The jury has no such question.")
    if "choices" in params:
        return _("Choose one of the answers.")
    if "minimum" in params:
        told = {name: number_shown(params[name]) for name in ("minimum", "maximum")}
        return _("Enter a number from %(minimum)s to %(maximum)s.") % told
    if params.get("integer"):
        return _("Enter a whole number.")
    return _("Enter a number, such as 12 or 2.5.")


def clean_all(raw: Mapping[str, Any], *, scored: bool) -> dict[str, float]:
    """Answers of a program, checked one by one; None is unanswered.

    Raises
    ------
    Refused : the first that cannot be taken; `field` names it.
    """
    asked = questions_asked()
    keys = {question.key for question in (asked.questions if scored else asked.application_only)}
    where = "answers" if scored else "facts"
    cleaned = {}
    for key, value in raw.items():
        try:
            if value is None:
                continue
            number = service.clean_answer(key, value)
            if key not in keys:
                raise service.AnswerProblem("unknown_question", "not asked here", key)
        except service.AnswerProblem as problem:
            raise Refused(
                problem.type,
                problem_sentence(problem),
                field=tidy_line(f"{where}.{key}")[:160],
                http_status=422,
            ) from problem
        cleaned[key] = number
    return cleaned


def told_by_section(answers: Mapping[str, float]) -> list[tuple[str, list[Told]]]:
    """The answered questions by section, each as a person reads it."""
    asked = questions_asked()
    return [
        (
            in_language(section.title),
            [
                _told(q, answers[q.key])
                for q in asked.questions
                if q.section == section.key and q.key in answers
            ],
        )
        for section in asked.sections
    ]


def told_facts(facts: Mapping[str, float]) -> list[Told]:
    """The answers that are not scored."""
    return [
        _told(question, facts[question.key])
        for question in questions_asked().application_only
        if question.key in facts
    ]


def told_answer(question: Any, value: float) -> str:
    """An answer as a person reads it: a choice by its label, a number with its unit."""
    for option in question.options:
        if option.level == value:
            return in_language(option.label)
    return f"{number_shown(value)} {in_language(question.unit)}".strip()


def _told(question: Any, value: float) -> Told:
    return Told(in_language(question.text), told_answer(question, value))
