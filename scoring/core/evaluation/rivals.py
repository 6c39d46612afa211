"""What a jury must beat, or may not be told from: the base rate, the points rule and models off the shelf."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

from scoring.core.evaluation.filling import GapFiller
from scoring.core.evaluation.metrics import Outcomes
from scoring.core.features import Floats, Sheets, directions, level_counts, to_matrix
from scoring.core.points import points_rule

Predict = Callable[[Sheets], Floats]
"""Shares in 0-1, (n,), for sheets (n, 28)."""
Fit = Callable[[Sheets, Outcomes], Predict]

SEED = 1
STRENGTH = 0.1
"""Of the penalty's inverse, as in the jury's linear member: with scikit-learn's default the rival is weaker by .01."""
MODELS: Mapping[str, Callable[[int], Any]] = {
    "logistic_regression": lambda copies: make_pipeline(StandardScaler(), LogisticRegression(C=STRENGTH)),
    "tree_of_depth_4": lambda copies: DecisionTreeClassifier(max_depth=4, random_state=SEED),
    "random_forest": lambda copies: RandomForestClassifier(
        100, min_samples_leaf=5 * copies, random_state=SEED
    ),
    "extra_trees": lambda copies: ExtraTreesClassifier(100, min_samples_leaf=5 * copies, random_state=SEED),
    "monotone_boosting": lambda copies: HistGradientBoostingClassifier(
        learning_rate=0.05,
        max_iter=100,
        max_leaf_nodes=8,
        min_samples_leaf=10 * copies,
        monotonic_cst=directions().tolist(),
        random_state=SEED,
    ),
}
"""scikit-learn's own, by how often a startup stands in the training rows."""


def fit_base_rate(sheets: Sheets, outcomes: Outcomes) -> Predict:
    """Says the training rows' share of successes to everybody."""
    share = float(outcomes.mean())
    return lambda asked: np.full(len(asked), share)


def fit_points_rule(sheets: Sheets, outcomes: Outcomes) -> Predict:
    """Learns nothing; the share of the points is read as a share of success."""
    return lambda asked: points_rule(asked) / 100


def fit_model(name: str) -> Fit:
    """A model of `MODELS`, with gaps filled as the jury's are: plausible answers, drawn without the outcome."""

    def fit(sheets: Sheets, outcomes: Outcomes) -> Predict:
        filler = GapFiller(directions(), level_counts(), SEED).fit(sheets)
        filled, weights = filler.training_rows(sheets)
        copies = len(filled) // len(sheets)
        model = MODELS[name](copies)
        last = f"{model.steps[-1][0]}__sample_weight" if hasattr(model, "steps") else "sample_weight"
        model.fit(to_matrix(filled), np.repeat(outcomes, copies), **{last: weights})
        return filler.averaged(lambda complete: model.predict_proba(to_matrix(complete))[:, 1])

    return fit


RIVALS: Mapping[str, Fit] = {
    "base_rate": fit_base_rate,
    "points_rule": fit_points_rule,
    **{name: fit_model(name) for name in ("logistic_regression", "tree_of_depth_4")},
}
"""Beside every figure."""
OFF_THE_SHELF: Mapping[str, Fit] = {
    name: fit_model(name) for name in ("random_forest", "extra_trees", "monotone_boosting")
}
"""What else might have been chosen."""
