"""What each section is worth: a jury retrained without it."""

from __future__ import annotations

from typing import Any

from scoring.core.evaluation.comparing import compare
from scoring.core.evaluation.cross_validation import JURY, predicted_by_juries, train_juries
from scoring.core.evaluation.metrics import Outcomes, judge
from scoring.core.evaluation.protocols import Split
from scoring.core.features import Floats, Sheets, section_columns


def without(sheets: Sheets, section: str) -> Sheets:
    """The sheets with one and the same answer everywhere in a section, from which nothing can be learned.

    Unanswered questions would be drawn at random, which a model can take for knowledge.
    """
    kept = sheets.copy()
    kept[:, section_columns()[section]] = 0
    return kept


def ablate(
    sheets: Sheets,
    outcomes: Outcomes,
    splits: list[Split],
    whole: Floats,
    seed: int,
    workers: int = 1,
) -> dict[str, Any]:
    """The AUC without each section, and what the section brings.

    Parameters
    ----------
    splits : to retrain on.
    whole : (repetitions, n) shares by the whole jury on the same splits.

    Returns
    -------
    By section: ``auc`` without it and, under ``brings``, the whole jury's difference to that, see `comparing.compare`.
    """
    predicted: dict[str, Floats] = {JURY: whole}
    for section in section_columns():
        kept = without(sheets, section)
        juries = train_juries(kept, outcomes, splits, workers)
        predicted[section] = predicted_by_juries(juries, kept, splits)
    brings = compare("auc", outcomes, predicted, JURY, splits)
    return {
        section: {
            "auc": judge(outcomes, predicted[section], seed, intervals=())["auc"],
            "brings": brings[section],
        }
        for section in section_columns()
    }
