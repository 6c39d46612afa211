"""The words in which an answer and a change are told, in the questionnaire's languages.

The phrases are data (`data/phrases_v1.json`), made to be read out on a stage: short, true and without blame. A question
with a direction is told against the other companies ("More partners than most"), a free one without any judgement
("Sells to businesses"). The file also holds, for every question, whether a company can change its answer, and why.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from scoring.core.problems import Problem
from scoring.core.questionnaire import Text, load

MINUS = "\N{MINUS SIGN}"
DECIMAL_COMMA = frozenset({"es", "pt-br"})


class Standing(StrEnum):
    """Where an answer lies among those of the other companies, by its number and not by its worth."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"
    PLAIN = "plain"
    """Of a free question: it is not compared."""


@dataclass(frozen=True, slots=True)
class QuestionPhrases:
    """What is said about one question.

    Attributes
    ----------
    standings : what is said of an answer by where it stands.
    levels : what is said instead of a certain level ("No partners yet").
    changeable : a company can change its answer, so a change may be suggested.
    reason : why it can or cannot, a key of `Phrases.reasons`.
    changes : by target level, what the company would have then.
    """

    standings: dict[Standing, Text]
    levels: dict[int, dict[Standing, Text]]
    changeable: bool
    reason: str
    changes: dict[int, Text]

    def answer(self, level: int, standing: Standing) -> Text:
        """What is said of an answer of this level that stands so.

        Raises
        ------
        KeyError : the level cannot stand so: nobody is below the first and nobody above the last.
        """
        special = self.levels.get(level, {})
        return special[standing] if standing in special else self.standings[standing]


@dataclass(frozen=True, slots=True)
class Phrases:
    """All phrases of one version of the questionnaire.

    Attributes
    ----------
    notes : ``compared``, who "most" are, and ``changes``, what a gain means and does not mean.
    reasons : why an answer can or cannot be changed.
    questions : by key.
    """

    notes: dict[str, Text]
    reasons: dict[str, Text]
    questions: dict[str, QuestionPhrases]


@cache
def phrases(version: str = "v1") -> Phrases:
    """The phrases for a version of the questionnaire, see `scoring.core.questionnaire.load`."""
    known = load(version)
    file = resources.files(__package__) / "data" / f"phrases_{known.version}.json"
    raw = json.loads(file.read_text(encoding="utf-8"))
    return Phrases(
        notes=raw["notes"],
        reasons=raw["reasons"],
        questions={key: _question(said) for key, said in raw["questions"].items()},
    )


def _question(raw: dict[str, Any]) -> QuestionPhrases:
    return QuestionPhrases(
        standings={Standing(name): text for name, text in raw.get("standings", {}).items()},
        levels={
            int(level): {Standing(name): text for name, text in said.items()}
            for level, said in raw.get("levels", {}).items()
        },
        changeable=raw["changeable"],
        reason=raw["reason"],
        changes={int(level): text for level, text in raw.get("changes", {}).items()},
    )


def standing(shares: Sequence[float], level: int, direction: int) -> Standing:
    """Where an answer stands, so that "than most" is true of it.

    Parameters
    ----------
    shares : of the companies, by level.
    level : of the answer.
    direction : of the question; 0 is never compared.

    Returns
    -------
    HIGH where more than half of the companies are below the level, LOW where more than half are above it.
    """
    if direction == 0:
        return Standing.PLAIN
    if sum(shares[:level]) > 0.5:
        return Standing.HIGH
    return Standing.LOW if sum(shares[level + 1 :]) > 0.5 else Standing.MIDDLE


def points(value: float, language: str) -> str:
    """A contribution or a gain with its sign, one decimal, in the language's writing: "+6.2", "−0,4", "0.0"."""
    written = f"{abs(value):.1f}"
    sign = "" if written == "0.0" else "+" if value > 0 else MINUS
    return sign + (written.replace(".", ",") if language in DECIMAL_COMMA else written)


def checked_language(language: str, version: str = "v1") -> str:
    """The language, as the questionnaire writes it; case and underscores are forgiven.

    Raises
    ------
    Problem : ``unknown_language``.
    """
    code = language.lower().replace("_", "-")
    languages = load(version).languages
    if code not in languages:
        detail = f"'{language[:20]}' is not a language of the questionnaire; it has {', '.join(languages)}."
        raise Problem("unknown_language", detail, "language", languages=", ".join(languages))
    return code
