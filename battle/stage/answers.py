"""The host's raw answer as the number that the jury takes, or a refusal in the reader's language."""

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from battle.problems import Refused
from scoring import service


def clean(question: str, raw: Any) -> float:
    """The answer in natural units, or a choice's level.

    Raises
    ------
    Refused : with the type of the scoring problem as its code (``wrong_type``, ``out_of_range``, ``not_a_number``), at
        the field ``value``.
    """
    try:
        return service.clean_answer(question, raw)
    except service.AnswerProblem as problem:
        raise Refused(problem.type, _sentence(problem), field="value", http_status=422) from problem


def _sentence(problem: service.AnswerProblem) -> str:
    if "choices" in problem.params:
        return _("This is not one of the answers to choose from.")
    if "minimum" in problem.params:
        edges = {name: number_format(problem.params[name]) for name in ("minimum", "maximum")}
        return _("The number must lie between %(minimum)s and %(maximum)s.") % edges
    if problem.params.get("integer"):
        return _("This question takes a whole number.")
    return _("This is not an answer to this question.")
