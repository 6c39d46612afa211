"""What the score would be if one answer were the next better one.

Only for what a company can change (`changeable` in the phrases): never for what its founders did before, for rounds
that are closed, or for what it builds and for whom. Only the next better level of a question with a direction: no
answer to a free question is better than another. A question without an answer gets none: nobody knows what it lacks.

The gain is what the same jury would say. The jury learned how companies differ and not what happens to a company that
changes one thing, so a gain is no forecast of success.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scoring.core.features import Sheets
from scoring.core.questionnaire import load
from scoring.core.words import phrases

if TYPE_CHECKING:
    from scoring.core.jury import JuryModel


@dataclass(frozen=True, slots=True)
class Change:
    """One answer raised to its next better level, and the points that the score would gain."""

    question: str
    level_from: int
    level_to: int
    gain: float


def counterfactuals(jury: JuryModel, sheet: Sheets) -> list[Change]:
    """The changes open to the company behind one sheet, (28,), the largest gain first, then by question.

    No gain is below zero, as a better answer never lowers a score. All sheets answer the same questions, so the
    completions of the unanswered ones are drawn with the same random numbers.
    """
    known = load(jury.questionnaire)
    said = phrases(jury.questionnaire).questions
    steps = [
        (position, int(sheet[position]), int(sheet[position]) + question.direction)
        for position, question in enumerate(known.questions)
        if sheet[position] >= 0
        and question.direction
        and said[question.key].changeable
        and 0 <= sheet[position] + question.direction < len(question.levels)
    ]
    changed = np.tile(sheet, (len(steps) + 1, 1))
    for row, (position, _before, after) in enumerate(steps, start=1):
        changed[row, position] = after
    scores = jury.score_many(changed)
    changes = [
        Change(known.keys[position], before, after, float(score - scores[0]))
        for (position, before, after), score in zip(steps, scores[1:], strict=True)
    ]
    return sorted(changes, key=lambda change: -change.gain)
