"""The jury model: sheets in, scores with band and section contributions out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from scoring.core.calibration import PlattCalibration
from scoring.core.ensemble import SoftVote
from scoring.core.explanation import Coalition, coalitions, shapley
from scoring.core.features import MISSING, Floats, Sheets, section_columns
from scoring.core.packed import PackedMembers, pack
from scoring.core.points import points_rule
from scoring.core.population import DRAWS, Population

COALITION_DRAWS = 64
"""Draws for a coalition of some sections. Against 256 they move a contribution by a quarter of a point (rms), and
halve the time of a score; the contributions add up all the same."""
BAND = (0.05, 0.95)
STANDARD_ERROR = 1 / np.sqrt(3)
"""The mean of three opinions is known to their spread divided by the root of three."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the jury says about one sheet, in points (0-100).

    Attributes
    ----------
    score : the mean over the plausible completions of the sheet.
    low, high : the band, see `JuryModel`.
    sections : contributions that add up to score - base.
    points_rule : what the rule of thumb says, 0-100.
    answered : how many of the scored questions are answered.
    """

    score: float
    low: float
    high: float
    base: float
    sections: dict[str, float]
    points_rule: float
    answered: int


@dataclass(frozen=True)
class JuryModel:
    """A trained jury.

    The band goes from the 5 % to the 95 % point of the calibrated log odds of the plausible completions of the sheet,
    each once with every member's departure from the vote, which is scaled to the standard error of a mean of three.
    So it holds what is not answered and how far the members disagree; with every question answered only the latter is
    left. It does not hold how far the score would move with other training data (a standard deviation of 9 points
    was measured for models trained on 228 startups).

    Attributes
    ----------
    facts : how it was trained (trained_on, synthetic, rows, seed, metrics), for display.
    """

    questionnaire: str
    members: SoftVote
    calibration: PlattCalibration
    population: Population
    base: float
    facts: dict[str, Any] = field(default_factory=dict)
    packed: PackedMembers = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "packed", pack(self.members))

    def points(self, sheets: Sheets) -> Floats:
        """Calibrated votes in points, (n,), for complete sheets (n, 28)."""
        points: Floats = 100.0 * self.calibration.predict(_mean(self.packed.votes(sheets)))
        return points

    def score_many(self, sheets: Sheets, draws: int = DRAWS) -> Floats:
        """Scores alone, (n,), for sheets (n, 28) in which questions may be unanswered."""
        scores = np.empty(len(sheets))
        for rows in by_pattern(sheets):
            completed = self.population.draw(sheets[rows], draws)
            votes = self.points(completed.reshape(-1, completed.shape[2]))
            scores[rows] = votes.reshape(completed.shape[:2]).mean(axis=1)
        return scores

    def score(self, sheet: Sheets) -> Verdict:
        """Score, band and contributions of one sheet, (28,)."""
        sections = section_columns(self.questionnaire)
        everyone = coalitions(tuple(sections))
        answered = {key for key, columns in sections.items() if (sheet[columns] >= 0).any()}
        # Sections without an answer add nothing, so the worth of a coalition is that of its answered part.
        wanted = {coalition & answered for coalition in everyone}
        completed = {chosen: self._completed(sheet, chosen, whole=chosen == answered) for chosen in wanted}
        found = self._votes(completed)
        whole = found[frozenset(answered)]
        worth = {
            chosen: float(100.0 * self.calibration.predict(_mean(votes)).mean())
            for chosen, votes in found.items()
        }
        worth[frozenset()] = self.base
        score = worth[frozenset(answered)]
        low, high = self._band(whole)
        return Verdict(
            score=score,
            low=min(low, score),
            high=max(high, score),
            base=self.base,
            sections=shapley({c: worth[c & answered] for c in everyone}, tuple(sections)),
            points_rule=float(points_rule(sheet[None])[0]),
            answered=int((sheet >= 0).sum()),
        )

    def _band(self, votes: Floats) -> tuple[float, float]:
        """The band in points from the members' votes, (3, draws). Its ends are as monotone as the votes."""
        vote = self.calibration.line(_mean(votes))
        opinions = vote + STANDARD_ERROR * (self.calibration.line(votes) - vote)
        low, high = 100.0 * expit(np.quantile(opinions, BAND))
        return float(low), float(high)

    def _completed(self, sheet: Sheets, chosen: Coalition, *, whole: bool) -> Sheets:
        """Completions of the sheet with the answers of the chosen sections only, (draws, 28)."""
        kept = np.full_like(sheet, MISSING)
        for key in chosen:
            columns = section_columns(self.questionnaire)[key]
            kept[columns] = sheet[columns]
        completed: Sheets = self.population.draw(kept[None], DRAWS if whole else COALITION_DRAWS)[0]
        return completed

    def _votes(self, completed: dict[Coalition, Sheets]) -> dict[Coalition, Floats]:
        """Members' votes, (3, draws), on each coalition's completions, in one call of the predictor."""
        empty = completed.pop(frozenset()) if len(completed) > 1 and frozenset() in completed else None
        votes = self.packed.votes(np.vstack(list(completed.values())))
        ends = np.cumsum([len(rows) for rows in completed.values()])[:-1]
        found = dict(zip(completed, np.split(votes, ends, axis=1), strict=True))
        if empty is not None:
            found[frozenset()] = np.full((3, 1), 0.5)  # its worth is the base, known beforehand
        return found


def _mean(votes: Floats) -> Floats:
    """The vote of equal members."""
    vote: Floats = votes.sum(axis=0) / len(votes)
    return vote


def by_pattern(sheets: Sheets) -> list[NDArray[np.intp]]:
    """Row numbers of the sheets, grouped by which questions are answered."""
    _patterns, which = np.unique(sheets >= 0, axis=0, return_inverse=True)
    order = np.argsort(which.ravel(), kind="stable")
    return np.split(order, np.flatnonzero(np.diff(which.ravel()[order])) + 1)
