"""How much of an outcome a table gives away by what is blank in it, or by a single column."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedKFold

from scoring.core.dataset import Imported
from scoring.core.evaluation import auc
from scoring.core.features import Floats, level_values
from scoring.core.questionnaire import load

FOLDS = 5
FEWEST_OF_EACH = 20
"""With fewer successes or failures an AUC of .9 is met by chance among a hundred columns."""
MOST_ROWS = 20_000
"""An AUC over so many rows is known to .005; more rows only cost time."""
NUMERIC_SHARE = 0.9
"""A column is of numbers where nine in ten cells read as one: the rest are "n/a" in somebody's words."""
MOST_NUMERIC_LEVELS = 20
"""Numbers that take so few values may be codes, so they are looked at as words too."""
BINS = 20
"""Of equally many rows, for numbers whose order says little: "between 50 and 51" is a word, too."""
PSEUDO_COUNT = 1.0
"""Rows at the base rate added to each word, so that a word met once says little (Micci-Barreca 2001)."""
PENALTY = 40.0
"""Of the ridge regressions: as strong as that of the jury's linear member (`C` of .1) where shares are about .5."""

Outcomes = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The rows that the leak checks look at: all, or a random part of a long table."""

    imported: Imported
    rows: NDArray[np.intp]
    outcomes: Outcomes
    seed: int

    @classmethod
    def of(cls, imported: Imported, seed: int) -> Evidence:
        outcomes = imported.dataset.outcomes
        rows = np.arange(len(outcomes))
        if len(rows) > MOST_ROWS:
            rows = np.sort(np.random.default_rng(seed).permutation(len(rows))[:MOST_ROWS])
        return cls(imported, rows, outcomes[rows], seed)

    @property
    def facts(self) -> list[int]:
        """Positions of the columns that could be facts about a startup: no outcome, date or name."""
        names = self.imported.columns
        return [place for place, name in enumerate(names) if name not in self.imported.set_aside]

    def folds(self, outcomes: Outcomes) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
        split = StratifiedKFold(FOLDS, shuffle=True, random_state=self.seed)
        return list(split.split(np.zeros((len(outcomes), 1)), outcomes))


def either_way(outcomes: Outcomes, values: Floats) -> float:
    """AUC of values read in the better of the two directions, 0.5-1."""
    found = auc(outcomes, values)
    return max(found, 1 - found)


def enough(outcomes: Outcomes) -> bool:
    return min(int((outcomes == 0).sum()), int((outcomes == 1).sum())) >= FEWEST_OF_EACH


def blanks_alone(evidence: Evidence) -> tuple[float, float, dict[str, float]]:
    """How well blanks tell the outcome: by their mere number, by which they are, and by those of each column.

    Returns
    -------
    AUC of the number of blanks in a row; cross-validated AUC of a linear model of all blanks; AUC of each column's
    blanks, by its name.
    """
    blanks = evidence.imported.blanks[evidence.rows][:, evidence.facts].astype(np.float64)
    outcomes = evidence.outcomes
    names = [evidence.imported.columns[place] for place in evidence.facts]
    single = {
        name: either_way(outcomes, column)
        for name, column in zip(names, blanks.T, strict=True)
        if column.any()
    }
    if not single:
        return 0.5, 0.5, {}
    return either_way(outcomes, blanks.sum(axis=1)), LinearModel(evidence, blanks).auc(), single


def column_alone(evidence: Evidence, place: int) -> float | None:
    """How well the cells of one column tell the outcome, over the rows where it is not blank.

    Numbers by their order, and by the share of successes among the rows of other folds that lie in the same twentieth;
    words by that among those that say the same.

    Returns
    -------
    AUC, or None where too few rows hold the column.
    """
    imported = evidence.imported
    filled = ~imported.blanks[evidence.rows, place]
    cells = imported.raw.iloc[evidence.rows[filled], place].astype(str)
    outcomes = evidence.outcomes[filled]
    if not enough(outcomes):
        return None
    numbers = pd.to_numeric(_plain(cells, imported.mapping.file.decimal), errors="coerce").to_numpy(
        np.float64
    )
    read = np.isfinite(numbers)
    found = []
    if read.mean() >= NUMERIC_SHARE and enough(outcomes[read]):
        found.append(either_way(outcomes[read], numbers[read]))
        found.append(auc(outcomes[read], _rates_elsewhere(evidence, _binned(numbers[read]), outcomes[read])))
    if not found or cells.nunique() <= MOST_NUMERIC_LEVELS:
        words = cells.str.casefold().factorize(sort=True)[0]
        found.append(auc(outcomes, _rates_elsewhere(evidence, words, outcomes)))
    return max(found)


def full_model(evidence: Evidence) -> tuple[float, dict[str, float]]:
    """Cross-validated AUC of a linear model of everything that the mapping reads, and without each part.

    What is unanswered counts as the mean, so that it says nothing.

    Returns
    -------
    AUC with all questions and extras; AUC without each of them, by its key.
    """
    names, values = _mapped(evidence)
    model = LinearModel(evidence, values)
    return model.auc(), {name: model.auc(without=place) for place, name in enumerate(names)}


class LinearModel:
    """Ridge regression of the outcome (Hoerl and Kennard 1970), cross-validated; for two outcomes it orders rows as
    linear discriminants do (Hastie, Tibshirani, Friedman 2009, exercise 4.2). It leaves out a column at no cost.

    Parameters
    ----------
    values : (rows, columns) without gaps.
    """

    def __init__(self, evidence: Evidence, values: Floats) -> None:
        self._outcomes = evidence.outcomes
        self._columns = values.shape[1]
        self._folds = []
        for known, unseen in evidence.folds(evidence.outcomes):
            mean, scale = values[known].mean(axis=0), values[known].std(axis=0)
            standard = (values - mean) / np.where(scale > 0, scale, 1.0)
            base = evidence.outcomes[known].mean()
            gram = standard[known].T @ standard[known] + PENALTY * np.eye(self._columns)
            slope = standard[known].T @ (evidence.outcomes[known] - base)
            self._folds.append((gram, slope, standard[unseen], base, unseen))

    def auc(self, without: int | None = None) -> float:
        """AUC of the predictions for the rows of other folds; .5 of no columns."""
        kept = [place for place in range(self._columns) if place != without]
        shares = np.empty(len(self._outcomes))
        for gram, slope, standard, base, unseen in self._folds:
            shares[unseen] = base + standard[:, kept] @ np.linalg.solve(gram[np.ix_(kept, kept)], slope[kept])
        return auc(self._outcomes, shares)


def _mapped(evidence: Evidence) -> tuple[list[str], Floats]:
    """What the mapping reads and anybody answers: keys, and (rows, keys) numbers with gaps at the mean."""
    data = evidence.imported.dataset
    sheets = data.sheets[evidence.rows]
    columns = {
        key: np.where(sheets[:, place] >= 0, values[np.maximum(sheets[:, place], 0)], np.nan)
        for place, (key, values) in enumerate(zip(load().keys, level_values(), strict=True))
    }
    columns |= dict(zip(data.extra_names, data.extras[evidence.rows].T, strict=True))
    kept = {key: column for key, column in columns.items() if np.isfinite(column).any()}
    filled = [np.where(np.isfinite(column), column, np.nanmean(column)) for column in kept.values()]
    return list(kept), np.column_stack(filled) if filled else np.zeros((len(sheets), 0))


def _binned(numbers: Floats) -> NDArray[np.intp]:
    """For each number its bin, 0 to `BINS` - 1; equal numbers are in one."""
    edges = np.unique(np.quantile(numbers, np.arange(1, BINS) / BINS))
    bins: NDArray[np.intp] = np.searchsorted(edges, numbers, side="right")
    return bins


def _rates_elsewhere(evidence: Evidence, words: NDArray[np.intp], outcomes: Outcomes) -> Floats:
    """For each row the smoothed share of successes among the rows of the other folds with the same word."""
    rates = np.empty(len(words))
    size = int(words.max()) + 1
    for known, unseen in evidence.folds(outcomes):
        base = outcomes[known].mean()
        rows = np.bincount(words[known], minlength=size)
        successes = np.bincount(words[known], weights=outcomes[known], minlength=size)
        rates[unseen] = ((successes + PSEUDO_COUNT * base) / (rows + PSEUDO_COUNT))[words[unseen]]
    return rates


def _plain(cells: pd.Series[str], decimal: str) -> pd.Series[str]:
    if decimal == ",":
        return cells.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    return cells
