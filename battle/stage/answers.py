"""The host's raw answer as the number that the jury takes, or a refusal in the reader's language."""

from typing import Any

from battle.problems import Refused
from scoring import service


def clean(question: str, raw: Any) -> float:
    """The answer in natural units, or a choice's level.

    Raises
    ------
    Refused : with the type of the scoring problem as its code, at the field ``value``.
    """
    try:
        return service.clean_answer(question, raw)
    except service.AnswerProblem as problem:
        raise Refused(problem.type, str(problem.detail), field="value", http_status=422) from problem
