"""The members packed into flat tables, for the live score.

Every question has at most seven levels and every tree at most 32 leaves, so a tree can be read without walking it. A
tree's leaves are bits; for each question and level there is a word that keeps the leaves still reachable with that
answer. The AND of the words of all answers leaves one bit: the leaf (after QuickScorer, Lucchese et al. 2015).
Neighbouring questions are joined until their levels have `MOST_COMBINATIONS` combinations, whose words are computed
beforehand: some nine look-ups for all trees of a row instead of a walk through each. The linear member is one look-up
a question. The result equals scikit-learn's to rounding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier

from scoring.core.ensemble import SoftVote
from scoring.core.features import Floats, Sheets, level_values

MOST_COMBINATIONS = 96
ROWS_AT_ONCE = 256
"""Rows whose words fit into the processor's cache together."""

Words = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Tree:
    """One tree in the form both kinds are brought to. Leaves have feature -1 and are numbered from left to right."""

    feature: NDArray[np.intp]
    threshold: Floats
    left: NDArray[np.intp]
    right: NDArray[np.intp]
    value: Floats


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that are looked up together: their columns, the weight of each in the row's index, and the words."""

    columns: NDArray[np.intp]
    strides: NDArray[np.intp]
    words: Words


@dataclass(frozen=True)
class PackedMembers:
    """The three members for complete sheets.

    Attributes
    ----------
    linear : (28, most levels), what each answer adds to the linear member's log odds.
    intercept : its constant.
    groups : the trees of both kinds side by side, boosted ones first.
    leaves : (trees, 32), each leaf's value.
    boosted : how many of the trees are boosted ones.
    baseline : the boosted member's constant, in log odds.
    """

    linear: Floats
    intercept: float
    groups: tuple[Group, ...]
    leaves: Floats
    boosted: int
    baseline: float

    def votes(self, sheets: Sheets) -> Floats:
        """Each member's probability of success, shape (3, n), for complete sheets (n, 28)."""
        votes = np.empty((3, len(sheets)))
        for start in range(0, len(sheets), ROWS_AT_ONCE):
            rows = slice(start, start + ROWS_AT_ONCE)
            values = self._leaf_values(sheets[rows].astype(np.intp))
            votes[1, rows] = values[:, : self.boosted].sum(axis=1) + self.baseline
            votes[2, rows] = values[:, self.boosted :].mean(axis=1)
        weighed = np.full(len(sheets), self.intercept)
        for question, added in enumerate(self.linear):
            weighed += added[sheets[:, question]]
        votes[0] = expit(weighed)
        votes[1] = expit(votes[1])
        return votes

    def _leaf_values(self, sheets: NDArray[np.intp]) -> Floats:
        reachable: Words | None = None
        for group in self.groups:
            words = group.words[sheets[:, group.columns] @ group.strides]
            reachable = words if reachable is None else np.bitwise_and(reachable, words, out=reachable)
        assert reachable is not None  # noqa: S101
        leaf = np.bitwise_count(reachable - np.uint32(1)).astype(np.intp)
        leaf += np.arange(len(self.leaves)) * self.leaves.shape[1]
        values: Floats = self.leaves.ravel()[leaf]
        return values


def pack(members: SoftVote) -> PackedMembers:
    """Pack fitted members."""
    values = level_values()
    boosted, baseline = _boosted_trees(members.boosted_)
    trees = boosted + _forest_trees(members.forest_)
    linear = np.zeros((len(values), max(map(len, values))))
    for question, levels in enumerate(values):
        linear[question, : len(levels)] = levels * members.linear_.coef_[question]
    leaves = np.zeros((len(trees), 32))
    words = [np.full((len(levels), len(trees)), 0xFFFFFFFF, dtype=np.uint32) for levels in values]
    # The forest reads float32; its level values must meet the thresholds as that.
    rounded = [levels.astype(np.float32).astype(np.float64) for levels in values]
    for number, tree in enumerate(trees):
        _pack_tree(tree, number, values if number < len(boosted) else rounded, words, leaves)
    return PackedMembers(linear, members.linear_.intercept_, _join(words), leaves, len(boosted), baseline)


def _boosted_trees(member: HistGradientBoostingClassifier) -> tuple[list[Tree], float]:
    trees = []
    for (predictor,) in member._predictors:
        nodes = predictor.nodes
        feature = np.where(nodes["is_leaf"] == 1, -1, nodes["feature_idx"].astype(np.intp))
        left, right = nodes["left"].astype(np.intp), nodes["right"].astype(np.intp)
        trees.append(Tree(feature, nodes["num_threshold"].copy(), left, right, nodes["value"].copy()))
    return trees, float(member._baseline_prediction.ravel()[0])


def _forest_trees(member: ExtraTreesClassifier) -> list[Tree]:
    trees = []
    for estimator in member.estimators_:
        tree = estimator.tree_
        share = tree.value[:, 0, :]
        success = share[:, 1] / share.sum(axis=1)
        feature = np.where(tree.children_left < 0, -1, tree.feature)
        trees.append(Tree(feature, tree.threshold, tree.children_left, tree.children_right, success))
    return trees


def _pack_tree(
    tree: Tree, number: int, values: list[Floats] | tuple[Floats, ...], words: list[Words], leaves: Floats
) -> None:
    """Number the tree's leaves from left to right and clear, for each split and level, the side not taken."""
    found: list[float] = []

    def walk(node: int) -> int:
        """The leaves below a node, as bits."""
        question = int(tree.feature[node])
        if question < 0:
            found.append(float(tree.value[node]))
            return 1 << (len(found) - 1)
        left, right = walk(int(tree.left[node])), walk(int(tree.right[node]))
        goes_left = values[question] <= tree.threshold[node]
        words[question][goes_left, number] &= np.uint32(0xFFFFFFFF ^ right)
        words[question][~goes_left, number] &= np.uint32(0xFFFFFFFF ^ left)
        return left | right

    every_leaf = walk(0)
    leaves[number, : len(found)] = found
    words[0][:, number] &= np.uint32(every_leaf)


def _join(words: list[Words]) -> tuple[Group, ...]:
    groups: list[Group] = []
    columns: list[int] = []
    joined: Words | None = None
    for question, own in enumerate(words):
        if joined is not None and len(joined) * len(own) > MOST_COMBINATIONS:
            groups.append(_group(columns, words, joined))
            columns, joined = [], None
        columns.append(question)
        joined = own if joined is None else (joined[:, None] & own[None]).reshape(-1, own.shape[1])
    assert joined is not None  # noqa: S101
    groups.append(_group(columns, words, joined))
    return tuple(groups)


def _group(columns: list[int], words: list[Words], joined: Words) -> Group:
    sizes = [len(words[column]) for column in columns]
    strides = [int(np.prod(sizes[place + 1 :])) for place in range(len(sizes))]
    return Group(np.array(columns), np.array(strides), np.ascontiguousarray(joined))
