"""A preview in words, for its page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from scoring.core.questionnaire import load
from scoring.core.shifts import Shift
from scoring.outcomes.queries import Preview
from scoring.outcomes.words import why_words
from scoring.uploads.words import finding_meaning, level_words

SHIFTS_SHOWN = 8


def told(preview: Preview) -> dict[str, Any]:
    """What the template shows: rows with their reasons, shifts and findings in the reader's language."""
    rows = [(row, why_words(row)) for row in preview.prepared.rows]
    shifts = preview.changes.shifts if preview.changes else {}
    found, together = preview.findings, preview.changes.together if preview.changes else None
    return {
        "preview": preview,
        "prepared": preview.prepared,
        "taken": [pair for pair in rows if pair[0].taken],
        "left_out": [pair for pair in rows if not pair[0].taken],
        "shifts": [_shift(key, shift) for key, shift in list(shifts.items())[:SHIFTS_SHOWN]],
        "shifts_beyond_luck": sum(shift.beyond_luck for shift in shifts.values()),
        "shifts_all": len(shifts),
        "shares_together": None if together is None else 100 * together,
        "findings": [(each, finding_meaning(each.code)) for each in found if each.code != "not_checked"],
        "not_checked": [(each, finding_meaning(each.column)) for each in found if each.code == "not_checked"],
    }


def _shift(key: str, shift: Shift) -> dict[str, Any]:
    question, language = load().question(key), (get_language() or "en").lower()
    return {
        "question": question.text.get(language, question.text["en"]),
        "answer": level_words(question, shift.level, language),
        "here": 100 * shift.share_here,
        "there": 100 * shift.share_there,
        "answered": shift.here,
        "beyond_luck": shift.beyond_luck,
    }
