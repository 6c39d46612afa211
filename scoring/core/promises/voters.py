"""The numbers of whoever votes in a jury, read for the proof: the only place that knows how members are built.

The trees are read from scikit-learn's own structures once more, and not with the packed predictor's reader, which would
otherwise prove its own mistakes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import expit

from scoring.core.features import Floats, Sheets, to_matrix
from scoring.core.jury import JuryModel
from scoring.core.trees import Parts, Tree


@dataclass(frozen=True, slots=True)
class Voter:
    """One vote of three members: the jury's own, or that of a bootstrap replicate.

    Attributes
    ----------
    name : for people.
    coefficients : (28,), of the linear member.
    constants : of the linear and of the boosted member, in log odds.
    boosted, forest : the trees; leaves in log odds and in shares.
    """

    name: str
    coefficients: Floats
    constants: Floats
    boosted: Sequence[Tree]
    forest: Sequence[Tree]


def voters(jury: JuryModel) -> list[Voter]:
    """Whoever votes in this jury: its own members, then its bootstrap replicates."""
    return [_jury_voter(jury), *(_replicate_voter(*each) for each in enumerate(jury.replicates.parts))]


def calibration_slopes(jury: JuryModel) -> dict[str, float]:
    """The slope of each calibration, by whose votes it calibrates."""
    return {"the jury": jury.calibration.slope_, "the replicates": jury.replicates.slope}


def calibration_numbers(jury: JuryModel) -> Floats:
    """Every number that turns votes into a score and a band."""
    own = [jury.calibration.slope_, jury.calibration.intercept_, jury.base]
    return np.array([*own, jury.replicates.slope, *jury.replicates.intercepts, *jury.tails])


def votes_by_scikit_learn(jury: JuryModel, sheets: Sheets) -> Floats:
    """The members' own votes, (3, n), for complete sheets, without the packed predictor."""
    votes: Floats = jury.members.votes(to_matrix(sheets))
    return votes


def replicates_votes_by_walking(jury: JuryModel, sheets: Sheets) -> Floats:
    """The replicates' votes, (replicates, n), for complete sheets, without the packed predictor: tree by tree."""
    values = to_matrix(sheets)
    single = values.astype(np.float32).astype(np.float64)
    votes = []
    for voter in voters(jury)[1:]:
        weighed = values @ voter.coefficients + voter.constants[0]
        boosted = sum(_walked(tree, values) for tree in voter.boosted) + voter.constants[1]
        forest = sum(_walked(tree, single) for tree in voter.forest) / len(voter.forest)
        votes.append((expit(weighed) + expit(boosted) + forest) / 3)
    return np.array(votes)


def _jury_voter(jury: JuryModel) -> Voter:
    members = jury.members
    return Voter(
        "the jury",
        members.linear_.coef_,
        np.array([members.linear_.intercept_, members.boosted_._baseline_prediction.ravel()[0]]),
        [_boosted_tree(predictor.nodes) for (predictor,) in members.boosted_._predictors],
        [_forest_tree(estimator.tree_) for estimator in members.forest_.estimators_],
    )


def _replicate_voter(number: int, parts: Parts) -> Voter:
    constants = np.array([parts.intercept, parts.baseline])
    return Voter(f"replicate {number + 1}", parts.coefficients, constants, parts.boosted, parts.forest)


def _walked(tree: Tree, values: Floats) -> Floats:
    """The value of the leaf that each row, (n, 28), reaches."""
    node = np.zeros(len(values), dtype=np.intp)
    while (inner := tree.feature[node] >= 0).any():
        at = node[inner]
        goes_left = values[inner, tree.feature[at]] <= tree.threshold[at]
        node[inner] = np.where(goes_left, tree.left[at], tree.right[at])
    reached: Floats = tree.value[node]
    return reached


def _boosted_tree(nodes: Any) -> Tree:
    feature = np.where(nodes["is_leaf"] == 1, -1, nodes["feature_idx"].astype(np.intp))
    return Tree(
        feature,
        nodes["num_threshold"],
        nodes["left"].astype(np.intp),
        nodes["right"].astype(np.intp),
        nodes["value"],
    )


def _forest_tree(tree: Any) -> Tree:
    shares = tree.value[:, 0, :]
    feature = np.where(tree.children_left < 0, -1, tree.feature)
    return Tree(
        feature, tree.threshold, tree.children_left, tree.children_right, shares[:, 1] / shares.sum(axis=1)
    )
