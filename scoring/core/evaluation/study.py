"""Everything that is asked of a jury and of the way it is trained, answered in one JSON object."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from typing import Any

import numpy as np
import sklearn

from scoring.core.dataset import DataSet
from scoring.core.evaluation import curves, pictures, spread
from scoring.core.evaluation.ablation import ablate
from scoring.core.evaluation.comparing import LEVEL, compare
from scoring.core.evaluation.cross_validation import (
    COMPARED,
    JURY,
    predicted_by,
    predicted_by_juries,
    train_juries,
)
from scoring.core.evaluation.effects import effects
from scoring.core.evaluation.judging import evaluate
from scoring.core.evaluation.metrics import FIGURES, Outcomes, calibration_error_by_chance, judge
from scoring.core.evaluation.protocols import FOLDS, REPETITIONS, Dates, Split, repeated_stratified
from scoring.core.evaluation.rivals import OFF_THE_SHELF, RIVALS, Fit, fit_base_rate
from scoring.core.evaluation.synthetic import synthetic_against_real
from scoring.core.evaluation.temporal import judged_in_time, last_year
from scoring.core.features import Floats, Sheets
from scoring.core.jury import JuryModel
from scoring.core.questionnaire import load

SCHEMA = 1
SEED = 1
RESAMPLES = 300
BASE_RATE = "base_rate"
TERMS = {
    "interval": 0.95,
    "level": LEVEL,
    "lowest": 0,
    "highest": 100,
    "perfect_slope": 1,
    "coin": 0.5,
    "smallest_p": 0.001,
}
"""What the figures are read against."""
FEW = 12
"""Startups that gave an answer: with fewer, what goes with it is chance."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is done: repetitions of the five folds, of the ablation's, and of the halves; processes at once."""

    repetitions: int = REPETITIONS
    ablations: int = 1
    halves: int = 4
    workers: int = 2


WHOLE = Effort()


def study(
    jury: JuryModel, data: DataSet, *, known: Dates | None = None, effort: Effort = WHOLE
) -> dict[str, Any]:
    """Judge a jury, and the training that makes such juries, on startups with known outcomes.

    Two things are told apart: ``as_it_is`` is this very jury on all rows, too kind to it where its training data know
    of these companies; everything else is measured on rows that were kept from the juries that score them.

    Parameters
    ----------
    jury : the one to be judged.
    data : answers and outcomes; at least 20 successes and 20 failures in four fifths of it.
    known : (n,) days on which the outcomes were known; None where they were on a row's own date.

    Returns
    -------
    A JSON object of version `SCHEMA`; docs/model-card.md says what each part means.
    """
    sheets, outcomes, workers = data.sheets, data.outcomes, effort.workers
    splits = repeated_stratified(outcomes, repetitions=effort.repetitions)
    once = [split for split in splits if split.repetition == 0]
    juries = [
        *train_juries(sheets, outcomes, once, workers, banded=True),
        *train_juries(sheets, outcomes, splits[len(once) :], workers),
    ]
    whole = predicted_by_juries(juries, sheets, splits)
    some = [split for split in splits if split.repetition < effort.ablations]
    complete = sheets[np.all(sheets >= 0, axis=1)]
    return {
        "schema": SCHEMA,
        "seed": SEED,
        "terms": TERMS,
        "versions": {"python": platform.python_version(), "scikit-learn": sklearn.__version__},
        "jury": told_of(jury),
        "data": described(data),
        "as_it_is": evaluate(jury, sheets, outcomes, SEED),
        "cross_validation": _cross_validated(sheets, outcomes, splits, whole, workers),
        "calibration": {
            "bins": pictures.reliability(outcomes, whole),
            "ece_by_chance": calibration_error_by_chance(whole, SEED),
        },
        "roc": pictures.roc(outcomes, whole, SEED),
        "distribution": pictures.distribution(outcomes, 100 * whole),
        "spread": _spread(sheets, outcomes, splits[0], whole, workers),
        "ablation": ablate(sheets, outcomes, some, whole[: effort.ablations], SEED, workers),
        "effects": effects(sheets, outcomes),
        "answers_curve": curves.answers_curve(juries[: len(once)], sheets, outcomes, once, workers),
        "answers_curve_as_it_is": curves.own_curve(jury, complete),
        "missing_curve": curves.missing_curve(juries, sheets, outcomes, splits, workers),
        "band": curves.band_coverage([jury], [complete], workers),
        "band_cross_validated": curves.band_coverage(
            juries[: len(once)], curves.complete_tests(sheets, once), workers
        ),
        "synthetic_against_real": synthetic_against_real(
            sheets, outcomes, repetitions=effort.halves, workers=workers
        ),
        "temporal": _in_time(data, known),
        "tables": [],
    }


def told_of(jury: JuryModel) -> dict[str, Any]:
    """What the jury's file says of its training."""
    kept = ("trained_on", "synthetic", "rows", "evidence", "seed")
    return {
        "questionnaire": jury.questionnaire,
        "base": jury.base,
        **{name: jury.facts[name] for name in kept if name in jury.facts},
    }


def described(data: DataSet) -> dict[str, Any]:
    """Size, balance and gaps of a data set, without any row of it."""
    known = None if data.dates is None else data.dates[~np.isnat(data.dates)]
    return {
        "startups": len(data.outcomes),
        "successes": int(data.outcomes.sum()),
        "success_rate": float(data.outcomes.mean()),
        "complete": int(np.all(data.sheets >= 0, axis=1).sum()),
        "questions": data.sheets.shape[1],
        "unanswered": float((data.sheets < 0).mean()),
        "dates": None if known is None or not len(known) else [str(known.min()), str(known.max())],
        "few": FEW,
        "rare_answers": rare_answers(data.sheets),
    }


def rare_answers(sheets: Sheets) -> list[dict[str, Any]]:
    """Answers that fewer than `FEW` startups gave: ``question``, ``level`` (as in the questionnaire), ``startups``."""
    found = []
    for place, question in enumerate(load().questions):
        column = sheets[:, place]
        counts = np.bincount(column[column >= 0], minlength=len(question.levels))
        for level, count in zip(question.levels, counts.tolist(), strict=True):
            if count < FEW:
                found.append({"question": question.key, "level": level, "startups": count})
    return found


def _cross_validated(
    sheets: Sheets, outcomes: Outcomes, splits: list[Split], whole: Floats, workers: int
) -> dict[str, Any]:
    """The jury beside its rivals, and beside models that might have been chosen instead."""
    rivals: dict[str, Floats] = {JURY: whole}
    for name, fit in RIVALS.items():
        # A constant from each fold would differ from fold to fold, and so seem to order startups.
        rivals[name] = (
            np.full_like(whole, outcomes.mean())
            if name == BASE_RATE
            else predicted_by(fit, sheets, outcomes, splits, workers)
        )
    others = {
        name: predicted_by(fit, sheets, outcomes, splits, workers) for name, fit in OFF_THE_SHELF.items()
    }
    return {
        "folds": FOLDS,
        "repetitions": len(whole),
        "judges": {
            name: judge(outcomes, shares, SEED, RESAMPLES, intervals=FIGURES)
            for name, shares in (rivals | others).items()
        },
        "differences": {figure: compare(figure, outcomes, rivals, JURY, splits) for figure in COMPARED},
        "differences_to_others": {
            figure: compare(figure, outcomes, {JURY: whole} | others, JURY, splits) for figure in COMPARED
        },
    }


def _spread(sheets: Sheets, outcomes: Outcomes, split: Split, whole: Floats, workers: int) -> dict[str, Any]:
    """How the scores of unseen startups lie, and how far one of them is luck."""
    return {
        "quantiles": spread.quantiles(100 * whole),
        "best_of_a_final": spread.best_of_a_final(100 * whole[0]),
        "pairs_by_gap": spread.pairs_by_gap(outcomes, 100 * whole),
        "retrained": spread.retrained(sheets, outcomes, split, workers),
    }


def _in_time(data: DataSet, known: Dates | None) -> dict[str, Any]:
    if data.dates is None or np.isnat(data.dates).all():
        return {"reason": "the data set holds no dates"}
    fits: dict[str, Fit] = {JURY: _fit_jury, **RIVALS, BASE_RATE: fit_base_rate}

    def told(split: Split) -> dict[str, Floats]:
        taught = data.sheets[split.train], data.outcomes[split.train]
        return {name: fit(*taught)(data.sheets[split.test]) for name, fit in fits.items()}

    when = data.dates if known is None else known
    return judged_in_time(data.dates, when, data.outcomes, told, last_year(data.dates), SEED)


def _fit_jury(sheets: Sheets, outcomes: Outcomes) -> Any:
    (jury,) = train_juries(sheets, outcomes, [Split(0, np.arange(len(sheets)), np.arange(0))])
    return lambda asked: jury.score_many(asked) / 100
