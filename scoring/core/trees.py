"""Trees as words: what each answer leaves reachable of a tree's leaves.

Every question has at most seven levels, so what a split asks is known for every level beforehand. A tree's leaves are
bits, numbered from left to right; the word of a question and level keeps the leaves that are still reachable with that
answer (after QuickScorer, Lucchese et al. 2015, who clear one side of a split; here both sides are cleared, because
every question of a complete sheet is answered).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier

from scoring.core.ensemble import SoftVote
from scoring.core.features import Floats

Words = NDArray[np.unsignedinteger[Any]]
Split = tuple[int, int, float, int, int]
WORD_TYPES = (np.uint8, np.uint16, np.uint32, np.uint64)


@dataclass(frozen=True, slots=True)
class Tree:
    """One tree in the form both kinds are brought to. Leaves have feature -1."""

    feature: NDArray[np.intp]
    threshold: Floats
    left: NDArray[np.intp]
    right: NDArray[np.intp]
    value: Floats


@dataclass(frozen=True, slots=True)
class Parts:
    """What three fitted members come down to: all that a vote needs, in plain numbers.

    Attributes
    ----------
    coefficients : (28,), the linear member's, per unit of a level value.
    intercept : its constant.
    boosted : the boosted member's trees, leaves in log odds.
    baseline : its constant.
    forest : the forest member's trees, leaves in shares of successes.
    """

    coefficients: Floats
    intercept: float
    boosted: tuple[Tree, ...]
    baseline: float
    forest: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Reachable:
    """Many trees as words.

    Attributes
    ----------
    words : for each question (levels, trees): the leaves that an answer leaves reachable.
    leaves : (trees, most leaves), each leaf's value; 0 beyond a tree's last.
    """

    words: tuple[Words, ...]
    leaves: Floats


def parts_of(members: SoftVote) -> Parts:
    """The numbers of fitted members."""
    linear, boosted = members.linear_, members.boosted_
    baseline = float(boosted._baseline_prediction.ravel()[0])
    return Parts(
        linear.coef_, linear.intercept_, _boosted_trees(boosted), baseline, _forest_trees(members.forest_)
    )


def reachable(trees: Sequence[Tree], values: Sequence[Floats]) -> Reachable:
    """Turn trees into words.

    Parameters
    ----------
    values : for each question the numbers that the trees read for its levels.

    Raises
    ------
    ValueError : a tree has more than 64 leaves.
    """
    found: list[list[float]] = []
    splits: list[Split] = []
    for number, tree in enumerate(trees):
        found.append(_walk(tree, number, splits))
    most = max(map(len, found))
    kind = next((each for each in WORD_TYPES if np.iinfo(each).bits >= most), None)
    if kind is None:
        raise ValueError(f"a tree has {most} leaves; a word holds 64")
    leaves = np.zeros((len(trees), most))
    for number, own in enumerate(found):
        leaves[number, : len(own)] = own
    everything = np.array([(1 << len(own)) - 1 for own in found], dtype=kind)
    words = tuple(np.repeat(everything[None], len(levels), axis=0) for levels in values)
    _clear(words, values, np.array(splits, dtype=object).reshape(-1, 5))
    return Reachable(words, leaves)


def _walk(tree: Tree, number: int, splits: list[Split]) -> list[float]:
    """The values of the tree's leaves from left to right.

    Adds each split as (question, tree, threshold, leaves of its left side, of its right side), the leaves as bits.
    """
    feature, threshold = tree.feature.tolist(), tree.threshold.tolist()
    left, right, value = tree.left.tolist(), tree.right.tolist(), tree.value.tolist()
    found: list[float] = []

    def below(node: int) -> int:
        if feature[node] < 0:
            found.append(value[node])
            return 1 << (len(found) - 1)
        sides = below(left[node]), below(right[node])
        splits.append((feature[node], number, threshold[node], *sides))
        return sides[0] | sides[1]

    below(0)
    return found


def _clear(words: Sequence[Words], values: Sequence[Floats], splits: NDArray[np.object_]) -> None:
    """Clear in the words, for each split and level, the side that is not taken."""
    questions, numbers = splits[:, 0].astype(np.intp), splits[:, 1].astype(np.intp)
    thresholds = splits[:, 2].astype(np.float64)
    for question, own in enumerate(words):
        asked = np.flatnonzero(questions == question)
        if not len(asked):
            continue
        left, right = (splits[asked, side].astype(own.dtype) for side in (3, 4))
        goes_left = values[question][:, None] <= thresholds[asked]
        kept = np.where(goes_left, ~right, ~left)
        # Splits stand in the order of their trees: those of one tree are neighbours.
        starts = np.flatnonzero(np.diff(numbers[asked], prepend=-1))
        own[:, numbers[asked][starts]] &= np.bitwise_and.reduceat(kept, starts, axis=1)


def _boosted_trees(member: HistGradientBoostingClassifier) -> tuple[Tree, ...]:
    trees = []
    for (predictor,) in member._predictors:
        nodes = predictor.nodes
        feature = np.where(nodes["is_leaf"] == 1, -1, nodes["feature_idx"].astype(np.intp))
        left, right = nodes["left"].astype(np.intp), nodes["right"].astype(np.intp)
        trees.append(Tree(feature, nodes["num_threshold"].copy(), left, right, nodes["value"].copy()))
    return tuple(trees)


def _forest_trees(member: ExtraTreesClassifier) -> tuple[Tree, ...]:
    trees = []
    for estimator in member.estimators_:
        tree = estimator.tree_
        share = tree.value[:, 0, :]
        success = share[:, 1] / share.sum(axis=1)
        feature = np.where(tree.children_left < 0, -1, tree.feature)
        trees.append(Tree(feature, tree.threshold, tree.children_left, tree.children_right, success))
    return tuple(trees)
