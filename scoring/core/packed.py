"""The members packed into flat tables, for the live score and for many juries at once.

A tree is read without walking it: the AND of the words of all answers (`scoring.core.trees`) leaves one bit, the leaf.
Neighbouring questions are joined until their levels have `MOST_COMBINATIONS` combinations, whose words are computed
beforehand: some nine look-ups for all trees of a row. The words of all trees of all juries stand side by side in one
row of bytes, small trees in small words, so that a look-up is one copy and an AND runs over eight bytes at a time. The
linear members are one look-up a group. The result equals scikit-learn's to rounding, and that of a row does not depend
on the rows beside it. What was tried is in docs/decisions/0007-speed-of-scoring.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from scoring.core.ensemble import SoftVote
from scoring.core.features import Floats, Sheets, level_values
from scoring.core.trees import Parts, Reachable, Tree, Words, parts_of, reachable

__all__ = ["PackedJuries", "PackedMembers", "Parts", "Tree", "pack", "pack_many", "parts_of"]

MOST_COMBINATIONS = 96
BYTES_AT_ONCE = 1 << 18
"""Of the words of rows that are read together: as many as fit into the processor's cache."""

Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that are looked up together.

    Attributes
    ----------
    words : (combinations, eighths of a row's bytes), for all trees side by side.
    linear : (combinations, juries), what the answers add to the linear members' log odds.
    """

    words: NDArray[np.uint64]
    linear: Floats


@dataclass(frozen=True, slots=True)
class Kind:
    """The trees of one kind, as many for each jury; an absent one is a tree with one leaf of value 0.

    Attributes
    ----------
    place : where their words stand in a row's bytes.
    word : the type of a word.
    leaves : (juries * trees * most leaves,), each leaf's value.
    first : (juries * trees,), the place of each tree's first leaf.
    """

    place: slice
    word: np.dtype[np.unsignedinteger[Any]]
    leaves: Floats
    first: Indices

    def sums(self, rows: NDArray[np.uint8], juries: int) -> Floats:
        """The sum of the leaves that the rows' words have left over, (n, juries)."""
        words = rows[:, self.place].view(self.word)
        # One bit is left; the bits below it are its number.
        leaf = np.add(np.bitwise_count(words - self.word.type(1)), self.first)
        values = self.leaves.take(leaf, mode="clip")
        sums: Floats = values.reshape(len(rows), juries, -1).sum(axis=2)
        return sums


@dataclass(frozen=True)
class PackedJuries:
    """The members of several juries, for complete sheets.

    Attributes
    ----------
    strides : (28, groups), the weight of each answer in the row's index of each group.
    groups : all look-ups of a row.
    intercepts : (juries,) of the linear members.
    boosted, forest : the trees of both kinds.
    baselines : (juries,) of the boosted members, in log odds.
    forest_trees : (juries,), how many trees each forest has.
    """

    strides: NDArray[np.float32]
    groups: tuple[Group, ...]
    intercepts: Floats
    boosted: Kind
    forest: Kind
    baselines: Floats
    forest_trees: Floats

    def votes(self, sheets: Sheets) -> Floats:
        """Each jury's vote, the mean of its members' probabilities of success, (juries, n), for sheets (n, 28)."""
        votes: Floats = self.member_votes(self.indices(sheets)).sum(axis=0) / 3
        return votes

    def indices(self, sheets: Sheets) -> Indices:
        """Where complete sheets, (n, 28), stand in the groups' tables, (groups, n)."""
        # Small whole numbers are exact in single precision, for which there is a fast product.
        return np.ascontiguousarray((sheets.astype(np.float32) @ self.strides).T).astype(np.intp)

    def member_votes(self, indices: Indices) -> Floats:
        """Each member's probability of success, (3, juries, n), for rows at these places in the tables."""
        juries, count = len(self.intercepts), indices.shape[1]
        votes = np.empty((3, count, juries))
        width = self.groups[0].words.shape[1]
        at_once = max(BYTES_AT_ONCE // (8 * width), 1)
        words, other = np.empty((2, min(at_once, count), width), dtype=np.uint64)
        for start in range(0, count, at_once):
            places = indices[:, start : start + at_once]
            rows = slice(start, start + places.shape[1])
            left, more = words[: places.shape[1]], other[: places.shape[1]]
            votes[0, rows] = self.intercepts
            for number, (group, place) in enumerate(zip(self.groups, places, strict=True)):
                votes[0, rows] += group.linear[place]
                # Indices are right by construction; "clip" spares numpy a copy of the result.
                group.words.take(place, axis=0, out=more if number else left, mode="clip")
                if number:
                    np.bitwise_and(left, more, out=left)
            as_bytes = left.view(np.uint8)
            votes[1, rows] = self.boosted.sums(as_bytes, juries) + self.baselines
            votes[2, rows] = self.forest.sums(as_bytes, juries) / self.forest_trees
        votes[:2] = expit(votes[:2])
        return votes.transpose(0, 2, 1)


@dataclass(frozen=True)
class PackedMembers:
    """The three members of one jury, for complete sheets."""

    juries: PackedJuries

    def votes(self, sheets: Sheets) -> Floats:
        """Each member's probability of success, shape (3, n), for complete sheets (n, 28)."""
        return self.votes_at(self.juries.indices(sheets))

    def votes_at(self, indices: Indices) -> Floats:
        """The same for rows at these places in the tables, see `PackedJuries.indices`."""
        votes: Floats = self.juries.member_votes(indices)[:, 0]
        return votes


def pack(parts: Parts | SoftVote) -> PackedMembers:
    """Pack the members of one jury."""
    return PackedMembers(pack_many([parts if isinstance(parts, Parts) else parts_of(parts)]))


def pack_many(juries: Sequence[Parts]) -> PackedJuries:
    """Pack the fitted members of several juries, to be asked together.

    Their trees may differ in number; the fewer the trees and the leaves, the faster the votes.
    """
    values = level_values()
    # The forest reads float32; its level values must meet the thresholds as that.
    rounded = [levels.astype(np.float32).astype(np.float64) for levels in values]
    boosted = reachable(_padded([each.boosted for each in juries]), values)
    forest = reachable(_padded([each.forest for each in juries]), rounded)
    sizes = [len(levels) for levels in values]
    joined = _groups(sizes)
    strides = np.zeros((len(sizes), len(joined)), dtype=np.float32)
    for number, questions in enumerate(joined):
        strides[questions, number] = np.cumprod([1, *(sizes[q] for q in questions[:0:-1])])[::-1]
    coefs = np.array([each.coefficients for each in juries])
    linear = [levels[:, None] * coefs[:, question] for question, levels in enumerate(values)]
    middle = _rounded_up(boosted.words[0].itemsize * boosted.words[0].shape[1])
    rows = [_side_by_side(*both) for both in zip(boosted.words, forest.words, strict=True)]
    return PackedJuries(
        strides=strides,
        groups=tuple(Group(_product(rows, q, np.bitwise_and), _product(linear, q, np.add)) for q in joined),
        intercepts=np.array([each.intercept for each in juries], dtype=np.float64),
        boosted=_kind(boosted, 0),
        forest=_kind(forest, middle),
        baselines=np.array([each.baseline for each in juries]),
        forest_trees=np.array([len(each.forest) for each in juries], dtype=np.float64),
    )


def _padded(forests: list[tuple[Tree, ...]]) -> list[Tree]:
    """The trees of all juries, as many for each, those of a jury side by side."""
    absent = Tree(np.array([-1]), np.zeros(1), np.zeros(1, np.intp), np.zeros(1, np.intp), np.zeros(1))
    most = max(map(len, forests))
    return [tree for trees in forests for tree in [*trees, *[absent] * (most - len(trees))]]


def _groups(sizes: list[int]) -> list[list[int]]:
    """Neighbouring questions, joined while their levels have at most `MOST_COMBINATIONS` combinations."""
    groups: list[list[int]] = [[]]
    combinations = 1
    for question, size in enumerate(sizes):
        if combinations * size > MOST_COMBINATIONS:
            groups.append([])
            combinations = 1
        groups[-1].append(question)
        combinations *= size
    return groups


def _product(tables: Sequence[NDArray[Any]], questions: list[int], join: np.ufunc) -> NDArray[Any]:
    """The tables of several questions joined into one over all combinations of their levels, the last one fastest."""
    joined = tables[questions[0]]
    for question in questions[1:]:
        joined = join(joined[:, None], tables[question][None]).reshape(-1, joined.shape[1])
    return np.ascontiguousarray(joined)


def _side_by_side(boosted: Words, forest: Words) -> NDArray[np.uint64]:
    """For each level the words of both kinds as one row of bytes, each kind filled up to eight bytes."""
    parts = [np.ascontiguousarray(words).view(np.uint8) for words in (boosted, forest)]
    filled = [np.pad(part, ((0, 0), (0, _rounded_up(part.shape[1]) - part.shape[1]))) for part in parts]
    return np.hstack(filled).view(np.uint64)


def _kind(trees: Reachable, start: int) -> Kind:
    word = trees.words[0].dtype
    count, most = trees.leaves.shape
    place = slice(start, start + word.itemsize * count)
    return Kind(place, word, trees.leaves.ravel(), np.arange(count) * most)


def _rounded_up(size: int) -> int:
    """To whole eights."""
    return -(-size // 8) * 8
