"""The proof: all checks in their order, each named and timed."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack
from dataclasses import replace
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

OF_FILES = ("golden_elsewhere",)
"""What a thorough proof of a file looks at beside them."""
LIVE = frozenset(
    {
        "empty_sheet",
        "same_answers",
        "unanswered_mean",
        "unanswered_section",
        "better_band",
        "score_range",
        *OF_FILES,
    }
)
SHARES = (frozenset(name for name, *_ in CHECKS) - LIVE, LIVE)
"""The checks of a thorough proof in two shares of about equal work, for two processes. Those that ask for live verdicts
stay together: the last of them looks at every verdict that was given."""


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
    found = _prove(jury, thorough=thorough, data=data, golden=golden)
    return replace(found, thorough=thorough)


def prove_share(data: bytes, number: int) -> Proof:
    """One share of the thorough proof of a model file, by its place in `SHARES`; thorough only once it is joined.

    Raises
    ------
    BadModelFile, BrokenPromise : see `prove_file`.
    """
    return _prove(artefact.load(data, artefact.sha256(data)), data=data, only=SHARES[number])


def join_shares(shares: Sequence[Proof]) -> Proof:
    """The thorough proof from all its shares, whose golden rows must be the same.

    Raises
    ------
    BrokenPromise : two processes score a golden row differently.
    ValueError : a check is missing or stands twice, or the shares are of different files.
    """
    first = shares[0]
    for other in shares[1:]:
        compare_golden("golden_elsewhere", first.golden, other.golden)
    found = [check for share in shares for check in share.checks]
    names = [*(name for name, *_ in CHECKS), *OF_FILES]
    if sorted(check.name for check in found) != sorted(names) or len({s.sha256 for s in shares}) > 1:
        raise ValueError("a proof is joined from all its shares, of one file")
    return replace(
        first, thorough=True, checks=tuple(sorted(found, key=lambda check: names.index(check.name)))
    )


def _prove(
    jury: JuryModel,
    *,
    thorough: bool = True,
    data: bytes | None,
    golden: Sequence[Golden] = (),
    only: Collection[str] | None = None,
) -> Proof:
    """What `prove` does, or some of its checks; whether that is a thorough proof the caller says."""
    with ExitStack() as stack:
        # One thread, as in training; and the other process gets on with its imports meanwhile.
        stack.enter_context(threadpool_limits(limits=1))
        saved = artefact.dump(jury) if data is None else data
        asked = thorough and (only is None or "golden_elsewhere" in only)
        elsewhere = stack.enter_context(Elsewhere(saved)) if asked else None
        subject = Subject(jury, thorough)
        checks = [
            _timed(name, promise, exhaustive, partial(find, subject))
            for name, promise, exhaustive, find in CHECKS
            if only is None or name in only
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
    return Proof(artefact.sha256(saved), False, tuple(checks), tuple(rows))


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
