"""Conditional draws for many patterns of answers at once.

A *pattern* is which questions a sheet answers. Every application may have its own, and each asks for the solution of a
linear system and a Cholesky root; numpy does these for a stack of matrices in one call, if they have one size. So
patterns are put into classes of size (`size_classes`) and filled up with rows and columns of the identity, which stand
for nothing. The class depends on the pattern alone: what is derived for it is the same to the last bit beside any
others. The theory is in `scoring.core.population`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scoring.core.features import Floats, Sheets

if TYPE_CHECKING:
    from scoring.core.population import Population

STEP = 7
"""Patterns with 1-7, 8-14, 15-21, ... answers are of one size."""
ROWS_AT_ONCE = 128
"""Sheets completed together: their draws stay in the processor's cache."""
RIDGE = 1e-9


@dataclass(frozen=True)
class Rules:
    """How the unanswered questions follow from the answered ones, for patterns of one size.

    Attributes
    ----------
    answered : (patterns, a), positions in a sheet; the pattern's own first.
    unanswered : (patterns, u); the pattern's own last.
    open : (patterns, u), which of the latter the pattern truly leaves unanswered.
    mean_maps : (patterns, u, a), standardised scores to conditional latent means; 0 where one stands for nothing.
    roots : (patterns, u, u), lower triangular roots of the covariance of what the mean maps leave open.
    """

    answered: NDArray[np.intp]
    unanswered: NDArray[np.intp]
    open: NDArray[np.bool_]
    mean_maps: Floats
    roots: Floats

    def of(self, number: int) -> Rules:
        """The rules of one of the patterns alone."""
        own = [number]
        return Rules(
            self.answered[own], self.unanswered[own], self.open[own], self.mean_maps[own], self.roots[own]
        )


def size_classes(masks: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The size that each pattern, (patterns, questions), is filled up to: its number of answers, in whole steps."""
    sizes: NDArray[np.intp] = -(-masks.sum(axis=1) // STEP) * STEP
    return sizes


def derive(correlation: Floats, directions: NDArray[np.int8] | None, masks: NDArray[np.bool_]) -> Rules:
    """The rules of patterns of one size class.

    Parameters
    ----------
    correlation : (questions, questions) of the latents.
    directions : (questions,) in -1, 0, 1, to make the means isotone; None to leave them as they are.
    masks : (patterns, questions), True where answered.
    """
    questions = masks.shape[1]
    given = min(int(size_classes(masks[:1])[0]), questions)
    asked = questions - max(given - STEP + 1, 0) if given else questions
    order = np.argsort(~masks, axis=1, kind="stable")
    answered, unanswered = order[:, :given], order[:, questions - asked :]
    known = np.take_along_axis(masks, answered, axis=1)
    open_ = ~np.take_along_axis(masks, unanswered, axis=1)
    among, across, solved = _regressed(correlation, answered, unanswered, known, open_)
    mean_maps = np.ascontiguousarray(solved)
    if directions is not None:
        _make_isotone(mean_maps, correlation, directions, masks, answered, unanswered)
    explained = mean_maps @ across
    residual = _block(correlation, unanswered, unanswered, open_, open_)
    residual -= explained + explained.transpose(0, 2, 1)
    residual += mean_maps @ among @ mean_maps.transpose(0, 2, 1)
    diagonal = np.arange(asked)
    residual[:, diagonal, diagonal] += np.where(open_, RIDGE, 1.0)
    roots = np.asarray(np.linalg.cholesky(residual), dtype=np.float64)
    return Rules(answered, unanswered, open_, mean_maps, roots)


def _regressed(
    correlation: Floats,
    given: NDArray[np.intp],
    asked: NDArray[np.intp],
    known: NDArray[np.bool_],
    open_: NDArray[np.bool_],
) -> tuple[Floats, Floats, Floats]:
    """For each pattern the correlation among what is given, its correlation with what is asked, and the coefficients,
    (patterns, asked, given), with which the latter follows."""
    among = _block(correlation, given, given, known, known)
    diagonal = np.arange(given.shape[1])
    among[:, diagonal, diagonal] = 1.0
    across = _block(correlation, given, asked, known, open_)
    coefficients = np.asarray(np.linalg.solve(among, across), dtype=np.float64)
    return among, across, coefficients.transpose(0, 2, 1)


def _block(
    matrix: Floats,
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
    rows_count: NDArray[np.bool_],
    columns_count: NDArray[np.bool_],
) -> Floats:
    """For each pattern the part of a matrix with these rows and columns, 0 where one stands for nothing."""
    block: Floats = matrix[rows[:, :, None], columns[:, None, :]]
    block *= rows_count[:, :, None]
    block *= columns_count[:, None, :]
    return block


def _make_isotone(
    mean_maps: Floats,
    correlation: Floats,
    directions: NDArray[np.int8],
    masks: NDArray[np.bool_],
    answered: NDArray[np.intp],
    unanswered: NDArray[np.intp],
) -> None:
    """Free questions follow free ones alone; between directed ones no coefficient goes against the good direction."""
    free = np.flatnonzero(directions == 0)
    given, asked = directions[answered], directions[unanswered]
    if len(free):
        known = masks[:, free]
        columns = np.broadcast_to(free, known.shape)
        # One row and column more, of zeros, for all directed questions.
        among_free = np.zeros((len(masks), len(free) + 1, len(free) + 1))
        *_, among_free[:, :-1, :-1] = _regressed(correlation, columns, columns, known, ~known)
        place = np.full(len(directions), len(free))
        place[free] = np.arange(len(free))
        pattern = np.arange(len(masks))[:, None, None]
        own = among_free[pattern, place[unanswered][:, :, None], place[answered][:, None, :]]
        np.copyto(mean_maps, own, where=(asked == 0)[:, :, None])
    mean_maps[mean_maps * given[:, None, :] * asked[:, :, None] < 0] = 0.0


def blocks_of_one_size(masks: NDArray[np.bool_]) -> Iterator[NDArray[np.intp]]:
    """Row numbers of patterns, in blocks of one size class and at most `ROWS_AT_ONCE` rows, like patterns together."""
    sizes = size_classes(masks)
    keys = np.packbits(masks, axis=1)
    order = np.lexsort((*keys.T, sizes))
    for rows in np.split(order, np.flatnonzero(np.diff(sizes[order])) + 1):
        for start in range(0, len(rows), ROWS_AT_ONCE):
            yield rows[start : start + ROWS_AT_ONCE]


def draw_each(
    population: Population, sheets: Sheets, draws: int
) -> Iterator[tuple[NDArray[np.intp], Sheets]]:
    """Completions of sheets that each may answer other questions, some rows at a time.

    Parameters
    ----------
    sheets : (n, 28), none of them complete.
    draws : how many completions of each; at most as many as the population holds random numbers for.

    Yields
    ------
    Row numbers, (m,), and their completions, (m, 28, draws).
    """
    for rows in blocks_of_one_size(sheets >= 0):
        rules, which = _rules_of(population, sheets[rows])
        normals = population.normals_.T[rules.unanswered]
        noise = (rules.roots @ normals)[:, :, :draws]
        yield rows, complete(population, rules, which, sheets[rows], noise[which])


def fill_each(population: Population, sheets: Sheets, copies: int, rng: np.random.Generator) -> Sheets:
    """Completions with random numbers of their own for each sheet, (n, copies, 28), for filling the gaps of data."""
    filled = np.repeat(sheets[:, None, :], copies, axis=1)
    unfinished = np.flatnonzero((sheets < 0).any(axis=1))
    for block in blocks_of_one_size(sheets[unfinished] >= 0):
        rows = unfinished[block]
        rules, which = _rules_of(population, sheets[rows])
        normals = rng.standard_normal((len(rows), rules.unanswered.shape[1], copies))
        noise = rules.roots[which] @ normals
        filled[rows] = complete(population, rules, which, sheets[rows], noise).transpose(0, 2, 1)
    return filled


def _rules_of(population: Population, sheets: Sheets) -> tuple[Rules, NDArray[np.intp]]:
    """The rules of the sheets' patterns, and which of them each sheet follows."""
    masks = sheets >= 0
    starts = np.append(True, (masks[1:] != masks[:-1]).any(axis=1))
    directions = population.directions_ if population.isotone else None
    return derive(population.correlation_, directions, masks[starts]), np.cumsum(starts) - 1


def complete(
    population: Population, rules: Rules, which: NDArray[np.intp], sheets: Sheets, noise: Floats
) -> Sheets:
    """The sheets, (n, 28), each completed with its noise, (n, u, draws), by its rule: (n, 28, draws)."""
    answered, unanswered = rules.answered[which], rules.unanswered[which]
    given = population.scores_[answered, np.take_along_axis(sheets, answered, axis=1)]
    latents = rules.mean_maps[which] @ given[:, :, None] + noise
    levels = np.zeros(latents.shape, dtype=np.int8)
    cuts = population.cuts_[unanswered]
    for number in range(cuts.shape[2]):
        levels += latents > cuts[:, :, number, None]
    own = np.take_along_axis(sheets, unanswered, axis=1)
    np.copyto(levels, own[:, :, None], where=~rules.open[which][:, :, None])
    completed = np.repeat(sheets[:, :, None], noise.shape[2], axis=2)
    completed[np.arange(len(sheets))[:, None], unanswered] = levels
    return completed
