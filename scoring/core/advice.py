"""Which question to ask next, and why.

An unanswered question is worth asking by how much its answer is expected to narrow the score. The score is the mean
over plausible completions of a sheet, so the completions themselves tell: by the law of total variance the variance
of their points is the variance between the levels of a question plus what stays within them, and the part between is
what its answer is expected to take away. It needs no vote beyond those of the score. Levels always differ a little by
chance; what that alone would give is taken off, as in Kelley (1935), "An unbiased correlation ratio measure".

The advice is balanced over the sections, so that a jury hears of all of them: a question counts by its fall times
the share of its section that is still open, and every section has an answer among the first `COVERED_WITHIN`. What
that costs and brings is measured in docs/next-question.md. Choosing by what was answered so far is hardly better
than the one fixed `greedy_order`: its worth is that it gives a reason and skips what is known, not accuracy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from scoring.core.features import MISSING, Floats, Sheets, level_counts, section_columns
from scoring.core.questionnaire import load

if TYPE_CHECKING:
    from scoring.core.jury import JuryModel

Reason = Literal["untouched", "tells_most", "least_known", "behind", "settled"]

COVERED_WITHIN = 8
"""Among so many first questions there is one of every section. On real startups the four sections cost nothing by
then; among the first four they would (rank correlation with the full score .82 instead of .85)."""
POPULATION_ROWS = 12_000
"""Invented startups for the greedy order. With 4,000 the order of the first ten still changed with the seed."""
POPULATION_SEED = 1
DECIMALS = 9
"""Falls that agree so far are equal: the processor's rounding may not decide what is asked."""


@dataclass(frozen=True, slots=True)
class Advice:
    """The question to ask next.

    Attributes
    ----------
    question, section : keys.
    fall : expected fall of the variance of the final score, in points squared.
    share : that fall as a share (0-1) of the variance that is left.
    reason : why this one. "untouched": nothing of its section is answered and its turn has come; "tells_most": the
        largest fall of all; "least_known": the largest fall in the section of which least is known; "behind": the
        largest fall in a section of which less is known than elsewhere; "settled": no open question is expected to
        move the score, so it is the first of them.
    """

    question: str
    section: str
    fall: float
    share: float
    reason: Reason


def advise(
    jury: JuryModel,
    sheet: Sheets,
    *,
    closed: frozenset[str] = frozenset(),
    left: int | None = None,
    balanced: bool = True,
) -> Advice | None:
    """The open question that is expected to narrow the score most, balanced over the sections.

    The same sheet, closed questions and number left give the same advice; equal falls go to the first of them in the
    questionnaire.

    Parameters
    ----------
    sheet : (28,) levels, -1 where unanswered.
    closed : questions not to be asked although the sheet holds no answer, such as skipped ones.
    left : how many questions there is still time for; None where nobody knows. Once there are no more than sections
        without an answer, only these are considered, so that each still gets one.
    balanced : False for the largest fall alone, whatever its section.

    Returns
    -------
    None where nothing is open or no time is left.

    Raises
    ------
    ValueError : `left` is negative.
    """
    if left is not None and left < 0:
        raise ValueError("there cannot be less than no question left")
    keys = load(jury.questionnaire).keys
    open_ = (sheet == MISSING) & ~np.isin(keys, list(closed))
    if not open_.any() or left == 0:
        return None
    falls, variance = expected_falls(jury, sheet)
    falls = np.where(open_, falls, -1.0)
    chosen, reason = _choose(jury, sheet, falls, left) if balanced else (int(falls.argmax()), "tells_most")
    fall = float(falls[chosen])
    return Advice(
        question=keys[chosen],
        section=load(jury.questionnaire).questions[chosen].section,
        fall=fall,
        share=min(fall / variance, 1.0) if fall else 0.0,
        reason=reason if fall or reason == "untouched" else "settled",
    )


def expected_falls(jury: JuryModel, sheet: Sheets) -> tuple[Floats, float]:
    """By how much each question's answer is expected to narrow the score.

    Returns
    -------
    The expected falls of the variance, (28,), in points squared, never below 0 and 0 for what is answered; and the
    variance there is.
    """
    completed = jury.population.draw(sheet[None])[0].astype(np.intp)
    points = jury.points(completed.astype(np.int8))
    draws, questions = completed.shape
    most = max(level_counts(jury.questionnaire))
    places = (completed + most * np.arange(questions)).ravel()
    counts = np.bincount(places, minlength=most * questions).reshape(questions, most)
    departures = np.repeat(points - points.mean(), questions)
    sums = np.bincount(places, departures, minlength=most * questions).reshape(questions, most)
    total = float(((points - points.mean()) ** 2).sum())
    between = (sums**2 / np.maximum(counts, 1)).sum(axis=1)
    levels = (counts > 0).sum(axis=1)
    by_chance = (levels - 1) * (total - between) / np.maximum(draws - levels, 1)
    falls = np.maximum(between - by_chance, 0.0) / draws
    return np.where(sheet == MISSING, falls.round(DECIMALS), 0.0), total / draws


def greedy_order(jury: JuryModel) -> tuple[str, ...]:
    """All questions in one order for everybody, best first: the alternative that can be printed.

    Each place goes to the question that, with those before it, explains most of the variance of the full score over
    invented startups of the jury's population (forward selection, by least squares on the levels); every section
    has one among the first `COVERED_WITHIN`. It depends on the jury alone.
    """
    rng = np.random.default_rng(POPULATION_SEED)
    keys = load(jury.questionnaire).keys
    nobody = np.full((POPULATION_ROWS, len(keys)), MISSING, dtype=np.int8)
    startups = jury.population.draw_randomly(nobody, 1, rng)[:, 0]
    columns, owner = _indicators(startups, level_counts(jury.questionnaire))
    points = jury.points(startups)
    within, towards = columns.T @ columns, columns.T @ (points - points.mean())
    chosen: list[int] = []
    while len(chosen) < len(keys):
        explained = np.full(len(keys), -1.0)
        for question in set(range(len(keys))) - set(chosen):
            used = np.flatnonzero(np.isin(owner, [*chosen, question]))
            weights = np.linalg.solve(within[np.ix_(used, used)], towards[used])
            explained[question] = round(float(towards[used] @ weights) / POPULATION_ROWS, DECIMALS)
        answered = np.isin(np.arange(len(keys)), chosen)
        untouched = _untouched(jury, answered, COVERED_WITHIN - len(chosen))
        chosen.append(int(np.where(untouched, explained, -1.0 if untouched.any() else explained).argmax()))
    return tuple(keys[question] for question in chosen)


def _choose(jury: JuryModel, sheet: Sheets, falls: Floats, left: int | None) -> tuple[int, Reason]:
    """The balanced choice among the falls, -1 for what is not open, and why it is made."""
    answered = sheet != MISSING
    sooner = COVERED_WITHIN - int(answered.sum())
    untouched = _untouched(jury, answered, sooner if left is None else min(left, sooner)) & (falls >= 0)
    if untouched.any():
        return int(np.where(untouched, falls, -1.0).argmax()), "untouched"
    unknown = np.empty(len(sheet))
    for columns in section_columns(jury.questionnaire).values():
        unknown[columns] = 1.0 - answered[columns].mean()
    chosen = int(np.where(falls >= 0, falls * unknown, -1.0).argmax())
    if falls[chosen] == falls.max():
        return chosen, "tells_most"
    return chosen, "least_known" if unknown[chosen] == unknown[falls >= 0].max() else "behind"


def _untouched(jury: JuryModel, answered: NDArray[np.bool_], left: int) -> NDArray[np.bool_]:
    """The questions of sections without an answer, (28,), once these sections need all that is left; else none."""
    waiting = [
        columns for columns in section_columns(jury.questionnaire).values() if not answered[columns].any()
    ]
    mask = np.zeros(len(answered), dtype=np.bool_)
    if left <= len(waiting):
        for columns in waiting:
            mask[columns] = True
    return mask


def _indicators(sheets: Sheets, counts: list[int]) -> tuple[Floats, NDArray[np.intp]]:
    """Centred 0/1 columns for each level but the first, (n, columns), and which question each belongs to.

    Levels that no sheet has are left out.
    """
    columns, owner = [], []
    for question, levels in enumerate(counts):
        for level in range(1, levels):
            there = (sheets[:, question] == level).astype(np.float64)
            if there.any():
                columns.append(there - there.mean())
                owner.append(question)
    return np.column_stack(columns), np.array(owner)
