"""Promises on the way from answers to a sheet: what is no answer is none, in whatever order answers come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from scoring.core.answers import clean_answers
from scoring.core.features import MISSING, Sheets, to_sheet
from scoring.core.problems import AnswerProblem
from scoring.core.promises.proof import BrokenPromise
from scoring.core.promises.samples import SEED, golden_sheets
from scoring.core.promises.subject import Result, Subject
from scoring.core.questionnaire import load

ORDERS = 8
NO_INPUTS = ("company", "name", "one_liner", "row", "weight", "team_founders ", "gender", "country")
"""Keys that a row of a file may well have, and that no jury may read."""


def answers_of(sheet: Sheets | tuple[int, ...]) -> dict[str, float]:
    """Answers in natural units that give this sheet."""
    questions = load().questions
    return {
        question.key: float(max(question.levels[level], question.minimum or 0.0))
        for question, level in zip(questions, sheet, strict=True)
        if level >= 0
    }


def unanswered_has_no_form(_subject: Subject) -> Result:
    """Absent and None are the same missing answer, -1 in the sheet."""
    cases = 0
    for sheet in golden_sheets()[::4]:
        absent = answers_of(sheet)
        for place, question in enumerate(load().questions):
            others = {key: value for key, value in absent.items() if key != question.key}
            expected = np.array(sheet, dtype=np.int8)
            expected[place] = MISSING
            for answers in (others, {**others, question.key: None}):
                _expect("unanswered_forms", answers, expected)
                cases += 1
    return cases, {}


def order_never_matters(_subject: Subject) -> Result:
    """Answers in any order are the same sheet. Cases are orders."""
    rng = np.random.default_rng(SEED + 3)
    cases = 0
    for sheet in golden_sheets():
        answers = list(answers_of(sheet).items())
        for _ in range(ORDERS):
            shuffled = dict(answers[place] for place in rng.permutation(len(answers)))
            _expect("order_of_answers", shuffled, np.array(sheet, dtype=np.int8))
            cases += 1
    return cases, {}


def nothing_else_counts(_subject: Subject) -> Result:
    """What only the application asks leaves the sheet as it is, and any other key is refused."""
    cases = 0
    for sheet in golden_sheets():
        answers = answers_of(sheet)
        for question in load().application_only:
            more = {**answers, question.key: question.maximum if question.maximum is not None else 0}
            _expect("nothing_else_counts", more, np.array(sheet, dtype=np.int8))
            cases += 1
    for key in NO_INPUTS:
        try:
            clean_answers({key: 1})
        except AnswerProblem:
            cases += 1
        else:
            raise BrokenPromise("nothing_else_counts", f"'{key}' is taken as an answer.", {"key": key})
    return cases, {}


def _expect(check: str, answers: Mapping[str, Any], sheet: Sheets) -> None:
    found = to_sheet(clean_answers(answers))
    if not np.array_equal(found, sheet):
        detail = "The same answers give another sheet."
        raise BrokenPromise(check, detail, {"answers": dict(answers), "sheet": found.tolist()})
