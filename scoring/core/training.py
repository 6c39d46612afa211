"""Training: from sheets and outcomes to a jury."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedKFold
from threadpoolctl import threadpool_limits

from scoring.core import evaluation
from scoring.core.calibration import REFERENCE_BASE, PlattCalibration
from scoring.core.cohort import sample_cohort
from scoring.core.ensemble import SoftVote
from scoring.core.features import MISSING, Floats, Sheets, directions, level_counts, to_matrix
from scoring.core.jury import JuryModel, by_pattern
from scoring.core.points import points_rule
from scoring.core.population import Population
from scoring.core.problems import TooLittleData

FOLDS = 3
COPIES = 5
"""Completions of each startup where answers are missing; above `FEW_ROWS` rows one is enough."""
FEW_ROWS = 2_000
FEWEST_OF_EACH = 20
REFERENCE_SEED = 1


def train_reference(seed: int = REFERENCE_SEED) -> JuryModel:
    """The built-in jury, trained on the synthetic reference cohort."""
    sheets, outcomes = sample_cohort(seed)
    facts = {"trained_on": "reference cohort v1 (synthetic)", "synthetic": True}
    return train(sheets, outcomes, seed, facts)


def train(
    sheets: Sheets, outcomes: NDArray[np.int8], seed: int, facts: dict[str, Any] | None = None
) -> JuryModel:
    """Train a jury. The same sheets, outcomes and seed give the same jury to the last bit.

    Unanswered questions are filled by multiple imputation (Rubin 1987): several completions of each startup, drawn
    from the population without regard to its outcome, share the startup's weight. So a missing answer is never a
    signal by itself. Calibration uses votes on startups of other folds; its intercept is then moved so that the empty
    sheet scores exactly the reference base.

    Parameters
    ----------
    sheets : (n, 28), -1 where unanswered.
    outcomes : (n,) of 0 and 1.
    seed : of everything random.
    facts : what to remember about the data, such as ``trained_on`` and ``synthetic``.

    Raises
    ------
    TooLittleData : fewer than 20 successes or failures.
    """
    fewest = min(int((outcomes == 0).sum()), int((outcomes == 1).sum()))
    if fewest < FEWEST_OF_EACH:
        detail = (
            f"At least {FEWEST_OF_EACH} successes and {FEWEST_OF_EACH} failures are needed, one has {fewest}."
        )
        raise TooLittleData("too_little_data", detail)
    # One thread: sums over threads would round differently from run to run.
    with threadpool_limits(limits=1):
        population = Population(directions(), level_counts(), random_state=seed).fit(sheets)
        filled = _fill_gaps(sheets, population, seed)
        jury, votes = _fit(filled, outcomes, population, seed)
        metrics = _own_metrics(sheets, outcomes, votes, jury, seed)
    known = {"rows": len(sheets), "seed": seed, "metrics": metrics, **(facts or {})}
    jury.facts.update(known)
    return jury


def _fit(
    filled: Sheets, outcomes: NDArray[np.int8], population: Population, seed: int
) -> tuple[JuryModel, Floats]:
    """The jury, and the uncalibrated votes that its likes gave to startups of other folds, (n,)."""
    rows, copies, questions = filled.shape
    X = to_matrix(filled.reshape(-1, questions)).reshape(rows, copies, questions)
    weights = np.full((rows, copies), 1.0 / copies)

    def fitted(chosen: NDArray[np.intp]) -> Any:
        y = np.repeat(outcomes[chosen], copies)
        vote = SoftVote(directions().tolist(), copies, random_state=seed)
        return vote.fit(X[chosen].reshape(-1, questions), y, sample_weight=weights[chosen].ravel())

    votes = np.empty((rows, copies))
    for train_rows, test_rows in StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(
        X[:, 0], outcomes
    ):
        voted = fitted(train_rows).votes(X[test_rows].reshape(-1, questions)).mean(axis=0)
        votes[test_rows] = voted.reshape(-1, copies)
    raw = PlattCalibration().fit(votes.ravel(), np.repeat(outcomes, copies), weights.ravel())
    first = JuryModel("v1", fitted(np.arange(rows)), raw, population, base=100 * REFERENCE_BASE)
    nobody = np.full((1, questions), MISSING, dtype=np.int8)
    guesses = first.packed.votes(population.draw(nobody)[0]).sum(axis=0) / 3
    return (
        JuryModel("v1", first.members, raw.based_at(guesses), population, base=100 * REFERENCE_BASE),
        votes.mean(axis=1),
    )


def _fill_gaps(sheets: Sheets, population: Population, seed: int) -> Sheets:
    """Completions of every startup, (n, copies, 28); one copy where nothing is missing at all."""
    copies = 1 if (sheets >= 0).all() or len(sheets) > FEW_ROWS else COPIES
    filled = np.empty((len(sheets), copies, sheets.shape[1]), dtype=np.int8)
    rng = np.random.default_rng(seed)
    for rows in by_pattern(sheets):
        filled[rows] = population.draw_randomly(sheets[rows], copies, rng)
    return filled


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
