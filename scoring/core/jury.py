"""The jury model: sheets in, scores with band and section contributions out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from scoring.core.bulk import score_each
from scoring.core.calibration import PlattCalibration
from scoring.core.ensemble import SoftVote
from scoring.core.explanation import DRAWS_EACH, Coalition, coalitions, shapley
from scoring.core.features import MISSING, Floats, Sheets, section_columns
from scoring.core.packed import PackedMembers, pack, parts_of
from scoring.core.points import points_rule
from scoring.core.population import DRAWS, Population
from scoring.core.replicates import Replicates

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
    tails : (29,), share of the opinions beyond each end of the band after 0 to 28 answers.
    rows : startups it was trained on.
    evidence : real companies behind them; fewer than `rows` where those were sampled from statistics.
    facts : how it was trained (trained_on, synthetic, rows, evidence, seed, metrics), for display.
    """

    questionnaire: str
    members: SoftVote
    calibration: PlattCalibration
    population: Population
    replicates: Replicates
    tails: Floats
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
        """Scores alone, (n,), for sheets (n, 28) in which questions may be unanswered; see `scoring.core.bulk`."""
        return score_each(self, sheets, draws)

    def score(self, sheet: Sheets) -> Verdict:
        """Score, band and contributions of one sheet, (28,)."""
        sections = section_columns(self.questionnaire)
        everyone = coalitions(tuple(sections))
        answered = {key for key, columns in sections.items() if (sheet[columns] >= 0).any()}
        # Sections without an answer add nothing, so the worth of a coalition is that of its answered part.
        wanted = {coalition & answered for coalition in everyone}
        completed = self._completed(sheet, wanted, whole=frozenset(answered))
        lines = self._lines(completed)
        own = lines[frozenset(answered)]
        moved = self.opinions(completed[frozenset(answered)], own)
        worth = {chosen: float((100.0 * expit(line)).mean()) for chosen, line in lines.items()}
        worth[frozenset()] = self.base
        score = worth[frozenset(answered)]
        given = int((sheet >= 0).sum())
        low, high = 100.0 * expit(np.quantile(moved, [self.tails[given], 1 - self.tails[given]]))
        return Verdict(
            score=score,
            low=min(float(low), score),
            high=max(float(high), score),
            base=self.base,
            sections=shapley({c: worth[c & answered] for c in everyone}, tuple(sections)),
            points_rule=float(points_rule(sheet[None])[0]),
            answered=given,
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
        own = self.calibration.line(_mean(self.packed.votes(completed)))
        if not evidence:
            return 100.0 * np.asarray(expit(self.opinions(completed, own)))
        lines = self.replicates.lines(completed)
        share = self.replicates.share_of_spread(self.evidence)
        return 100.0 * np.asarray(expit(own + share * (lines - lines.mean(axis=0))))

    def opinions(self, completed: Sheets, own: Floats) -> Floats:
        """Log odds of each completion by each replicate, (replicates, draws), from the jury's own, (draws,).

        They lie between the jury's and the replicate's own, as near to the jury's as its rows are more than the
        replicate's. A mean with fixed weights of opinions that never fall with a better answer never falls either,
        so the ends of the band are as monotone as the votes.
        """
        share = self.replicates.share_of_spread(self.rows)
        opinions: Floats = (1 - share) * own + share * self.replicates.lines(completed)
        return opinions

    def _completed(
        self, sheet: Sheets, wanted: Collection[Coalition], *, whole: Coalition
    ) -> dict[Coalition, Sheets]:
        """For each coalition completions of the sheet with the answers of its sections only, (draws, 28)."""
        columns = section_columns(self.questionnaire)
        kept = np.full((len(wanted), len(sheet)), MISSING, dtype=np.int8)
        for row, chosen in zip(kept, wanted, strict=True):
            for key in chosen:
                row[columns[key]] = sheet[columns[key]]
        self.population.conditionals(kept >= 0)
        return {
            chosen: self.population.draw(row[None], DRAWS if chosen == whole else DRAWS_EACH)[0]
            for chosen, row in zip(wanted, kept, strict=True)
        }

    def _lines(self, completed: dict[Coalition, Sheets]) -> dict[Coalition, Floats]:
        """The jury's log odds, (draws,), of each coalition's completions, in one call of the predictor."""
        lines = self.calibration.line(_mean(self.packed.votes(np.vstack(list(completed.values())))))
        ends = np.cumsum([len(rows) for rows in completed.values()])[:-1]
        return dict(zip(completed, np.split(lines, ends), strict=True))


def _mean(votes: Floats) -> Floats:
    """The vote of equal members."""
    vote: Floats = votes.sum(axis=0) / len(votes)
    return vote


def by_pattern(sheets: Sheets) -> list[NDArray[np.intp]]:
    """Row numbers of the sheets, grouped by which questions are answered."""
    _patterns, which = np.unique(sheets >= 0, axis=0, return_inverse=True)
    order = np.argsort(which.ravel(), kind="stable")
    return np.split(order, np.flatnonzero(np.diff(which.ravel()[order])) + 1)
