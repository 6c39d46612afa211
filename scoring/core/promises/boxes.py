"""Trees as sets of boxes on the grid of levels, on which a tree's monotonicity can be decided exactly.

Every question has at most seven levels, so the sheets that reach a leaf are a box: for each question a set of levels,
kept as the bits of one byte. Two leaves answer for two sheets that differ in one question alone if and only if their
boxes meet in all other questions. So looking at all pairs of leaves looks at all pairs of sheets, some 10^13 of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.core.features import Floats, level_counts, level_values
from scoring.core.trees import Tree

TREES_AT_ONCE = 128
_LOWEST = np.array([0, *((n & -n).bit_length() - 1 for n in range(1, 256))], dtype=np.int8)
_HIGHEST = np.array([0, *(n.bit_length() - 1 for n in range(1, 256))], dtype=np.int8)


@dataclass(frozen=True, slots=True)
class Boxes:
    """The leaves of some trees.

    Attributes
    ----------
    levels : (trees, most leaves, 28), bit l is set where level l reaches the leaf; all zero beyond a tree's last leaf.
    values : (trees, most leaves).
    """

    levels: NDArray[np.uint8]
    values: Floats


@dataclass(frozen=True, slots=True)
class Fall:
    """Two leaves of a tree of which the better answer reaches the lower."""

    tree: int
    question: int
    before: float
    after: float


def read_boxes(trees: Sequence[Tree], *, single: bool) -> Boxes:
    """The boxes of all leaves that a sheet can reach.

    Parameters
    ----------
    single : the member reads its input in single precision, as scikit-learn's forests do.

    Raises
    ------
    ValueError : a node comes before its parent, which scikit-learn never writes.
    """
    feature, left, right = (_padded(trees, name, -1).astype(np.intp) for name in ("feature", "left", "right"))
    values = _padded(trees, "value", np.nan)
    to_left = _levels_to_left(feature, _padded(trees, "threshold", np.nan), single=single)
    levels = np.zeros((*feature.shape, len(level_counts())), dtype=np.uint8)
    levels[:, 0] = [(1 << count) - 1 for count in level_counts()]
    for node in range(feature.shape[1]):
        inner = np.flatnonzero(feature[:, node] >= 0)
        question, low = feature[inner, node], to_left[inner, node]
        for child, kept in ((left[inner, node], low), (right[inner, node], ~low)):
            if (child <= node).any():
                raise ValueError("a node comes before its parent")
            reached = levels[inner, node]
            reached[np.arange(len(inner)), question] &= kept
            levels[inner, child] = reached
    levels[(feature >= 0) | (levels == 0).any(axis=2)] = 0
    alive = levels.any(axis=2)
    order = np.argsort(~alive, axis=1, kind="stable")[:, : int(alive.sum(axis=1).max(initial=0))]
    return Boxes(
        np.take_along_axis(levels, order[:, :, None], axis=1), np.take_along_axis(values, order, axis=1)
    )


def every_sheet_once(boxes: Boxes) -> bool:
    """Whether each tree's boxes, which never meet, hold as many sheets as there are."""
    sizes = np.bitwise_count(boxes.levels).astype(np.int64).prod(axis=2)
    return bool((sizes.sum(axis=1) == np.prod(level_counts(), dtype=np.int64)).all())


def find_fall(boxes: Boxes, directions: NDArray[np.int8], tolerance: float) -> tuple[int, Fall | None]:
    """How many ordered pairs of leaves a single better answer leads between, and one where it leads down.

    Parameters
    ----------
    directions : (28,) in -1, 0, 1.
    tolerance : by which a value may fall, for rounding.
    """
    compared, fall = 0, None
    for start, neighbours, which in _pairs(boxes):
        tree, one, other = np.nonzero(neighbours)
        question = which[tree, one, other]
        tree += start
        # `other` must hold a level above one of `one`'s; the mirrored pair comes up by itself.
        above = (
            _HIGHEST[boxes.levels[tree, other, question]] > _LOWEST[boxes.levels[tree, one, question]]
        ) & (directions[question] != 0)
        tree, one, other, question = tree[above], one[above], other[above], question[above]
        compared += len(tree)
        rise = (boxes.values[tree, other] - boxes.values[tree, one]) * directions[question]
        if fall is None and (rise < -tolerance).any():
            at = int(np.argmin(rise))
            ends = boxes.values[tree[at], [one[at], other[at]]]
            before, after = ends if directions[question[at]] > 0 else ends[::-1]
            fall = Fall(int(tree[at]), int(question[at]), float(before), float(after))
    return compared, fall


def _padded(trees: Sequence[Tree], name: str, filler: float) -> Floats:
    columns = [getattr(tree, name) for tree in trees]
    padded = np.full((len(trees), max(map(len, columns))), filler)
    for row, column in zip(padded, columns, strict=True):
        row[: len(column)] = column
    return padded


def _levels_to_left(feature: NDArray[np.intp], threshold: Floats, *, single: bool) -> NDArray[np.uint8]:
    """For each node the levels of its question that go left, as bits."""
    grid = np.full((len(level_counts()), max(level_counts())), np.nan)
    for row, values in zip(grid, level_values(), strict=True):
        row[: len(values)] = values.astype(np.float32) if single else values
    goes = grid[feature] <= threshold[:, :, None]
    return np.packbits(goes, axis=2, bitorder="little")[:, :, 0]


def _pairs(
    boxes: Boxes,
) -> Iterator[tuple[int, NDArray[np.bool_], NDArray[np.int8]]]:
    """Blocks of trees: the number of the first, which two leaves meet in all questions but one, and in which not."""
    for start in range(0, len(boxes.levels), TREES_AT_ONCE):
        levels = boxes.levels[start : start + TREES_AT_ONCE]
        shape = (len(levels), levels.shape[1], levels.shape[1])
        apart = np.zeros(shape, dtype=np.int8)
        which = np.zeros(shape, dtype=np.int8)
        for question in range(levels.shape[2]):
            column = levels[:, :, question]
            never = (column[:, :, None] & column[:, None, :]) == 0
            apart += never
            which[never] = question
        alive: NDArray[np.bool_] = np.asarray(levels.any(axis=2))
        yield start, (apart == 1) & alive[:, :, None] & alive[:, None, :], which
