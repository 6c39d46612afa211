"""What an import would make of a table, before anything is kept."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from scoring.core import importing_schema as schema
from scoring.core.dataset import sheets_of
from scoring.core.features import MISSING
from scoring.core.importing import Translation
from scoring.core.questionnaire import Question, load


def preview(translation: Translation, rows: int) -> dict[str, Any]:
    """Counts, and the first rows as they would become, as plain data.

    Parameters
    ----------
    rows : how many to show.

    Returns
    -------
    ``rows``, ``label`` (key, meaning, successes, failures, refused), ``dates`` (first and last, or None), ``questions``
    and ``extras`` (what is answered, and how), ``first`` (rows), ``not_asked`` (questions that no column answers),
    ``shared`` (columns that answer several questions, with these), ``unused`` (columns, each with the reason) and
    ``refused`` (total, rows and the first cells).
    """
    mapping, frame = translation.mapping, translation.frame
    known = load(mapping.questionnaire)
    outcomes = frame[schema.OUTCOME].to_numpy()
    problems = translation.problems
    keys = [key for key in known.keys if key in mapping.questions]
    return {
        "rows": len(frame),
        "label": {
            "key": translation.label,
            "meaning": translation.plan.label.meaning,
            "successes": int((outcomes == 1).sum()),
            "failures": int((outcomes == 0).sum()),
            "refused": int(np.isnan(outcomes).sum()),
        },
        "dates": _dates(translation),
        "questions": _levels(translation, keys),
        "extras": {name: _spread(frame[name].to_numpy()) for name in mapping.extras},
        "first": [_row(translation, place) for place in range(min(rows, len(frame)))],
        "not_asked": [key for key in known.keys if key not in mapping.questions],
        "shared": _shared(translation, keys),
        "unused": [{"column": name, "reason": reason} for name, reason in translation.plan.unused],
        "refused": {
            "total": problems.total if problems else 0,
            "rows": len(translation.refused),
            "cells": [asdict(cell) for cell in problems.cells] if problems else [],
        },
    }


def _shared(translation: Translation, keys: list[str]) -> dict[str, list[str]]:
    """Columns that answer several questions: seldom meant, and one fact then counts twice."""
    fed: dict[str, list[str]] = {}
    for key in keys:
        for column in translation.plan.sources[key]:
            fed.setdefault(column, []).append(key)
    return {column: answered for column, answered in fed.items() if len(answered) > 1}


def shown(question: Question, value: float) -> str:
    """An answer in words: a choice's slug, a number as it is."""
    slugs = {float(option.level): option.slug for option in question.options}
    return slugs.get(value, f"{value:g}")


def level_name(question: Question, place: int) -> str:
    """One of a question's levels in words; the last of a number's has no upper end."""
    level = question.levels[place]
    open_end = question.kind == "number" and place == len(question.levels) - 1
    return shown(question, level) + ("+" if open_end else "")


def _dates(translation: Translation) -> dict[str, str] | None:
    if schema.DATE not in translation.frame:
        return None
    days = translation.frame[schema.DATE].dropna()
    if days.empty:
        return None
    return {"first": days.min().date().isoformat(), "last": days.max().date().isoformat()}


def _levels(translation: Translation, keys: list[str]) -> dict[str, Any]:
    known = load(translation.mapping.questionnaire)
    sheets = sheets_of(tuple(keys), translation.frame[keys].to_numpy(dtype=np.float64), known)
    found = {}
    for place, question in enumerate(known.questions):
        if question.key in keys:
            column = sheets[:, place]
            counts = np.bincount(column[column != MISSING], minlength=len(question.levels))
            found[question.key] = {
                "answered": int(counts.sum()),
                "levels": {level_name(question, level): int(count) for level, count in enumerate(counts)},
            }
    return found


def _spread(values: np.ndarray[Any, np.dtype[np.float64]]) -> dict[str, Any]:
    there = values[~np.isnan(values)]
    if not len(there):
        return {"answered": 0, "lowest": None, "median": None, "highest": None}
    low, middle, high = (float(each) for each in np.quantile(there, [0, 0.5, 1]))
    return {"answered": len(there), "lowest": low, "median": middle, "highest": high}


def _row(translation: Translation, place: int) -> dict[str, Any]:
    known, frame = load(translation.mapping.questionnaire), translation.frame
    row = {}
    for key in (*translation.mapping.questions, *translation.mapping.extras):
        value = float(frame[key].to_numpy()[place])
        if not np.isnan(value):
            row[key] = (
                shown(known.question(key), value) if key in translation.mapping.questions else f"{value:g}"
            )
    outcome = float(frame[schema.OUTCOME].to_numpy()[place])
    told = {1.0: "success", 0.0: "failure"}.get(outcome, "refused")
    return {"outcome": told, "answers": row}
