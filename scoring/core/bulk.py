"""Scores of many applications at once: the scores of the live path, some forty times cheaper.

Sheets are completed some rows at a time (`scoring.core.conditioning`), whatever their patterns of answers, and the
completions are read together. Memory is bounded by these blocks and does not grow with the number of sheets. Large
numbers are spread over processes; a sheet's score does not depend on which process or block it falls into.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from scoring.core.answers import Answers, clean_answers
from scoring.core.conditioning import draw_each
from scoring.core.features import Floats, Sheets, to_sheets
from scoring.core.population import DRAWS
from scoring.core.problems import AnswerProblem
from scoring.core.questionnaire import Questionnaire

if TYPE_CHECKING:
    from scoring.core.jury import JuryModel

FEWEST_TO_SPREAD = 20_000
"""Below this a second process starts slower than it helps."""
SHEETS_A_TASK = 2_000


@dataclass(frozen=True, slots=True)
class ManyScores:
    """Scores in points of many sets of answers, in their order; None where a set cannot be taken.

    `problems` tells of those, by row, counted from 1, what is wrong.
    """

    scores: tuple[float | None, ...]
    problems: dict[int, AnswerProblem]


def score_answers(
    jury: JuryModel,
    rows: Iterable[Any],
    questionnaire: Questionnaire | None = None,
    processes: int | None = None,
) -> ManyScores:
    """Scores of many sets of answers as people and files give them; one that cannot be taken stops no other.

    Parameters
    ----------
    rows : see `scoring.core.answers.clean_answers`; one that is no mapping is ``not_an_object``.
    processes : see `score_bulk`.
    """
    cleaned: dict[int, Answers] = {}
    problems: dict[int, AnswerProblem] = {}
    number = 0
    for number, answers in enumerate(rows, start=1):
        try:
            cleaned[number] = clean_answers(_mapping(answers), questionnaire)
        except AnswerProblem as problem:
            problems[number] = problem
    scores: dict[int, float] = {}
    if cleaned:
        points = score_bulk(jury, to_sheets(cleaned.values(), questionnaire), processes)
        scores = dict(zip(cleaned, points.tolist(), strict=True))
    return ManyScores(tuple(scores.get(row) for row in range(1, number + 1)), problems)


def _mapping(answers: Any) -> Mapping[str, Any]:
    if not isinstance(answers, Mapping):
        raise AnswerProblem("not_an_object", "A set of answers is one object of question keys and values.")
    return answers


def score_bulk(jury: JuryModel, sheets: Sheets, processes: int | None = None) -> Floats:
    """Scores in points, (n,), equal to those of `JuryModel.score`.

    Parameters
    ----------
    sheets : (n, 28), -1 where unanswered.
    processes : over how many to spread the work; None for the machine's cores, where the work is worth it. A worker
        that may have no children (of Celery's pool) does it alone. They are started afresh: the calling program's
        main module must be importable without side effects, as Python's `multiprocessing` asks.
    """
    wanted = _useful_processes(len(sheets)) if processes is None else processes
    if wanted < 2 or multiprocessing.current_process().daemon:
        return score_each(jury, sheets)
    parts = [sheets[start : start + SHEETS_A_TASK] for start in range(0, len(sheets), SHEETS_A_TASK)]
    # Neither threads nor locks of this process may be copied into another: no fork.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(wanted, mp_context=context, initializer=_begin, initargs=(jury,)) as pool:
        return np.concatenate([np.empty(0), *pool.map(_score_part, parts)])


def score_each(jury: JuryModel, sheets: Sheets, draws: int = DRAWS) -> Floats:
    """The same in this process; fewer draws are faster and coarser."""
    scores = np.empty(len(sheets))
    complete = (sheets >= 0).all(axis=1)
    scores[complete] = jury.points(sheets[complete])
    partly = np.flatnonzero(~complete)
    for rows, points in points_each(jury, sheets[partly], draws):
        scores[partly[rows]] = points.mean(axis=1)
    return scores


def points_each(
    jury: JuryModel, sheets: Sheets, draws: int = DRAWS
) -> Iterator[tuple[NDArray[np.intp], Floats]]:
    """The points of every plausible completion of sheets, (n, 28), none of them complete, some sheets at a time.

    Yields
    ------
    Row numbers, (m,), and the points of their completions, (m, draws).
    """
    for rows, completed in draw_each(jury.population, sheets, draws):
        points = jury.points(completed.transpose(0, 2, 1).reshape(-1, sheets.shape[1]))
        yield rows, points.reshape(len(rows), draws)


def _useful_processes(count: int) -> int:
    return len(os.sched_getaffinity(0)) if count >= FEWEST_TO_SPREAD else 1


_jury: JuryModel | None = None


def _begin(jury: JuryModel) -> None:
    """In a process of the pool: keep the jury, which comes once, and one thread, as everywhere."""
    global _jury
    _jury = jury
    threadpool_limits(limits=1)


def _score_part(sheets: Sheets) -> Floats:
    assert _jury is not None  # noqa: S101
    return score_each(_jury, sheets)
