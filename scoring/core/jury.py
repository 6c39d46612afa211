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
from scoring.core.packed import PackedMembers, pack, parts_of
from scoring.core.points import points_rule
from scoring.core.population import DRAWS, Population
from scoring.core.replicates import Replicates

COALITION_DRAWS = 64
"""Draws for a coalition of some sections. Against 256 they move a contribution by a quarter of a point (rms), and
halve the time of a score; the contributions add up all the same."""
BAND = 0.9
"""How often the band holds the final score, by construction on the training data's other folds."""


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
    unanswered : standard deviation of the final score by what is not answered yet.
    training : standard deviation of the score by what the training rows cannot settle.
    """

    score: float
    low: float
    high: float
    base: float
    sections: dict[str, float]
    points_rule: float
    answered: int
    unanswered: float
    training: float


@dataclass(frozen=True)
class JuryModel:
    """A trained jury.

    The band holds two things: what is not answered yet (one opinion a plausible completion of the sheet) and what the
    training rows cannot settle (each opinion once by every replicate of the jury). It cuts off the same tail of the
    opinions' log odds on both sides, which is set at training so that it holds the final score nine times out of ten.

    Attributes
    ----------
    replicates : small juries trained on bootstrap samples.
    tail : share of the opinions beyond each end of the band.
    rows : startups it was trained on.
    evidence : real companies behind them; fewer than `rows` where those were sampled from statistics.
    facts : how it was trained (trained_on, synthetic, rows, evidence, seed, metrics), for display.
    """

    questionnaire: str
    members: SoftVote
    calibration: PlattCalibration
    population: Population
    replicates: Replicates
    tail: float
    base: float
    rows: int
    evidence: int
    facts: dict[str, Any] = field(default_factory=dict)
    packed: PackedMembers = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "packed", pack(parts_of(self.members)))

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
        whole = completed[frozenset(answered)]
        found = self._votes(completed)
        own, moved = self._opinions(whole, found[frozenset(answered)])
        worth = {
            chosen: float(100.0 * self.calibration.predict(_mean(votes)).mean())
            for chosen, votes in found.items()
        }
        worth[frozenset()] = self.base
        score = worth[frozenset(answered)]
        low, high = 100.0 * expit(np.quantile(moved, [self.tail, 1 - self.tail]))
        return Verdict(
            score=score,
            low=min(float(low), score),
            high=max(float(high), score),
            base=self.base,
            sections=shapley({c: worth[c & answered] for c in everyone}, tuple(sections)),
            points_rule=float(points_rule(sheet[None])[0]),
            answered=int((sheet >= 0).sum()),
            unanswered=float((100.0 * expit(own)).std()),
            training=float((100.0 * expit(moved)).mean(axis=1).std(ddof=1)),
        )

    def completions(self, sheet: Sheets) -> Sheets:
        """The plausible completions that a score is the mean over, (draws, 28); one row for a complete sheet."""
        completed: Sheets = self.population.draw(sheet[None])[0]
        return completed

    def futures(self, sheet: Sheets, *, evidence: bool = False) -> Floats:
        """Final scores that are still possible, in points, (replicates, draws).

        Row r is what replicate r of the jury would say to each completion of the sheet, and is the same jury for every
        sheet: the joint distribution of several startups' scores is read off row by row.

        Parameters
        ----------
        evidence : False for what the training rows leave open, as in the band; True for what the real companies
            behind them leave open. The latter is centred on the jury's own opinion, so that it tells how sure an order
            is and not another order.
        """
        completed = self.completions(sheet)
        votes = self.packed.votes(completed)
        if not evidence:
            return 100.0 * np.asarray(expit(self._opinions(completed, votes)[1]))
        own, lines = self.calibration.line(_mean(votes)), self.replicates.lines(completed)
        share = self.replicates.share_of_spread(self.evidence)
        return 100.0 * np.asarray(expit(own + share * (lines - lines.mean(axis=0))))

    def _opinions(self, completed: Sheets, votes: Floats) -> tuple[Floats, Floats]:
        """Log odds of each completion, (draws,), and by each replicate, (replicates, draws).

        The latter lie between the jury's and the replicate's own, as near to the jury's as its rows are more than the
        replicate's. A mean with fixed weights of opinions that never fall with a better answer never falls either,
        so the ends of the band are as monotone as the votes.
        """
        own = self.calibration.line(_mean(votes))
        share = self.replicates.share_of_spread(self.rows)
        return own, (1 - share) * own + share * self.replicates.lines(completed)

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
