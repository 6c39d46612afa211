"""What can be wrong with what the jury is given, each with a stable code."""

from __future__ import annotations

from typing import Any


class Problem(ValueError):
    """An input that cannot be taken.

    Parameters
    ----------
    type : stable code for programs, such as ``out_of_range``.
    detail : one English sentence.
    field : the key, column or option that it is about, or "".
    params : what a translation of the sentence needs, such as ``minimum`` and ``maximum``.
    """

    def __init__(self, type: str, detail: str, field: str = "", **params: Any) -> None:
        super().__init__(detail)
        self.type = type
        self.detail = detail
        self.field = field
        self.params: dict[str, Any] = {"field": field, **params}

    def as_dict(self) -> dict[str, str]:
        return {"type": self.type, "detail": self.detail, "field": self.field}


class AnswerProblem(Problem):
    """An answer that cannot be taken: ``unknown_question``, ``wrong_type``, ``out_of_range``, ``not_a_number`` or
    ``protected_attribute``."""


class TableProblem(Problem):
    """A file of startups that cannot be taken as a whole: nothing of it is used."""


class TooLittleData(Problem):
    """There are too few successes or failures to train on."""


class BadModelFile(ValueError):
    """A model file that is not the one registered, or not one that this version can read."""
