"""The proof: all checks in their order, each named and timed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from typing import Any

from threadpoolctl import threadpool_limits

from scoring.core import artefact
from scoring.core.golden import Elsewhere, NoAnswer, golden_rows
from scoring.core.jury import JuryModel
from scoring.core.promises import answers, members, population, scores, unanswered
from scoring.core.promises.proof import ROUNDING, BrokenPromise, Check, Golden, Proof
from scoring.core.promises.subject import Result, Subject

BETTER = "A better answer never lowers a score."
UNANSWERED = "An unanswered question never acts as an answer."
ORDER = "The order of answers never matters."
SAME = "Two startups with the same answers get the same score."
RANGE = "The score stays in 0-100 with a finite band."
GOLDEN = "A golden row scores the same to 1e-9 after save, load, and in another process."

CHECKS: tuple[tuple[str, str, bool, Callable[[Subject], Result]], ...] = (
    ("numbers_finite", RANGE, True, members.numbers_are_finite),
    ("linear_signs", BETTER, True, members.linear_signs),
    ("boosted_trees", BETTER, True, members.boosted_trees),
    ("forest_trees", BETTER, True, members.forest_trees),
    ("calibration_rises", BETTER, True, members.calibration_rises),
    ("packed_members", BETTER, False, members.packed_members),
    ("population_maps", BETTER, False, population.maps_follow_the_directions),
    ("unanswered_forms", UNANSWERED, False, answers.unanswered_has_no_form),
    ("order_of_answers", ORDER, False, answers.order_never_matters),
    ("nothing_else_counts", SAME, False, answers.nothing_else_counts),
    ("empty_sheet", UNANSWERED, True, scores.empty_sheet_is_the_base),
    ("same_answers", SAME, False, scores.batch_never_matters),
    ("unanswered_mean", UNANSWERED, False, unanswered.unanswered_is_averaged),
    ("unanswered_section", UNANSWERED, False, unanswered.unanswered_section_adds_nothing),
    ("missing_is_no_signal", UNANSWERED, False, unanswered.missing_is_no_signal),
    ("better_answer", BETTER, False, scores.better_answer),
    ("better_band", BETTER, False, scores.better_band),
    ("score_range", RANGE, False, scores.scores_within_bounds),
)
"""Name, promise, whether exhaustive, and what looks, in the order in which a fault is told best: its cause first."""


def prove_file(data: bytes, *, golden: Sequence[Golden] = ()) -> Proof:
    """Prove the jury of a model file, see `prove`.

    Raises
    ------
    BadModelFile : the file cannot be read.
    BrokenPromise : the jury breaks a promise.
    """
    return prove(artefact.load(data, artefact.sha256(data)), data=data, golden=golden)


def prove(
    jury: JuryModel, *, thorough: bool = True, data: bytes | None = None, golden: Sequence[Golden] = ()
) -> Proof:
    """Prove that a jury keeps its promises.

    Parameters
    ----------
    thorough : False for small samples and without another process; what is exhaustive stays so, but for patterns of two
        answered or unanswered questions.
    data : the file that the jury was read from; None for a jury that is still to be saved.
    golden : golden rows of an earlier proof of the same jury, which must still hold.

    Raises
    ------
    BrokenPromise : at the first check that fails.
    """
    with ExitStack() as stack:
        # One thread, as in training; and the other process gets on with its imports meanwhile.
        stack.enter_context(threadpool_limits(limits=1))
        saved = artefact.dump(jury) if data is None else data
        elsewhere = stack.enter_context(Elsewhere(saved)) if thorough else None
        subject = Subject(jury, thorough)
        checks = [
            _timed(name, promise, exhaustive, partial(find, subject))
            for name, promise, exhaustive, find in CHECKS
        ]
        rows = [Golden(**row) for row in golden_rows(jury)]
        others: dict[str, Callable[[], Sequence[Golden]]] = {}
        if golden:
            others["golden_kept"] = lambda: golden
        if data is None:
            others["golden_file"] = lambda: _read_again(saved)
        if elsewhere is not None:
            others["golden_elsewhere"] = lambda: _asked(elsewhere)
        for name, find in others.items():
            checks.append(_timed(name, GOLDEN, False, partial(_compared, name, rows, find)))
    return Proof(artefact.sha256(saved), thorough, tuple(checks), tuple(rows))


def _timed(name: str, promise: str, exhaustive: bool, find: Callable[[], Result]) -> Check:
    began = time.perf_counter()
    cases, figures = find()
    return Check(name, promise, exhaustive, cases, figures, round(time.perf_counter() - began, 4))


def compare_golden(name: str, rows: Sequence[Golden], others: Sequence[Golden]) -> Result:
    """Compare golden rows found here with those found there, for the check of this name.

    Raises
    ------
    BrokenPromise : a row differs by more than rounding, or the rows are of other sheets.
    """
    largest = 0.0
    if [row.sheet for row in others] != [row.sheet for row in rows]:
        raise BrokenPromise(name, "The golden rows are not those of this version.")
    for row, other in zip(rows, others, strict=True):
        gap = max(abs(getattr(row, part) - getattr(other, part)) for part in ("score", "low", "high"))
        largest = max(largest, gap)
        if not gap <= ROUNDING:
            detail = (
                f"A golden row scores {row.score:.9g} here and {other.score:.9g} there, or has another band."
            )
            raise BrokenPromise(name, detail, {"sheet": row.sheet})
    return len(rows), {"largest_difference": largest}


def _compared(name: str, rows: Sequence[Golden], find: Callable[[], Sequence[Golden]]) -> Result:
    return compare_golden(name, rows, find())


def _read_again(saved: bytes) -> list[Golden]:
    again = artefact.load(saved, artefact.sha256(saved))
    return [Golden(**row) for row in golden_rows(again)]


def _asked(elsewhere: Elsewhere) -> list[Golden]:
    try:
        found: list[dict[str, Any]] = elsewhere.rows()
    except NoAnswer as error:
        raise BrokenPromise("golden_elsewhere", f"Another process could not score: {error}") from error
    return [Golden(**row) for row in found]
