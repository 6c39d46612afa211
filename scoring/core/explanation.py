"""Where a score comes from: exact Shapley contributions of the sections, and within each section of its answers.

Four players have sixteen coalitions, few enough to ask them all, so the sections' contributions are exact and add up
to the score minus the base. Method: Shapley (1953), "A value for n-person games"; the worth of a coalition is the score
with the answers of its sections only, as in Lundberg and Lee (2017).

The answers' contributions are Owen values, whose sums over a section are the section's contribution:
`scoring.core.question_shapley` says why, and how they are estimated where there are too many coalitions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING

import numpy as np

from scoring.core.bulk import score_each
from scoring.core.features import MISSING, Floats, Sheets, section_columns
from scoring.core.question_shapley import COALITIONS, Game, Masks, owen_values
from scoring.core.questionnaire import load

if TYPE_CHECKING:
    from scoring.core.jury import JuryModel

Coalition = frozenset[str]

DRAWS_EACH = 64
"""Completions for a coalition of sections or answers. Against 256 they move a section's contribution by a quarter of a
point (rms), and halve the time of a score; the contributions add up all the same."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Where one score comes from, in points.

    Attributes
    ----------
    base, score : what the contributions lead from and to.
    sections : exact Shapley contributions by section, adding up to score - base.
    questions : contributions by question, all 28; those of a section add up to the section's, and an unanswered
        question's is exactly 0.
    errors : by question, the standard error of its contribution from not having asked all coalitions; 0 where all
        were asked.
    exact : all coalitions were asked.
    """

    base: float
    score: float
    sections: dict[str, float]
    questions: dict[str, float]
    errors: dict[str, float]
    exact: bool


def explain(
    jury: JuryModel, sheet: Sheets, seed: int = 1, *, limit: int = COALITIONS, by_section: bool = True
) -> Explanation:
    """Explain the score of one sheet, (28,).

    The same sheet, seed and limit give the same explanation. Both ends are the very base and score that the jury
    gives; a coalition between them is the mean over `DRAWS_EACH` completions. If a section's answers then add up to
    another sum than the section (a jury that scores with other numbers of draws), the difference is spread over them
    in equal parts.

    Parameters
    ----------
    seed : of the coalitions that are asked where there are too many.
    limit : of coalitions; more of them make smaller errors and take longer.
    by_section : False for plain Shapley values of the questions, which add up to score - base but not by section.
    """
    verdict = jury.score(sheet)
    answered = np.flatnonzero(sheet >= 0)
    totals = dict(verdict.sections)
    unions = [np.flatnonzero(np.isin(answered, own)) for own in section_columns(jury.questionnaire).values()]
    if not by_section:
        totals = {"all": verdict.score - verdict.base}
        unions = [np.arange(len(answered))]
    worth = coalition_worth(jury, sheet, verdict.score)
    found = owen_values(worth, [union.tolist() for union in unions], limit=limit, seed=seed)
    values, errors = np.zeros(len(sheet)), np.zeros(len(sheet))
    values[answered], errors[answered] = found.values, found.errors
    for union, total in zip(unions, totals.values(), strict=True):
        if len(union):
            values[answered[union]] += (total - values[answered[union]].sum()) / len(union)
    keys = load(jury.questionnaire).keys
    return Explanation(
        base=verdict.base,
        score=verdict.score,
        sections=dict(verdict.sections),
        questions=dict(zip(keys, values.tolist(), strict=True)),
        errors=dict(zip(keys, errors.tolist(), strict=True)),
        exact=found.exact,
    )


def coalition_worth(jury: JuryModel, sheet: Sheets, score: float) -> Game:
    """The game of the answered questions: the score with the answers of a coalition only.

    Parameters
    ----------
    score : what the jury gives to the whole sheet.
    """
    answered = np.flatnonzero(sheet >= 0)

    def worth(masks: Masks) -> Floats:
        asked, which = np.unique(masks, axis=0, return_inverse=True)
        partly = np.full((len(asked), len(sheet)), MISSING, dtype=sheet.dtype)
        partly[:, answered] = np.where(asked, sheet[answered], MISSING)
        worths = score_each(jury, partly, DRAWS_EACH)
        worths[~asked.any(axis=1)] = jury.base
        worths[asked.all(axis=1)] = score
        found: Floats = worths[which.ravel()]
        return found

    return worth


def coalitions(players: Sequence[str]) -> list[Coalition]:
    """All sets of players, the empty one first and the whole one last."""
    return [frozenset(chosen) for size in range(len(players) + 1) for chosen in combinations(players, size)]


def shapley(worth: Mapping[Coalition, float], players: Sequence[str]) -> dict[str, float]:
    """Contributions of the players, adding up to worth(all) - worth(none).

    Parameters
    ----------
    worth : of every coalition, in points.
    players : in the order wanted.
    """
    total = len(players)
    contributions = dict.fromkeys(players, 0.0)
    for coalition in coalitions(players):
        weight = factorial(len(coalition)) * factorial(max(total - len(coalition) - 1, 0)) / factorial(total)
        for player in players:
            if player not in coalition:
                contributions[player] += weight * (worth[coalition | {player}] - worth[coalition])
    return contributions
