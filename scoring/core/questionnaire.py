"""The questions that the jury asks, as a versioned data file in three languages."""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Literal

Text = dict[str, str]
Kind = Literal["choice", "number"]
Direction = Literal[-1, 0, 1]
Scale = Literal["linear", "log1p"]


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer to a choice: what programs call it, its level number, and its name in each language."""

    slug: str
    level: int
    label: Text


@dataclass(frozen=True, slots=True)
class Section:
    """One of the four parts of the questioning, in the order of the stage."""

    key: str
    title: Text


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes
    ----------
    direction : +1 where a higher answer may only raise the score, -1 where it may only lower it, 0 where it is free.
    text, why : what is read aloud, and why the jury wants to know, by language.
    levels : the lower edges of the buckets in which the jury sees a number, in the question's unit, or the level
        numbers of a choice. Empty for a question that is not scored.
    scale : "log1p" where the models read log(1 + level) instead of the level.
    unit : by language; None for a choice.
    minimum, maximum : the plausible range of a number, in its unit; None for a choice.
    integer : the number must be whole.
    options : of a choice, in the order of their levels; empty for a number.
    """

    key: str
    section: str
    kind: Kind
    direction: Direction
    text: Text
    why: Text
    levels: tuple[float, ...]
    scale: Scale = "linear"
    unit: Text | None = None
    minimum: float | None = None
    maximum: float | None = None
    integer: bool = False
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """All questions of one version. A version never changes once a show was scored with it; a new one gets a new file.

    Attributes
    ----------
    questions : the scored ones, in the order of the stage.
    application_only : asked in the application, kept for later learning, never scored.
    """

    version: str
    languages: tuple[str, ...]
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    application_only: tuple[Question, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(question.key for question in self.questions)

    def question(self, key: str) -> Question:
        """The question, scored or not, behind a key.

        Raises
        ------
        KeyError : there is none.
        """
        return _by_key(self.version)[key]


class UnknownQuestionnaire(LookupError):
    """There is no questionnaire of this version."""


@cache
def load(version: str = "v1") -> Questionnaire:
    """The questionnaire of a version.

    Raises
    ------
    UnknownQuestionnaire : no such version is shipped.
    """
    file = resources.files(__package__) / "data" / f"questionnaire_{version}.json"
    if not version.isalnum() or not file.is_file():
        raise UnknownQuestionnaire(version)
    raw = json.loads(file.read_text(encoding="utf-8"))
    return Questionnaire(
        version=raw["version"],
        languages=tuple(raw["languages"]),
        sections=tuple(Section(**section) for section in raw["sections"]),
        questions=tuple(_question(question) for question in raw["questions"]),
        application_only=tuple(_question(question) for question in raw["application_only"]),
    )


def _question(raw: dict[str, Any]) -> Question:
    options = tuple(Option(**option) for option in raw.get("options", ()))
    levels = raw["levels"] if raw["kind"] == "number" else [option.level for option in options]
    return Question(**{**raw, "options": options, "levels": tuple(float(level) for level in levels)})


@cache
def _by_key(version: str) -> MappingProxyType[str, Question]:
    known = load(version)
    return MappingProxyType({q.key: q for q in (*known.questions, *known.application_only)})
