"""Promises about what is not answered: it is averaged over, adds nothing, and is no signal by itself."""

from __future__ import annotations

from itertools import chain

import numpy as np
from numpy.typing import NDArray

from scoring.core.features import MISSING, Floats, Sheets, level_counts, section_columns
from scoring.core.population import DRAWS
from scoring.core.promises.proof import ROUNDING, BrokenPromise
from scoring.core.promises.samples import SEED, extremes, of_every_completeness
from scoring.core.promises.subject import Result, Subject
from scoring.core.promises.voters import votes_by_scikit_learn
from scoring.core.questionnaire import load

TOLERATED_OF_ONE, TOLERATED_SIGNAL = 2.0, 4.0
"""Points by which hiding one answer, or many, may move the mean score of the population. Measured over sixteen juries
of 40 to 6,000 rows, synthetic and real: at most 1.3 and 2.0. Scores less than 5 points apart are a coin toss."""
HALVES = 12
DRAWS_PER_SHEET = 32
MANY_SHEETS = 8
"""Where hiding leaves no more different sheets than this, all draws of each are used."""


def unanswered_is_averaged(subject: Subject) -> Result:
    """A score is the mean over the sheet's completions, computed again without the packed predictor."""
    sheets = of_every_completeness(1)[:: 2 if subject.thorough else 6]
    completed = [subject.jury.population.draw(sheet[None])[0] for sheet in sheets]
    ends = np.cumsum([len(rows) for rows in completed])[:-1]
    points = np.split(_points_again(subject, np.vstack(completed)), ends)
    bulk, largest = subject.jury.score_many(sheets), 0.0
    for sheet, rows, each, score in zip(sheets, completed, points, bulk, strict=True):
        kept = rows[:, sheet != MISSING] == sheet[sheet != MISSING]
        if not kept.all() or (rows < 0).any() or (rows >= level_counts()).any():
            detail = "A completion changes an answer or leaves a question open."
            raise BrokenPromise("unanswered_mean", detail, {"sheet": sheet.tolist()})
        expected = float(each.mean())
        gap = max(abs(score - expected), abs(subject.verdict(sheet).score - expected))
        largest = max(largest, gap)
        if not gap <= ROUNDING:
            detail = f"A score differs by {gap:.3g} points from the mean over the sheet's completions."
            raise BrokenPromise("unanswered_mean", detail, {"sheet": sheet.tolist(), "mean": expected})
    return len(sheets), {"largest_difference": float(largest)}


def unanswered_section_adds_nothing(subject: Subject) -> Result:
    """A section without an answer contributes exactly 0."""
    looked_at = 0
    for sheet in of_every_completeness(1)[5 :: 8 if subject.thorough else 16]:
        for key, columns in section_columns().items():
            emptied = sheet.copy()
            emptied[columns] = MISSING
            contribution = subject.verdict(emptied).sections[key]
            looked_at += 1
            if contribution != 0.0:
                detail = f"The section '{key}' contributes {contribution:.3g} points without an answer."
                raise BrokenPromise("unanswered_section", detail, {"sheet": emptied.tolist(), "section": key})
    return looked_at, {}


def missing_is_no_signal(subject: Subject) -> Result:
    """Which questions are unanswered tells the jury nothing: hiding answers leaves the population's mean score.

    By the law of total expectation the mean, over startups drawn from the population, of the score with some answers
    hidden is the mean of their full scores, which is the base. It holds exactly for a population whose
    completions are its own conditional distribution; clipping them to be isotone, and 128 startups instead of all,
    leave the gap that is tolerated. Hidden are, in turn: each question alone, all but one, each section, all
    but one section, and random halves.
    Cases are patterns.
    """
    jury = subject.jury
    startups = jury.population.draw(extremes()["empty"][None])[0]
    full, largest = float(jury.points(startups).mean()), 0.0
    patterns = _hidden(subject.thorough)
    for hidden in patterns:
        gap = _mean_score(subject, startups, hidden) - full
        largest = max(largest, abs(gap))
        if not abs(gap) <= (TOLERATED_OF_ONE if hidden.sum() == 1 else TOLERATED_SIGNAL):
            keys = [load().keys[place] for place in np.flatnonzero(hidden)]
            detail = f"Hiding {len(keys)} answers moves the population's mean score by {gap:.3g} points."
            raise BrokenPromise("missing_is_no_signal", detail, {"hidden": keys, "gap": gap})
    return len(patterns), {"largest_gap": largest}


def _mean_score(subject: Subject, startups: Sheets, hidden: NDArray[np.bool_]) -> float:
    seen = startups.copy()
    seen[:, hidden] = MISSING
    distinct, counts = np.unique(seen, axis=0, return_counts=True)
    draws = DRAWS if len(distinct) <= MANY_SHEETS else DRAWS_PER_SHEET
    return float(np.average(subject.jury.score_many(distinct, draws), weights=counts))


def _hidden(thorough: bool) -> list[NDArray[np.bool_]]:
    questions = len(level_counts())
    each = np.eye(questions, dtype=bool)
    sections = [np.isin(np.arange(questions), columns) for columns in section_columns().values()]
    rng = np.random.default_rng(SEED + 6)
    halves = [rng.permutation(questions) < questions // 2 for _ in range(HALVES)]
    patterns = list(chain(each, sections, halves))
    if thorough:
        patterns += [~hidden for hidden in (*each, *sections)]
    return patterns


def _points_again(subject: Subject, completed: Sheets) -> Floats:
    """Points of complete sheets by the plain formulas: mean of the members, a line through the log odds."""
    vote = votes_by_scikit_learn(subject.jury, completed).mean(axis=0)
    calibration = subject.jury.calibration
    line = calibration.slope_ * np.log(vote / (1 - vote)) + calibration.intercept_
    points: Floats = 100.0 / (1.0 + np.exp(-line))
    return points
