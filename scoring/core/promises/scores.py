"""Promises of the scores themselves, end to end: through completion, vote, calibration and band."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np

from scoring.core.features import MISSING, Floats, Sheets, directions, level_counts
from scoring.core.promises.proof import ROUNDING, BrokenPromise
from scoring.core.promises.samples import SEED, extremes, of_every_completeness
from scoring.core.promises.subject import Result, Subject
from scoring.core.questionnaire import load


def better_answer(subject: Subject) -> Result:
    """No single better answer lowers a score. Cases are steps.

    Every step of every directed question is taken from sheets of every completeness; the question itself is answered
    before and after.
    """
    sheets = of_every_completeness(1)[:: 2 if subject.thorough else 7]
    scores, taken, smallest = _scores_by_level(subject, sheets), 0, np.inf
    for question in np.flatnonzero(directions()):
        ladder = scores[:, question, : level_counts()[question]]
        rises = np.diff(ladder, axis=1) * directions()[question]
        taken += rises.size
        smallest = min(smallest, float(rises.min()))
        if not rises.min() >= -ROUNDING:
            row, level = np.unravel_index(int(np.argmin(rises)), rises.shape)
            key = load().keys[question]
            detail = f"A better answer to '{key}' lowers a score by {-rises.min():.3g} points."
            example = {"sheet": sheets[row].tolist(), "question": key, "levels": [int(level), int(level) + 1]}
            raise BrokenPromise("better_answer", detail, example)
    return taken, {"smallest_rise": float(smallest)}


def better_band(subject: Subject) -> Result:
    """No single better answer lowers the live score or either end of its band. Cases are steps."""
    rng = np.random.default_rng(SEED + 4)
    sheets = of_every_completeness(1)[1 :: 2 if subject.thorough else 7]
    directed, smallest = np.flatnonzero(directions()), np.inf
    for sheet in sheets:
        question = int(rng.choice(directed))
        level = int(rng.integers(level_counts()[question] - 1))
        worse, better = sheet.copy(), sheet.copy()
        worse[question], better[question] = (level, level + 1)[:: directions()[question]]
        before, after = subject.verdict(worse), subject.verdict(better)
        for name in ("score", "low", "high"):
            rise = getattr(after, name) - getattr(before, name)
            smallest = min(smallest, rise)
            if not rise >= -ROUNDING:
                key = load().keys[question]
                detail = (
                    f"A better answer to '{key}' lowers the {name} of a live score by {-rise:.3g} points."
                )
                raise BrokenPromise("better_band", detail, {"sheet": worse.tolist(), "question": key})
    return len(sheets), {"smallest_rise": float(smallest)}


def empty_sheet_is_the_base(subject: Subject) -> Result:
    """Without an answer the score is the base, live and in bulk."""
    nobody, jury = extremes()["empty"], subject.jury
    verdict, bulk = subject.verdict(nobody), float(jury.score_many(nobody[None])[0])
    if verdict.score != jury.base or not abs(bulk - jury.base) <= ROUNDING:
        detail = f"The empty sheet scores {verdict.score:.9g} live and {bulk:.9g} in bulk, the base is {jury.base:g}."
        raise BrokenPromise("empty_sheet", detail, {"score": verdict.score, "bulk": bulk})
    return 2, {}


def batch_never_matters(subject: Subject) -> Result:
    """A sheet scores the same alone, in any company, in any place, and live."""
    sheets = of_every_completeness(2)[:: 2 if subject.thorough else 6]
    jury, largest = subject.jury, 0.0
    together = jury.score_many(sheets)
    order = np.random.default_rng(SEED + 5).permutation(len(sheets))
    shuffled, twice = np.empty(len(sheets)), jury.score_many(np.repeat(sheets, 2, axis=0))
    shuffled[order] = jury.score_many(sheets[order])
    alone = np.array([jury.score_many(sheet[None])[0] for sheet in sheets])
    ways = {
        "in another order": shuffled,
        "beside its copy": twice[::2],
        "as a copy": twice[1::2],
        "alone": alone,
    }
    for way, scores in ways.items():
        gaps = np.abs(scores - together)
        largest = max(largest, float(gaps.max()))
        if not gaps.max() <= ROUNDING:
            detail = f"A sheet scores {gaps.max():.3g} points differently {way}."
            raise BrokenPromise("same_answers", detail, {"sheet": sheets[int(np.argmax(gaps))].tolist()})
    return len(ways) * len(sheets), {"largest_difference": largest}


def scores_within_bounds(subject: Subject) -> Result:
    """Every score lies in 0-100 with a finite band around it."""
    for sheet in extremes().values():
        subject.verdict(sheet)
    for key, verdict in subject.verdicts.items():
        sheet = np.frombuffer(key, dtype=np.int8).tolist()
        numbers = [value for value in asdict(verdict).values() if isinstance(value, float)]
        if not np.isfinite([*numbers, *verdict.sections.values()]).all():
            raise BrokenPromise(
                "score_range", "A verdict holds a number that is not finite.", {"sheet": sheet}
            )
        if not 0 <= verdict.low <= verdict.score <= verdict.high <= 100:
            detail = f"A score of {verdict.score:.6g} has the band {verdict.low:.6g} to {verdict.high:.6g}."
            raise BrokenPromise("score_range", detail, {"sheet": sheet})
    alone = np.full((sum(level_counts()), len(level_counts())), MISSING, dtype=np.int8)
    places = [(q, level) for q, count in enumerate(level_counts()) for level in range(count)]
    for row, (question, level) in zip(alone, places, strict=True):
        row[question] = level
    scores = subject.jury.score_many(alone)
    if not ((scores >= 0) & (scores <= 100)).all():
        raise BrokenPromise("score_range", "A single answer scores outside 0-100.")
    return len(subject.verdicts) + len(alone), {}


def _scores_by_level(subject: Subject, sheets: Sheets) -> Floats:
    """Scores of each sheet with each level of each directed question, (n, 28, most levels), NaN for others."""
    places = [(q, level) for q in np.flatnonzero(directions()) for level in range(level_counts()[q])]
    varied = np.repeat(sheets[:, None, :], len(places), axis=1)
    for number, (question, level) in enumerate(places):
        varied[:, number, question] = level
    distinct, which = np.unique(varied.reshape(-1, sheets.shape[1]), axis=0, return_inverse=True)
    scores = subject.jury.score_many(distinct)[which.ravel()].reshape(len(sheets), len(places))
    ladders = np.full((len(sheets), len(level_counts()), max(level_counts())), np.nan)
    for number, (question, level) in enumerate(places):
        ladders[:, question, level] = scores[:, number]
    return ladders
