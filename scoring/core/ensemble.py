"""The jury model: a monotone soft vote, calibrated, with unanswered questions integrated out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import expit, ndtri

from scoring.core import explanation
from scoring.core.answers import clean_answers
from scoring.core.calibration import to_logit
from scoring.core.features import UNANSWERED, Floats, Levels, level_indices, level_values
from scoring.core.points import points_rule
from scoring.core.population import DRAWS, Population
from scoring.core.questionnaire import SECTIONS, Questionnaire, load

# The 5-95 % band.
LOW, HIGH = 0.05, 0.95
# What the draw of the cohort alone moves a finished score: +-2.2 points over seeds at 6,000 companies (docs/concepts.md),
# as a standard deviation of the log-odds. It keeps the band of a complete sheet from claiming to be exact.
SAMPLING_SPREAD = 0.054
# Coalitions of some sections need means only, not quantiles: half of the draws do.
COALITION_DRAWS = 64


@dataclass(frozen=True)
class Verdict:
    """One score, in points of 0-100 (sections: points that add up to score - base)."""

    score: float
    low: float
    high: float
    base: float
    sections: dict[str, float]
    points_rule: float
    answered: int


@dataclass(frozen=True)
class JuryModel:
    """Fitted members, calibration (slope and intercept on the vote's log-odds) and population.

    `facts` says what the model was trained on; it is part of the model file.
    """

    questionnaire: str
    members: dict[str, Any]
    slope: float
    intercept: float
    population: Population
    facts: dict[str, Any] = field(default_factory=dict)

    def vote(self, levels: Levels) -> Floats:
        """Mean probability (n,) of the members for complete level indices (n, q)."""
        return soft_vote(self.members, level_values(levels, self.questionnaire))

    def odds(self, levels: Levels) -> Floats:
        """Calibrated log-odds (n,) for complete level indices (n, q); equal rows are computed once."""
        unique, inverse = np.unique(levels, axis=0, return_inverse=True)
        out: Floats = (self.slope * to_logit(self.vote(unique)) + self.intercept)[inverse.ravel()]
        return out

    def score(self, answers: Mapping[str, object]) -> Verdict:
        """Score one answer sheet.

        Parameters
        ----------
        answers : as given or cleaned (see `answers.clean_answers`); absent or None is unanswered.

        Raises
        ------
        AnswerProblem : an answer cannot be accepted.
        """
        questionnaire = load(self.questionnaire)
        cleaned = clean_answers(answers, self.questionnaire)
        sheet = level_indices([cleaned], questionnaire)[0]
        full, worths = self._coalitions(sheet, questionnaire)
        score = worths[frozenset(SECTIONS)]
        low, high = band(full)
        return Verdict(
            score=score,
            low=min(low, score),
            high=max(high, score),
            base=worths[frozenset()],
            sections=explanation.shapley(SECTIONS, worths.__getitem__),
            points_rule=points_rule(cleaned),
            answered=len(cleaned),
        )

    def score_many(self, sheets: Levels) -> Floats:
        """Scores (n,) in points for level indices (n, q), -1 where unanswered; without band and sections."""
        draws = [self.population.complete(sheet) if (sheet == UNANSWERED).any() else sheet[None] for sheet in sheets]
        sizes = np.array([len(rows) for rows in draws])
        chances = expit(self.odds(np.vstack(draws)))
        out: Floats = 100.0 * np.add.reduceat(chances, np.concatenate([[0], np.cumsum(sizes)[:-1]])) / sizes
        return out

    def _coalitions(self, sheet: Levels, questionnaire: Questionnaire) -> tuple[Floats, dict[frozenset[str], float]]:
        """Log-odds of the sheet's own draws, and the worth in points of each coalition of sections.

        All coalitions go through the members in one batch. Coalitions that differ only by sections without answers
        are the same sheet and share one computation, so that their worth is exactly equal.
        """
        section = np.array([question.section for question in questionnaire.questions])
        present = {name for name in SECTIONS if (sheet[section == name] != UNANSWERED).any()}
        batches: dict[frozenset[str], Levels] = {}
        for coalition in _subsets(SECTIONS):
            seen = coalition & present
            if seen not in batches:
                kept = np.where(np.isin(section, sorted(seen)), sheet, UNANSWERED).astype(np.int8)
                exact = seen == present or not seen
                batches[seen] = self.population.complete(kept, DRAWS if exact else COALITION_DRAWS)
        odds = np.split(self.odds(np.vstack(list(batches.values()))), np.cumsum([len(b) for b in batches.values()])[:-1])
        by_seen = dict(zip(batches, odds, strict=True))
        worth = {seen: float(100.0 * expit(found).mean()) for seen, found in by_seen.items()}
        return by_seen[frozenset(present)], {c: worth[c & present] for c in _subsets(SECTIONS)}


def soft_vote(members: dict[str, Any], values: Floats) -> Floats:
    """Mean probability (n,) of fitted members for level values (n, q).

    The trees are asked one by one through scikit-learn's own compiled `Tree.predict`: the forest's public method
    validates and starts threads at each call, which costs more than the prediction of a live row.
    """
    logistic = members["logistic"]
    odds = (values - logistic.mean_) / logistic.scale_ @ logistic.coef_ + logistic.intercept_
    narrow = values.astype(np.float32)
    trees = members["trees"].estimators_
    forest = sum(tree.tree_.predict(narrow)[:, 1] for tree in trees) / len(trees)
    boosted = members["boosting"].predict_proba(values)[:, 1]
    out: Floats = (expit(odds) + boosted + forest) / 3
    return out


def band(odds: Floats) -> tuple[float, float]:
    """The 5-95 % range in points of a score whose plausible log-odds (draws,) are given.

    Each draw is moved by a quantile of the sampling spread, in an order that has nothing to do with the draws' own.
    """
    n = len(odds)
    noise = SAMPLING_SPREAD * ndtri((_shuffled(n) + 0.5) / n)
    low, high = 100.0 * expit(np.quantile(np.sort(odds) + noise, [LOW, HIGH]))
    return float(low), float(high)


def _shuffled(n: int) -> npt.NDArray[np.intp]:
    return np.random.default_rng(0).permutation(n)


def _subsets(names: tuple[str, ...]) -> list[frozenset[str]]:
    return [frozenset(n for bit, n in enumerate(names) if mask >> bit & 1) for mask in range(1 << len(names))]
