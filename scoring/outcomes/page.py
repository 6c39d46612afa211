"""A preview in words, for its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import get_language

from scoring.core.questionnaire import load
from scoring.outcomes.queries import Preview
from scoring.outcomes.words import why_words
from scoring.uploads.words import Meaning, finding_meaning, level_words

if TYPE_CHECKING:
    from scoring.core.audit import Finding
    from scoring.core.shifts import Shift

SHIFTS_SHOWN = 8
"""More are shown where more lie beyond luck."""


class Told(NamedTuple):
    """Findings of one kind."""

    meaning: Meaning
    serious: bool
    findings: list[Finding]


def told(preview: Preview) -> dict[str, Any]:
    """What the template shows: rows with their reasons, shifts and findings in the reader's language."""
    rows = [(row, why_words(row)) for row in preview.prepared.rows]
    shifts = preview.changes.shifts if preview.changes else {}
    beyond = sum(shift.beyond_luck for shift in shifts.values())
    first = sorted(shifts.items(), key=lambda item: not item[1].beyond_luck)[: max(SHIFTS_SHOWN, beyond)]
    together = preview.changes.together if preview.changes else None
    return {
        "preview": preview,
        "prepared": preview.prepared,
        "taken": [pair for pair in rows if pair[0].taken],
        "left_out": [pair for pair in rows if not pair[0].taken],
        "shifts": [_shift(key, shift) for key, shift in first],
        "shifts_beyond_luck": beyond,
        "shifts_all": len(shifts),
        "shares_together": None if together is None else 100 * together,
        "findings": _grouped([each for each in preview.findings if each.code != "not_checked"]),
        "not_checked": [
            (each, finding_meaning(each.column)) for each in preview.findings if each.code == "not_checked"
        ],
    }


def _grouped(findings: list[Finding]) -> list[Told]:
    """By what they are and how serious, in the audit's order: few rows leave hardly a level that is not thin."""
    kinds: dict[tuple[str, bool], list[Finding]] = {}
    for finding in findings:
        kinds.setdefault((finding.code, finding.serious), []).append(finding)
    return [Told(finding_meaning(code), serious, found) for (code, serious), found in kinds.items()]


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
