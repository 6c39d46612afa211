"""Training: from sheets and outcomes to a jury."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedKFold
from threadpoolctl import threadpool_limits

from scoring.core import evaluation
from scoring.core.band import fit_tails
from scoring.core.calibration import REFERENCE_BASE, PlattCalibration
from scoring.core.cohort import COHORT_ROWS, sample_cohort, statistics
from scoring.core.cohort_statistics import CohortStatistics
from scoring.core.ensemble import SoftVote
from scoring.core.features import MISSING, Floats, Sheets, directions, level_counts, to_matrix
from scoring.core.jury import JuryModel
from scoring.core.packed import pack, parts_of
from scoring.core.points import points_rule
from scoring.core.population import Population
from scoring.core.problems import TooLittleData
from scoring.core.questionnaire import load
from scoring.core.replicates import FLAT, REPLICATES, fit_replicates
from scoring.core.unshrunk import unshrunk

FOLDS = 3
COPIES = 5
"""Completions of each startup where answers are missing; above `FEW_ROWS` rows one is enough."""
FEW_ROWS = 2_000
FEWEST_OF_EACH = 20
FEWEST_ANSWERS = 20
"""As many startups as a leaf of a tree must hold."""
REFERENCE_SEED = 1
HELD_OUT = 2_000
NO_TAILS = np.zeros(29)
QUESTIONNAIRE = "v1"


@dataclass(frozen=True, slots=True)
class Background:
    """Where the rows come from, when they are not all that is known.

    Attributes
    ----------
    evidence : how many real companies are behind the rows.
    plausible : complete sheets, (m, 28), that tell what startups answer, drawn without regard to the training rows; the
        last `HELD_OUT` of them judge how wide the band must be.
    silent : positions of the questions that nothing is known about.
    """

    evidence: int
    plausible: Sheets
    silent: tuple[int, ...]


def train_reference(seed: int = REFERENCE_SEED) -> JuryModel:
    """The built-in jury, trained on the synthetic reference cohort."""
    return train_on_cohort(statistics(), seed, "reference cohort v1 (synthetic)")


def train_on_cohort(
    source: CohortStatistics, seed: int, trained_on: str, *, banded: bool = True
) -> JuryModel:
    """A jury trained on a cohort sampled from statistics.

    It learns from the statistics as they are, shrunk against chance; what startups plausibly answer is drawn from them
    with the shrinkage taken back.
    """
    sheets, outcomes = sample_cohort(seed, source=source)
    plausible, _ = sample_cohort(seed + 1, rows=COHORT_ROWS + HELD_OUT, source=unshrunk(source))
    facts = {"trained_on": trained_on, "synthetic": True}
    return train(sheets, outcomes, seed, facts, Background(source.n, plausible, source.silent), banded=banded)


def train(
    sheets: Sheets,
    outcomes: NDArray[np.int8],
    seed: int,
    facts: dict[str, Any] | None = None,
    background: Background | None = None,
    *,
    banded: bool = True,
) -> JuryModel:
    """Train a jury. The same sheets, outcomes and seed give the same jury to the last bit.

    Unanswered questions are filled by multiple imputation (Rubin 1987): several completions of each startup, drawn
    from the population without regard to its outcome, share the startup's weight. So a missing answer is never a
    signal by itself. Calibration uses votes on startups of other folds; its intercept is then moved so that the empty
    sheet scores exactly the reference base.

    A question that hardly anybody answers teaches chance alone: to the members all startups answer it alike, so that it
    moves no score. The facts name it under ``silent``.

    Parameters
    ----------
    sheets : (n, 28), -1 where unanswered.
    outcomes : (n,) of 0 and 1.
    seed : of everything random.
    facts : what to remember about the data, such as ``trained_on`` and ``synthetic``.
    background : None where the rows are the real companies.
    banded : False where only scores are wanted, in half the time: two replicates and a band that means nothing.

    Raises
    ------
    TooLittleData : fewer than 20 successes or failures (``too_little_data``), or answers that tell nothing about the
        outcome in the directions that they may (``nothing_to_learn``).
    """
    fewest = min(int((outcomes == 0).sum()), int((outcomes == 1).sum()))
    if fewest < FEWEST_OF_EACH:
        detail = (
            f"At least {FEWEST_OF_EACH} successes and {FEWEST_OF_EACH} failures are needed, one has {fewest}."
        )
        raise TooLittleData("too_little_data", detail)
    # One thread: sums over threads would round differently from run to run.
    with threadpool_limits(limits=1):
        silent = background.silent if background else _silent(sheets)
        known = (sheets if background is None else background.plausible[:-HELD_OUT]).copy()
        known[:, list(silent)] = MISSING
        population = Population(directions(), level_counts(), random_state=seed).fit(known)
        filled = _fill_gaps(sheets, population, seed)
        filled[:, :, list(silent)] = 0
        jury, votes = _fit(filled, outcomes, population, background, seed, banded)
        metrics = _own_metrics(sheets, outcomes, votes, jury, seed)
    told = {"rows": jury.rows, "evidence": jury.evidence, "seed": seed, "metrics": metrics}
    told["silent"] = [load().keys[position] for position in silent]
    jury.facts.update({**told, **(facts or {})})
    return jury


def _fit(
    filled: Sheets,
    outcomes: NDArray[np.int8],
    population: Population,
    background: Background | None,
    seed: int,
    banded: bool,
) -> tuple[JuryModel, Floats]:
    """The jury, and the uncalibrated votes that its likes gave to startups of other folds, (n,)."""
    rows, copies, questions = filled.shape
    evidence = background.evidence if background else rows
    X = to_matrix(filled.reshape(-1, questions)).reshape(rows, copies, questions)
    weights = np.full((rows, copies), 1.0 / copies)

    def fitted(chosen: NDArray[np.intp]) -> SoftVote:
        y = np.repeat(outcomes[chosen], copies)
        vote = SoftVote(directions().tolist(), copies, random_state=seed)
        return vote.fit(X[chosen].reshape(-1, questions), y, sample_weight=weights[chosen].ravel())

    votes = np.empty((rows, copies))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    for known, unseen in folds.split(X[:, 0], outcomes):
        others = fitted(known)
        voted = others.predict_proba(X[unseen].reshape(-1, questions))[:, 1]
        votes[unseen] = voted.reshape(-1, copies)
    raw = PlattCalibration().fit(votes.ravel(), np.repeat(outcomes, copies), weights.ravel())
    nobody = population.draw(np.full((1, questions), MISSING, dtype=np.int8))[0]
    whole = fitted(np.arange(rows))
    own = raw.line(pack(parts_of(whole)).votes(filled[:, 0]).sum(axis=0) / 3)
    if own.std() < FLAT:
        detail = "The answers do not tell successes from failures in the directions that they may."
        raise TooLittleData("nothing_to_learn", detail)
    replicates = fit_replicates(filled, outcomes, evidence, nobody, own, seed, REPLICATES if banded else 2)

    def jury(members: SoftVote, tails: Floats) -> JuryModel:
        base = raw.based_at(pack(parts_of(members)).votes(nobody).sum(axis=0) / 3)
        return JuryModel(
            QUESTIONNAIRE, members, base, population, replicates, tails, 100 * REFERENCE_BASE, rows, evidence
        )

    if not banded:
        tails = NO_TAILS
    elif background:
        tails = fit_tails(jury(whole, NO_TAILS), background.plausible[-HELD_OUT:], seed)
    else:
        tails = fit_tails(jury(others, NO_TAILS), filled[unseen, 0], seed)
    return jury(whole, tails), votes.mean(axis=1)


def _silent(sheets: Sheets) -> tuple[int, ...]:
    """Positions of the questions that too few startups answer."""
    return tuple(map(int, np.flatnonzero((sheets >= 0).sum(axis=0) < FEWEST_ANSWERS)))


def _fill_gaps(sheets: Sheets, population: Population, seed: int) -> Sheets:
    """Completions of every startup, (n, copies, 28); one copy where nothing is missing at all."""
    copies = 1 if (sheets >= 0).all() or len(sheets) > FEW_ROWS else COPIES
    return population.draw_randomly(sheets, copies, np.random.default_rng(seed))


def _own_metrics(
    sheets: Sheets, outcomes: NDArray[np.int8], votes: Floats, jury: JuryModel, seed: int
) -> dict[str, Any]:
    """Figures on the training data's other folds. For a synthetic cohort they say nothing about real startups."""
    shares = jury.calibration.predict(votes)
    return {
        "data": "other folds of the training data",
        "model": evaluation.judge(outcomes, shares, seed, resamples=100),
        "points_rule": evaluation.judge(outcomes, points_rule(sheets) / 100, seed, resamples=100),
    }
