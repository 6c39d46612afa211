"""The steps of a training. One process does them in a row (`scoring.core.training`), many share them
(`scoring.core.parts`); either way it is this code, and the jury is the same to the last bit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedKFold

from scoring.core import evaluation
from scoring.core.band import Line, fit_tails
from scoring.core.calibration import REFERENCE_BASE, PlattCalibration
from scoring.core.ensemble import SoftVote
from scoring.core.features import MISSING, Floats, Sheets, directions, level_counts, to_matrix
from scoring.core.jury import JuryModel
from scoring.core.packed import pack, parts_of
from scoring.core.points import points_rule
from scoring.core.population import Population
from scoring.core.problems import TooLittleData
from scoring.core.questionnaire import load
from scoring.core.replicates import FLAT, fit_replicate, join_replicates
from scoring.core.trees import Parts

FOLDS = 3
COPIES = 5
"""Completions of each startup where answers are missing; above `FEW_ROWS` rows one is enough."""
FEW_ROWS = 2_000
FEWEST_OF_EACH = 20
FEWEST_ANSWERS = 20
"""As many startups as a leaf of a tree must hold."""
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


@dataclass(frozen=True, slots=True)
class Material:
    """What every step of a training reads.

    Attributes
    ----------
    sheets : (n, 28) as given, -1 where unanswered.
    outcomes : (n,) of 0 and 1.
    filled : (n, copies, 28), completions of every startup.
    population : that the completions were drawn from.
    silent : positions of the questions that teach nothing.
    companies : how many real ones are behind the rows; None where the rows are those companies.
    seed : of everything random.
    """

    sheets: Sheets
    outcomes: NDArray[np.int8]
    filled: Sheets
    population: Population
    silent: tuple[int, ...]
    companies: int | None
    seed: int

    @property
    def evidence(self) -> int:
        return len(self.outcomes) if self.companies is None else self.companies


@dataclass(frozen=True, slots=True)
class Fold:
    """Members that were trained without a third of the startups, and their votes for that third, (unseen, copies)."""

    votes: Floats
    members: Parts


def prepare(
    sheets: Sheets, outcomes: NDArray[np.int8], seed: int, background: Background | None = None
) -> Material:
    """The population, and every startup's gaps filled with draws from it.

    Raises
    ------
    TooLittleData : fewer than 20 successes or failures (``too_little_data``).
    """
    fewest = min(int((outcomes == 0).sum()), int((outcomes == 1).sum()))
    if fewest < FEWEST_OF_EACH:
        detail = (
            f"At least {FEWEST_OF_EACH} successes and {FEWEST_OF_EACH} failures are needed, one has {fewest}."
        )
        raise TooLittleData("too_little_data", detail)
    silent = background.silent if background else _silent(sheets)
    known = (sheets if background is None else background.plausible[:-HELD_OUT]).copy()
    known[:, list(silent)] = MISSING
    population = Population(directions(), level_counts(), random_state=seed).fit(known)
    filled = _fill_gaps(sheets, population, seed)
    filled[:, :, list(silent)] = 0
    companies = background.evidence if background else None
    return Material(sheets, outcomes, filled, population, silent, companies, seed)


def fit_fold(material: Material, number: int) -> Fold:
    """The members that know all startups but those of this fold."""
    known, unseen = _folds(material)[number]
    members = _fit(material, known)
    votes = members.predict_proba(_matrix(material, unseen))[:, 1]
    return Fold(votes.reshape(len(unseen), -1), parts_of(members))


def fit_whole(material: Material) -> SoftVote:
    """The jury's own members, which know all startups."""
    return _fit(material, np.arange(len(material.outcomes)))


def fit_small_jury(material: Material, number: int) -> Parts:
    """One replicate of the jury, see `scoring.core.replicates`."""
    return fit_replicate(material.filled, material.outcomes, material.evidence, material.seed, number)


def assemble(
    material: Material,
    folds: Sequence[Fold],
    whole: SoftVote,
    small: Sequence[Parts],
    facts: dict[str, Any],
    background: Background | None = None,
    *,
    banded: bool = True,
) -> JuryModel:
    """The jury: its votes calibrated on startups of other folds, based at the reference, with replicates and band.

    Raises
    ------
    TooLittleData : the answers tell nothing about the outcome in the directions that they may (``nothing_to_learn``).
    """
    rows, copies, questions = material.filled.shape
    votes = np.empty((rows, copies))
    for (_known, unseen), fold in zip(_folds(material), folds, strict=True):
        votes[unseen] = fold.votes
    weights = np.full(rows * copies, 1.0 / copies)
    raw = PlattCalibration().fit(votes.ravel(), np.repeat(material.outcomes, copies), weights)
    nobody = material.population.draw(np.full((1, questions), MISSING, dtype=np.int8))[0]
    own = raw.line(pack(parts_of(whole)).votes(material.filled[:, 0]).sum(axis=0) / 3)
    if own.std() < FLAT:
        detail = "The answers do not tell successes from failures in the directions that they may."
        raise TooLittleData("nothing_to_learn", detail)
    replicates = join_replicates(small, material.filled, material.evidence, nobody, own, material.seed)

    base = raw.based_at(pack(parts_of(whole)).votes(nobody).sum(axis=0) / 3)
    jury = JuryModel(
        questionnaire=QUESTIONNAIRE,
        members=whole,
        calibration=base,
        population=material.population,
        replicates=replicates,
        tails=NO_TAILS,
        base=100 * REFERENCE_BASE,
        rows=rows,
        evidence=rows if material.companies is None else material.companies,
    )
    if banded and background:
        jury = replace(jury, tails=fit_tails(jury, background.plausible[-HELD_OUT:], material.seed))
    elif banded:
        _known, unseen = _folds(material)[-1]
        strangers = pack(folds[-1].members)
        based = Line(strangers, raw.based_at(strangers.votes(nobody).sum(axis=0) / 3))
        jury = replace(jury, tails=fit_tails(jury, material.filled[unseen, 0], material.seed, based))
    jury.facts.update({**_own_facts(material, jury, votes.mean(axis=1)), **facts})
    return jury


def _silent(sheets: Sheets) -> tuple[int, ...]:
    """Positions of the questions that too few startups answer."""
    return tuple(map(int, np.flatnonzero((sheets >= 0).sum(axis=0) < FEWEST_ANSWERS)))


def _fill_gaps(sheets: Sheets, population: Population, seed: int) -> Sheets:
    """Completions of every startup, (n, copies, 28); one copy where nothing is missing at all."""
    copies = 1 if (sheets >= 0).all() or len(sheets) > FEW_ROWS else COPIES
    return population.draw_randomly(sheets, copies, np.random.default_rng(seed))


def _folds(material: Material) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Known and unseen rows of each fold."""
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=material.seed)
    return list(folds.split(material.outcomes[:, None], material.outcomes))


def _matrix(material: Material, chosen: NDArray[np.intp]) -> Floats:
    """The numbers that models read of the chosen startups' completions, (chosen * copies, 28)."""
    return to_matrix(material.filled[chosen].reshape(-1, material.filled.shape[2]))


def _fit(material: Material, chosen: NDArray[np.intp]) -> SoftVote:
    copies = material.filled.shape[1]
    vote = SoftVote(directions().tolist(), copies, random_state=material.seed)
    weights = np.full(len(chosen) * copies, 1.0 / copies)
    return vote.fit(
        _matrix(material, chosen), np.repeat(material.outcomes[chosen], copies), sample_weight=weights
    )


def _own_facts(material: Material, jury: JuryModel, votes: Floats) -> dict[str, Any]:
    """What the file tells about its training. `votes` are those that startups got from members of other folds."""
    shares, rule = jury.calibration.predict(votes), points_rule(material.sheets) / 100
    # For a synthetic cohort these figures say nothing about real startups.
    metrics = {
        "data": "other folds of the training data",
        "model": evaluation.judge(material.outcomes, shares, material.seed, resamples=100),
        "points_rule": evaluation.judge(material.outcomes, rule, material.seed, resamples=100),
    }
    silent = [load().keys[position] for position in material.silent]
    return {
        "rows": jury.rows,
        "evidence": jury.evidence,
        "seed": material.seed,
        "metrics": metrics,
        "silent": silent,
    }
