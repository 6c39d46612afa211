"""How the answers of some startups differ from those of others, beyond what luck does with so few."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.core.cohort_statistics import CohortStatistics
from scoring.core.evaluation.comparing import LEVEL, holm
from scoring.core.features import Floats, Sheets, level_counts
from scoring.core.questionnaire import load

DRAWS = 4_000
"""Enough for the smallest adjusted p of 29 comparisons to lie under 5 %: a p is never below one in `DRAWS`."""

Counts = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shift:
    """One question's answers here and there.

    Attributes
    ----------
    here, there : startups that answered it.
    distance : total variation distance of the two distributions of levels, 0-1: the share of startups that would have
        to answer otherwise.
    level, share_here, share_there : the level whose share differs most, by its place; of two alike the higher.
    p : how often two samples of one and the same population, as large as these, differ as much; adjusted for the number
        of questions.
    """

    here: int
    there: int
    distance: float
    level: int
    share_here: float
    share_there: float
    p: float

    @property
    def beyond_luck(self) -> bool:
        return self.p < LEVEL


def counts_of(sheets: Sheets) -> dict[str, Counts]:
    """How many startups are on each level of each question."""
    found = {}
    for place, (question, size) in enumerate(zip(load().questions, level_counts(), strict=True)):
        column = sheets[:, place]
        found[question.key] = np.bincount(column[column >= 0], minlength=size).astype(np.float64)
    return found


def counts_behind(statistics: CohortStatistics) -> dict[str, Counts]:
    """The same of the startups behind a cohort's statistics, which tell shares; every one counts as having answered.
    Questions that they are silent about are left out."""
    success, fail = statistics.success.frequencies, statistics.fail.frequencies
    rate, silent = statistics.base_rate, set(statistics.silent)
    return {
        key: statistics.n * (rate * np.array(success[place]) + (1 - rate) * np.array(fail[place]))
        for place, key in enumerate(load().keys)
        if place not in silent
    }


def shifts(here: Mapping[str, Counts], there: Mapping[str, Counts], seed: int = 1) -> dict[str, Shift]:
    """What differs, the largest distance first; what nobody answered on one of the sides is left out.

    Two samples are drawn `DRAWS` times from what both answered together, and their distances compared with the one
    seen. The same counts and seed give the same figures.
    """
    rng = np.random.default_rng(seed)
    known = {key: (here[key], there[key]) for key in here if key in there}
    seen = {key: pair for key, pair in known.items() if min(pair[0].sum(), pair[1].sum()) >= 1}
    chance = {key: _by_luck(*pair, rng) for key, pair in seen.items()}
    adjusted = holm(chance)
    found = {key: _shift(*pair, adjusted[key]) for key, pair in seen.items()}
    return dict(sorted(found.items(), key=lambda item: (-item[1].distance, item[0])))


def _by_luck(here: Counts, there: Counts, rng: np.random.Generator) -> float:
    pooled = (here + there) / (here.sum() + there.sum())
    sizes = round(float(here.sum())), round(float(there.sum()))
    drawn = [_shares(rng.multinomial(size, pooled, DRAWS)) for size in sizes]
    reached = np.abs(drawn[0] - drawn[1]).sum(axis=1) >= np.abs(_shares(here) - _shares(there)).sum() - 1e-9
    return float((1 + reached.sum()) / (1 + DRAWS))


def _shift(here: Counts, there: Counts, p: float) -> Shift:
    shares = _shares(here), _shares(there)
    difference = shares[0] - shares[1]
    level = max(range(len(difference)), key=lambda place: (round(abs(float(difference[place])), 12), place))
    return Shift(
        here=round(float(here.sum())),
        there=round(float(there.sum())),
        distance=float(np.abs(difference).sum() / 2),
        level=level,
        share_here=float(shares[0][level]),
        share_there=float(shares[1][level]),
        p=p,
    )


def _shares(counts: NDArray[np.generic]) -> Floats:
    total = np.asarray(counts, dtype=np.float64)
    shares: Floats = total / total.sum(axis=-1, keepdims=True)
    return shares
