"""An explanation as it is told to a founder: contributions and changes in words, the strongest first."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import ndtr

from scoring.core.counterfactuals import Change, counterfactuals
from scoring.core.explanation import Explanation, explain
from scoring.core.features import Sheets
from scoring.core.questionnaire import Question, load
from scoring.core.words import checked_language, phrases, points, standing

if TYPE_CHECKING:
    from scoring.core.jury import JuryModel

LEAST_TOLD = 0.25
"""Points under which nothing is said: the completions alone move a contribution by about as much."""
LEAST_ERRORS = 2.0
"""Nor is anything said within so many standard errors of zero, where not even the sign is sure."""


@dataclass(frozen=True, slots=True)
class ToldQuestion:
    """What one answer did to the score.

    Attributes
    ----------
    level : of the answer among the question's levels, from 0.
    contribution, error : points, and their standard error (see `Explanation`).
    told : large and sure enough to be said aloud.
    sentence : "More partners than most: +6.2".
    """

    question: str
    section: str
    level: int
    contribution: float
    error: float
    told: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class ToldChange:
    """What one better answer would do to the score. `sentence`: "A second formal advisor: +3.1"."""

    question: str
    section: str
    level_from: int
    level_to: int
    gain: float
    sentence: str


@dataclass(frozen=True, slots=True)
class ToldExplanation:
    """An explanation in one language.

    Attributes
    ----------
    sections : points by section, adding up to score - base.
    questions : the answered questions, the strongest contribution first; those of a section add up to the section's.
    changes : within the company's reach, the largest gain first, none under a quarter of a point.
    exact : no contribution was estimated.
    notes : what must be said with it: ``compared``, who "most" are; ``changes``, what a gain does not mean.
    """

    base: float
    score: float
    sections: dict[str, float]
    questions: tuple[ToldQuestion, ...]
    changes: tuple[ToldChange, ...]
    exact: bool
    notes: dict[str, str]
    language: str
    model: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def tell(jury: JuryModel, sheet: Sheets, *, language: str = "en", model: str = "") -> ToldExplanation:
    """Explain the score of one sheet, (28,), in words.

    Parameters
    ----------
    language : one of the questionnaire's.
    model : the version by which the jury is known, to be named beside its score.

    Raises
    ------
    Problem : ``unknown_language``.
    """
    code = checked_language(language, jury.questionnaire)
    explanation = explain(jury, sheet)
    asked = [question.key for question, level in zip(_questions(jury), sheet, strict=True) if level >= 0]
    asked.sort(key=lambda key: -abs(explanation.questions[key]))
    return ToldExplanation(
        base=explanation.base,
        score=explanation.score,
        sections=explanation.sections,
        questions=tuple(_told(jury, sheet, explanation, key, code) for key in asked),
        changes=tuple(
            _told_change(jury, change, code)
            for change in counterfactuals(jury, sheet)
            if change.gain >= LEAST_TOLD
        ),
        exact=explanation.exact,
        notes={name: text[code] for name, text in phrases(jury.questionnaire).notes.items()},
        language=code,
        model=model,
    )


def level_shares(jury: JuryModel, position: int) -> list[float]:
    """The shares of the population at each level of a question, adding up to 1."""
    levels = len(_questions(jury)[position].levels)
    below = ndtr(jury.population.cuts_[position, : levels - 1])
    shares: list[float] = np.diff(below, prepend=0.0, append=1.0).tolist()
    return shares


def _questions(jury: JuryModel) -> tuple[Question, ...]:
    return load(jury.questionnaire).questions


def _told(jury: JuryModel, sheet: Sheets, found: Explanation, key: str, language: str) -> ToldQuestion:
    known = load(jury.questionnaire)
    position = known.keys.index(key)
    level, question = int(sheet[position]), known.question(key)
    stands = standing(level_shares(jury, position), level, question.direction)
    said = phrases(jury.questionnaire).questions[key].answer(level, stands)[language]
    contribution, error = found.questions[key], found.errors[key]
    return ToldQuestion(
        question=key,
        section=question.section,
        level=level,
        contribution=contribution,
        error=error,
        told=abs(contribution) >= max(LEAST_TOLD, LEAST_ERRORS * error),
        sentence=f"{said}: {points(contribution, language)}",
    )


def _told_change(jury: JuryModel, change: Change, language: str) -> ToldChange:
    said = phrases(jury.questionnaire).questions[change.question].changes[change.level_to][language]
    return ToldChange(
        question=change.question,
        section=load(jury.questionnaire).question(change.question).section,
        level_from=change.level_from,
        level_to=change.level_to,
        gain=change.gain,
        sentence=f"{said}: {points(change.gain, language)}",
    )
