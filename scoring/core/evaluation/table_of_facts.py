"""The jury's members on facts that are no questions: a table of numbers, each with a direction or none.

The questionnaire plays no part here. What is judged is the method: the same vote, with the same promise that better
facts never lower a share and the same filling of gaps, on another and larger data set, where dates exist.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier
from threadpoolctl import threadpool_limits

from scoring.core.ensemble import SoftVote
from scoring.core.evaluation.filling import GapFiller
from scoring.core.evaluation.metrics import Outcomes
from scoring.core.evaluation.protocols import Split
from scoring.core.features import MISSING, Floats, Sheets

LEVELS = 16
COPIES, DRAWS = 1, 8
"""Thousands of rows: one completion of each is enough to learn from, eight to be asked about."""
SEED = 1
READS_GAPS = "monotone_boosting_reading_gaps"


@dataclass(frozen=True, slots=True)
class Facts:
    """A table (n, columns), NaN where unknown, and each column's direction (-1, 0, 1)."""

    values: Floats
    directions: NDArray[np.int8]

    def rows(self, chosen: NDArray[np.intp]) -> Facts:
        return Facts(self.values[chosen], self.directions)


Predict = Callable[[Facts], Floats]


class Levels:
    """Columns of numbers cut into levels of about equal size, at quantiles of the training rows.

    Up to `LEVELS` different numbers keep a level each, so a yes or no stays one.
    """

    def fit(self, values: Floats) -> Levels:
        """Learn the cuts from (n, columns)."""
        self.edges = [_edges(column[~np.isnan(column)]) for column in values.T]
        return self

    @property
    def counts(self) -> list[int]:
        """How many levels each column has; two where it never varied, one of them never seen."""
        return [max(len(edges), 1) + 1 for edges in self.edges]

    def transform(self, values: Floats) -> Sheets:
        """Levels, (n, columns), -1 where unknown."""
        levels = [
            np.where(np.isnan(column), MISSING, np.searchsorted(edges, column, side="right"))
            for edges, column in zip(self.edges, values.T, strict=True)
        ]
        return np.column_stack(levels).astype(np.int8)


def _edges(known: Floats) -> Floats:
    """Lower edges of all levels but the first."""
    different = np.unique(known)
    if len(different) > LEVELS:
        different = np.unique(np.quantile(known, np.arange(LEVELS) / LEVELS, method="inverted_cdf"))
    return different[1:]


def _boosting(directions: NDArray[np.int8]) -> HistGradientBoostingClassifier:
    return HistGradientBoostingClassifier(
        learning_rate=0.05,
        max_iter=200,
        max_leaf_nodes=16,
        min_samples_leaf=20,
        monotonic_cst=directions.tolist(),
        random_state=SEED,
    )


def _reading_gaps(facts: Facts, outcomes: Outcomes) -> Predict:
    """Monotone boosting that is given the gaps as they are, and so may take a missing record for a fact."""
    model = _boosting(facts.directions).fit(facts.values, outcomes)
    return lambda asked: np.asarray(model.predict_proba(asked.values)[:, 1], dtype=np.float64)


def _models(directions: NDArray[np.int8]) -> Mapping[str, Any]:
    signs = directions.tolist()
    return {
        "vote": SoftVote(signs, random_state=SEED),
        "monotone_boosting": _boosting(directions),
        "logistic_regression": make_pipeline(StandardScaler(), LogisticRegression(max_iter=1_000)),
        "tree_of_depth_4": DecisionTreeClassifier(max_depth=4, random_state=SEED),
    }


def fit_all(facts: Facts, outcomes: Outcomes) -> dict[str, Predict]:
    """The vote, and what it must beat, fitted on one filling of the gaps."""
    levels = Levels().fit(facts.values)
    sheets = levels.transform(facts.values)
    filler = GapFiller(facts.directions, levels.counts, SEED, COPIES, DRAWS).fit(sheets)
    filled, _weights = filler.training_rows(sheets)
    share = float(outcomes.mean())
    found: dict[str, Predict] = {}
    for name, model in _models(facts.directions).items():
        model.fit(filled.astype(np.float64), outcomes)
        found[name] = _asked(model, levels, filler)
    found[READS_GAPS] = _reading_gaps(facts, outcomes)
    found["points_rule"] = _points(levels, sheets, facts.directions)
    found["base_rate"] = lambda asked: np.full(len(asked.values), share)
    return found


def _asked(model: Any, levels: Levels, filler: GapFiller) -> Predict:
    mean = filler.averaged(lambda complete: model.predict_proba(complete.astype(np.float64))[:, 1])
    return lambda asked: mean(levels.transform(asked.values))


def _points(levels: Levels, sheets: Sheets, directions: NDArray[np.int8]) -> Predict:
    """A point for each fact with a direction that is better than the median of the training rows; unknown is half."""
    middle = np.array([np.median(column[column >= 0]) if (column >= 0).any() else 0 for column in sheets.T])
    counted = directions != 0

    def share(asked: Facts) -> Floats:
        told = levels.transform(asked.values)
        good = (told - middle) * directions > 0
        earned = np.where(told < 0, 0.5, good)[:, counted]
        points: Floats = earned.mean(axis=1)
        return points

    return share


def predicted(
    facts: Facts, outcomes: Outcomes, splits: Sequence[Split], workers: int = 1
) -> dict[str, Floats]:
    """What each judge says about the test rows of the splits, (repetitions, n), NaN where never tested."""
    found = Parallel(n_jobs=workers)(delayed(_told)(facts, outcomes, split) for split in splits)
    shape = (1 + max(split.repetition for split in splits), len(outcomes))
    told = {name: np.full(shape, np.nan) for name in found[0]}
    for split, shares in zip(splits, found, strict=True):
        for name, row in shares.items():
            told[name][split.repetition, split.test] = row
    return told


def _told(facts: Facts, outcomes: Outcomes, split: Split) -> dict[str, Floats]:
    with threadpool_limits(limits=1):
        fitted = fit_all(facts.rows(split.train), outcomes[split.train])
        asked = facts.rows(split.test)
        return {name: predict(asked) for name, predict in fitted.items()}
