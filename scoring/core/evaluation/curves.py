"""What scores are worth before everything is answered: after k questions, and with answers taken away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from scipy.stats import rankdata
from threadpoolctl import threadpool_limits

from scoring.core.advice import advise, greedy_order
from scoring.core.evaluation.metrics import Outcomes, auc
from scoring.core.evaluation.protocols import Rows, Split
from scoring.core.features import MISSING, Floats, Sheets
from scoring.core.jury import JuryModel
from scoring.core.questionnaire import load

ASKED = (0, 2, 4, 6, 8, 10, 12, 16, 20, 24, 28)
TAKEN = (0.0, 0.25, 0.5, 0.75)
BAND_AT = (4, 8, 12, 20)
RANDOM_ORDERS = 5
SEED = 1

Order = Callable[[JuryModel, Sheets], Rows]
"""The order in which a jury asks one startup, as positions in its complete sheet."""


def rank_correlation(one: Floats, other: Floats) -> float:
    """Spearman's correlation of two rows of scores; 0 where one of them is constant."""
    ranks = rankdata(one), rankdata(other)
    if min(np.ptp(rank) for rank in ranks) == 0:
        return 0.0
    return float(np.corrcoef(*ranks)[0, 1])


def stage_order(jury: JuryModel, sheet: Sheets) -> Rows:
    """The questionnaire's own."""
    return np.arange(len(sheet))


def adaptive_order(jury: JuryModel, sheet: Sheets) -> Rows:
    """What `advise` says, answer by answer, balanced over the sections."""
    keys = load(jury.questionnaire).keys
    known = np.full_like(sheet, MISSING)
    order: list[int] = []
    while (advice := advise(jury, known)) is not None:
        place = keys.index(advice.question)
        known[place] = sheet[place]
        order.append(place)
    return np.array(order)


def one_order(order: Sequence[int]) -> Order:
    """The same order for everybody."""
    known = np.array(order)
    return lambda jury, sheet: known


def orders(jury: JuryModel) -> dict[str, list[Order]]:
    """The ways to ask, by name; random ones are several, over which is averaged."""
    keys = load(jury.questionnaire).keys
    rng = np.random.default_rng(SEED)
    return {
        "adaptive": [adaptive_order],
        "greedy": [one_order([keys.index(key) for key in greedy_order(jury)])],
        "stage": [stage_order],
        "random": [one_order(rng.permutation(len(keys)).tolist()) for _ in range(RANDOM_ORDERS)],
    }


def answers_curve(
    juries: Sequence[JuryModel],
    sheets: Sheets,
    outcomes: Outcomes,
    splits: Sequence[Split],
    workers: int = 1,
) -> dict[str, Any]:
    """Scores after k answers against scores after all, on complete rows that a jury was not trained on.

    Parameters
    ----------
    juries, splits : of one repetition of a cross-validation.

    Returns
    -------
    ``asked``: the ks; ``rows``: how many are complete; ``orders``: by order, for each k the ``rank_correlation`` with
    the full score (within the test rows of a jury, weighed by their number) and the ``auc`` of all pooled.
    """
    complete = np.all(sheets >= 0, axis=1)
    tasks = [(jury, split.test[complete[split.test]]) for jury, split in zip(juries, splits, strict=True)]
    found = Parallel(n_jobs=workers)(delayed(_partly_scored)(jury, sheets[rows]) for jury, rows in tasks)
    known = outcomes[np.concatenate([rows for _jury, rows in tasks])]
    sizes = np.array([len(rows) for _jury, rows in tasks])
    return {
        "asked": list(ASKED),
        "rows": int(sizes.sum()),
        "orders": {name: _curve([each[name] for each in found], known, sizes) for name in found[0]},
    }


def own_curve(jury: JuryModel, sheets: Sheets) -> dict[str, Any]:
    """The rank correlation of one jury's scores after k answers with its scores after all, on complete sheets (n, 28).

    Outcomes play no part in it, so the rows may be those behind the jury's training data.
    """
    scored = _partly_scored(jury, sheets)
    return {
        "asked": list(ASKED),
        "rows": len(sheets),
        "orders": {name: {"rank_correlation": _correlations(each)} for name, each in scored.items()},
    }


def _partly_scored(jury: JuryModel, sheets: Sheets) -> dict[str, Floats]:
    """For each order the scores after each k of `ASKED`, (variants, ks, n)."""
    with threadpool_limits(limits=1):
        return {
            name: np.stack([_scored_in(jury, sheets, order) for order in variants])
            for name, variants in orders(jury).items()
        }


def _scored_in(jury: JuryModel, sheets: Sheets, order: Order) -> Floats:
    asked = np.stack([order(jury, sheet) for sheet in sheets])
    places = np.argsort(asked, axis=1)
    return np.stack([jury.score_many(np.where(places < k, sheets, MISSING)) for k in ASKED])


def _correlations(scored: Floats) -> list[float]:
    """For each k the rank correlation with the last, averaged over variants; from (variants, ks, n)."""
    return [
        float(np.mean([rank_correlation(variant[k], variant[-1]) for variant in scored]))
        for k in range(len(ASKED))
    ]


def _curve(scored: Sequence[Floats], outcomes: Outcomes, sizes: Floats) -> dict[str, list[float]]:
    """Both figures for each k, averaged over the variants of an order; `scored` by jury."""
    correlations = np.array([_correlations(each) for each in scored])
    pooled = np.concatenate(scored, axis=2)
    return {
        "rank_correlation": [float(value) for value in sizes @ correlations / sizes.sum()],
        "auc": [float(np.mean([auc(outcomes, variant[k]) for variant in pooled])) for k in range(len(ASKED))],
    }


def missing_curve(
    juries: Sequence[JuryModel],
    sheets: Sheets,
    outcomes: Outcomes,
    splits: Sequence[Split],
    workers: int = 1,
) -> dict[str, Any]:
    """The AUC on test rows of which a share of the answers was taken away at random.

    Returns
    -------
    ``taken``: the shares; ``auc``: for each the mean over the repetitions; ``cost``: what is lost against none taken.
    """
    found = Parallel(n_jobs=workers)(
        delayed(_with_less)(jury, sheets[split.test], SEED + place)
        for place, (jury, split) in enumerate(zip(juries, splits, strict=True))
    )
    scored = np.full((len(TAKEN), 1 + max(split.repetition for split in splits), len(sheets)), np.nan)
    for split, scores in zip(splits, found, strict=True):
        scored[:, split.repetition, split.test] = scores
    areas = [float(np.mean([auc(outcomes, row) for row in rows])) for rows in scored]
    return {"taken": list(TAKEN), "auc": areas, "cost": [areas[0] - area for area in areas]}


def _with_less(jury: JuryModel, sheets: Sheets, seed: int) -> Floats:
    """Scores with each share of `TAKEN`, (shares, n); what is taken at one share is taken at the next."""
    chance = np.random.default_rng(seed).random(sheets.shape)
    with threadpool_limits(limits=1):
        return np.stack([jury.score_many(np.where(chance < share, MISSING, sheets)) for share in TAKEN])


def band_coverage(
    juries: Sequence[JuryModel], rows: Sequence[Sheets], workers: int = 1, tries: int = 12
) -> list[dict[str, float]]:
    """How often the band shown after k answers, to questions in random order, holds the final score.

    Parameters
    ----------
    juries, rows : each jury with complete sheets, (n, 28), that it was not trained on.
    tries : random orders for each sheet.

    Returns
    -------
    For each k of `BAND_AT`: ``asked``, ``coverage``, its ``standard_error`` over startups, mean ``width`` in points,
    and the two parts of the band as mean standard deviations in points, ``unanswered`` and ``training``.
    """
    found = Parallel(n_jobs=workers)(
        delayed(_bands)(jury, sheets, k, tries)
        for k in BAND_AT
        for jury, sheets in zip(juries, rows, strict=True)
    )
    told = []
    for place, k in enumerate(BAND_AT):
        held, width, unanswered, training = np.concatenate(
            found[place * len(juries) : (place + 1) * len(juries)]
        ).T
        each = held.reshape(-1, tries).mean(axis=1)
        told.append(
            {
                "asked": k,
                "coverage": float(each.mean()),
                "standard_error": float(each.std(ddof=1) / np.sqrt(len(each))),
                "width": float(width.mean()),
                "unanswered": float(unanswered.mean()),
                "training": float(training.mean()),
            }
        )
    return told


def _bands(jury: JuryModel, sheets: Sheets, answered: int, tries: int) -> Floats:
    """For each sheet and order: held, width, and the two parts; (n * tries, 4)."""
    rng = np.random.default_rng(answered)
    told = []
    with threadpool_limits(limits=1):
        for sheet, final in zip(sheets, jury.score_many(sheets), strict=True):
            for _ in range(tries):
                part = sheet.copy()
                part[rng.permutation(len(sheet))[answered:]] = MISSING
                said = jury.score(part)
                held = said.low <= final <= said.high
                told.append((held, said.high - said.low, said.unanswered, said.training))
    return np.array(told, dtype=np.float64)


def complete_tests(sheets: Sheets, splits: Sequence[Split]) -> list[Sheets]:
    """The complete test rows of each split."""
    complete = np.all(sheets >= 0, axis=1)
    return [sheets[split.test[complete[split.test]]] for split in splits]


def at(curve: Mapping[str, Sequence[float]], figure: str, asked: int) -> float:
    """The figure of an order's curve after so many answers."""
    return curve[figure][ASKED.index(asked)]
