"""How good the jury of a training is: cross-validated beside its rivals, and on the hold-out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.core import training
from scoring.core.evaluation.comparing import compare
from scoring.core.evaluation.cross_validation import COMPARED, JURY
from scoring.core.evaluation.metrics import FIGURES, Outcomes, judge
from scoring.core.evaluation.pictures import reliability
from scoring.core.evaluation.protocols import FOLDS, REPETITIONS, Split, repeated_stratified
from scoring.core.evaluation.rivals import RIVALS
from scoring.core.features import Floats
from scoring.core.jury import JuryModel
from scoring.core.parts.material import HoldOut, dump_arrays, load_arrays
from scoring.core.parts.order import Done
from scoring.core.points import points_rule
from scoring.core.problems import TooLittleData
from scoring.core.training_steps import FEW_ROWS, FEWEST_OF_EACH, Material

CONSTANT = "base_rate"
BESIDE = ("points_rule", CONSTANT, "logistic_regression")
JUDGES = (JURY, *BESIDE)
WITH_INTERVALS = (JURY, "points_rule", "logistic_regression")
"""What says the same to everybody has no interval worth its time."""
SEED, RESAMPLES = 1, 400
"""Of the intervals; a thousand take eight seconds a judge, not three, and moved no end by more than .02 of AUC."""


def names_of_splits(outcomes: Outcomes) -> list[str]:
    """Names of the splits of the cross-validation, repetition and fold: five times five up to `FEW_ROWS` rows, one time
    five above. None where a fold would leave too few successes or failures to train on."""
    fewest = min(int(outcomes.sum()), int((1 - outcomes).sum()))
    if fewest * (FOLDS - 1) // FOLDS < FEWEST_OF_EACH:
        return []
    return every_split(REPETITIONS if len(outcomes) <= FEW_ROWS else 1)


def every_split(repetitions: int = REPETITIONS) -> list[str]:
    """Names of the splits of so many repetitions."""
    return [f"{repetition}-{fold}" for repetition in range(repetitions) for fold in range(FOLDS)]


def predict(material: Material, name: str) -> Done:
    """What a jury and its rivals, trained on the split's other rows alone, say about its rows, as shares."""
    split = splits_of(material)[name]
    known, outcomes = material.sheets[split.train], material.outcomes[split.train]
    asked = material.sheets[split.test]
    told = {rival: RIVALS[rival](known, outcomes)(asked) for rival in BESIDE}
    try:
        jury = training.train(known, outcomes, material.seed, banded=False)
        told[JURY] = jury.score_many(asked) / 100
    except TooLittleData:  # nothing to learn from these rows, so no opinion about others
        told[JURY] = told[CONSTANT]
    return Done(dump_arrays(told))


def judged(material: Material, judge_name: str, found: Sequence[bytes]) -> Done:
    """The figures of one judge with intervals, as facts."""
    shares = _shares(material, judge_name, found)
    return Done(facts=_judge(judge_name, material.outcomes, shares))


def cross_validated(
    material: Material, judges: Mapping[str, Any], found: Sequence[bytes]
) -> dict[str, Any] | None:
    """The figures of all judges, the jury's differences to every other, and what came of its scores, in bins. None
    without a cross-validation."""
    if not found:
        return None
    splits = list(splits_of(material).values())
    predicted = {name: _shares(material, name, found) for name in JUDGES}
    return {
        "rows": len(material.outcomes),
        "repetitions": len(splits) // FOLDS,
        "folds": FOLDS,
        "judges": {
            name: judges.get(name) or _judge(name, material.outcomes, shares)
            for name, shares in predicted.items()
        },
        "differences": {
            figure: {
                rival: _plain(difference)
                for rival, difference in compare(figure, material.outcomes, predicted, JURY, splits).items()
            }
            for figure in COMPARED
        },
        "successes": int(material.outcomes.sum()),
        "calibration": {"bins": reliability(material.outcomes, predicted[JURY])},
    }


def held_out(jury: JuryModel, apart: HoldOut, known: Outcomes) -> dict[str, Any]:
    """The figures of jury, points rule and base rate on the hold-out; the rate is that of the training rows."""
    outcomes = apart.outcomes
    shares: dict[str, Floats] = {}
    if len(outcomes):
        shares = {
            JURY: jury.score_many(apart.sheets) / 100,
            "points_rule": points_rule(apart.sheets) / 100,
            CONSTANT: np.full(len(outcomes), float(known.mean())),
        }
    return {
        "rows": len(outcomes),
        "successes": int(outcomes.sum()),
        "sha256": apart.sha256,
        "judges": {name: _judge(name, outcomes, given) for name, given in shares.items()},
    }


def splits_of(material: Material) -> dict[str, Split]:
    """The splits of the cross-validation by their names: the same for every seed, so that seeds can be compared."""
    names = names_of_splits(material.outcomes)
    splits = repeated_stratified(material.outcomes, repetitions=len(names) // FOLDS)
    return dict(zip(names, splits, strict=True))


def _shares(material: Material, name: str, found: Sequence[bytes]) -> Floats:
    """What one judge said, (repetitions, n)."""
    splits = list(splits_of(material).values())
    told: NDArray[np.float64] = np.full((len(splits) // FOLDS, len(material.outcomes)), np.nan)
    for split, data in zip(splits, found, strict=True):
        told[split.repetition, split.test] = load_arrays(data)[name]
    return told


def _judge(name: str, outcomes: Outcomes, shares: Floats) -> dict[str, Any]:
    wanted = FIGURES if name in WITH_INTERVALS else ()
    return _plain(judge(outcomes, shares, SEED, RESAMPLES, intervals=wanted))


def _plain(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Figures as JSON takes them: None where there is none."""
    return {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in figures.items()
    }
