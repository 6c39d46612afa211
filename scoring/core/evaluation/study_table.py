"""The same questions to a table of facts: the vote beside its rivals, in folds and in time."""

from __future__ import annotations

from typing import Any

import numpy as np

from scoring.core.dataset import DataSet
from scoring.core.evaluation.metrics import judge
from scoring.core.evaluation.protocols import FOLDS, Dates, Split, repeated_stratified
from scoring.core.evaluation.table_of_facts import Facts, predicted
from scoring.core.evaluation.temporal import judged_in_time, last_year
from scoring.core.features import Floats
from scoring.core.problems import TableProblem

SEED = 1
RESAMPLES = 100


def study_table(
    data: DataSet, name: str, label: str, *, known: Dates | None = None, workers: int = 2
) -> dict[str, Any]:
    """Judge the vote on a data set's columns that are no question.

    Parameters
    ----------
    known : (n,) days on which the outcomes were known; None where they were on a row's own date.

    Returns
    -------
    ``cross_validation``: figures by judge over one repetition of five folds; ``temporal``: trained on what was known
    when the last calendar year began, tested on that year; ``temporal_by_date_alone``: the same with outcomes that
    nobody could know yet, to tell drift from want of data.

    Raises
    ------
    TableProblem : ``missing_column``, there is no such column.
    """
    if not data.extra_names:
        raise TableProblem(
            "missing_column", f"'{name}' holds no column beside the questions to be judged on."
        )
    facts = Facts(data.extras, data.extra_directions)
    splits = repeated_stratified(data.outcomes, repetitions=1)
    shares = predicted(facts, data.outcomes, splits, workers)
    shares["base_rate"] = np.full((1, len(data.outcomes)), data.outcomes.mean())
    told: dict[str, Any] = {
        "name": name,
        "label": label,
        "rows": len(data.outcomes),
        "columns": len(data.extra_names),
        "success_rate": float(data.outcomes.mean()),
        "folds": FOLDS,
        "cross_validation": {
            judged: judge(data.outcomes, given, SEED, RESAMPLES, intervals=("auc", "brier"))
            for judged, given in shares.items()
        },
    }
    if data.dates is None:
        return told

    def asked(split: Split) -> dict[str, Floats]:
        found = predicted(facts, data.outcomes, [split])
        return {judged: rows[0, split.test] for judged, rows in found.items()}

    since = last_year(data.dates)
    moments = {"temporal_by_date_alone": data.dates} | ({} if known is None else {"temporal": known})
    for key, when in moments.items():
        told[key] = judged_in_time(data.dates, when, data.outcomes, asked, since, SEED)
        for judged, figures in told[key].get("judges", {}).items():
            figures["auc_against_folds"] = figures["auc"] - told["cross_validation"][judged]["auc"]
    return told
