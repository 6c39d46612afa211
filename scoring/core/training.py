"""Training a jury model: from answer sheets and outcomes to members, calibration and population."""

from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import StratifiedKFold

from scoring.core.calibration import centre, fit_platt
from scoring.core.cohort import COHORT_SIZE, load_statistics, sample_cohort
from scoring.core.ensemble import JuryModel, soft_vote
from scoring.core.features import UNANSWERED, Floats, Levels, directions, level_counts, level_values
from scoring.core.members import make_members
from scoring.core.population import Population
from scoring.core.questionnaire import load

FOLDS = 5
# Fewer outcomes of either kind than this leave folds in which a member sees next to nothing.
FEWEST_PER_CLASS = 20
REFERENCE_SEED = 20161124


class TooFewOutcomes(ValueError):
    """The data hold too few successes or failures to train on."""


def train_reference(*, seed: int = REFERENCE_SEED, size: int = COHORT_SIZE) -> JuryModel:
    """Train on the synthetic reference cohort. The same seed gives the identical model."""
    statistics = load_statistics()
    levels, labels = sample_cohort(statistics, size=size, seed=seed)
    facts = {
        "trained_on": f"reference cohort v{statistics['version']}: {size} synthetic companies "
        f"sampled from figures about {statistics['n']} real ones",
        "synthetic": True,
    }
    return train(levels, labels, seed=seed, facts=facts)


def train(
    levels: Levels, labels: npt.NDArray[np.int8], *, seed: int, facts: dict[str, Any], version: str = "v1"
) -> JuryModel:
    """Train on level indices (n, q), -1 where unanswered, and labels (n,) of 0 and 1.

    Unanswered questions are filled by one draw of the population given the row's own answers, never from the label
    and never by a constant: a gap in the data carries no signal.

    Raises
    ------
    TooFewOutcomes : fewer than FEWEST_PER_CLASS of either label.
    """
    fewest = int(np.bincount(labels, minlength=2).min())
    if fewest < FEWEST_PER_CLASS:
        raise TooFewOutcomes(f"{FEWEST_PER_CLASS} outcomes of each kind are needed, one kind has {fewest}")
    questionnaire = load(version)
    way, counts = directions(questionnaire), level_counts(questionnaire)
    population = Population.fit(levels, counts, way, seed=seed)
    complete = _fill(levels, population, seed)
    platt = fit_platt(_out_of_fold(complete, labels, way, version, seed), labels)
    model = JuryModel(
        questionnaire=version,
        members=_fit_members(complete, labels, way, version, seed),
        slope=platt[0],
        intercept=platt[1],
        population=population,
        facts={**facts, "rows": len(labels), "seed": seed, "base_rate": float(labels.mean())},
    )
    empty = population.complete(np.full(levels.shape[1], UNANSWERED, dtype=np.int8))
    shift = centre(model.odds(empty))
    return JuryModel(version, model.members, platt[0], platt[1] + shift, population, model.facts)


def _fit_members(
    levels: Levels, labels: npt.NDArray[np.int8], way: npt.NDArray[np.int8], version: str, seed: int
) -> dict[str, Any]:
    values = level_values(levels, version)
    return {name: member.fit(values, labels) for name, member in make_members(way, seed=seed).items()}


def _out_of_fold(
    levels: Levels, labels: npt.NDArray[np.int8], way: npt.NDArray[np.int8], version: str, seed: int
) -> Floats:
    votes = np.empty(len(labels))
    for train_rows, held in StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(levels, labels):
        members = _fit_members(levels[train_rows], labels[train_rows], way, version, seed)
        votes[held] = soft_vote(members, level_values(levels[held], version))
    return votes


def _fill(levels: Levels, population: Population, seed: int) -> Levels:
    rng = np.random.default_rng(seed)
    complete = levels.copy()
    for row in np.flatnonzero((levels == UNANSWERED).any(axis=1)):
        draws = population.complete(levels[row])
        complete[row] = draws[rng.integers(len(draws))]
    return complete
