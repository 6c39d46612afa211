"""Past contenders as the table and the mapping that the import reads; the same rows give the same bytes."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from scoring.core.mapping_file import parse_mapping, read_shipped
from scoring.core.questionnaire import Question, load
from scoring.outcomes.selecting import Choice, Row
from scoring.past import Label

MAPPING = "outcomes_v1"


def write_table(rows: Sequence[Row]) -> bytes:
    """The rows that are taken as CSV: company, days, outcome, and each question's answer in its natural unit or as its
    word. The company's name is hashed by the import and kept nowhere."""
    questions = load().questions
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(
        ["company", "answered on", "outcome", "outcome known on", *(question.key for question in questions)]
    )
    for row in sorted((row for row in rows if row.taken), key=_order):
        if row.outcome is None:
            continue
        told = [row.past.company, row.day, "yes" if row.outcome.success else "no", row.outcome.known_on]
        writer.writerow([*told, *(_cell(question, row.past.answers) for question in questions)])
    return text.getvalue().encode()


def write_mapping(label: Label, meaning: str) -> str:
    """The shipped mapping with the sentence under which these outcomes were recorded."""
    text = read_shipped(MAPPING)
    general = parse_mapping(text).labels[label.value].meaning
    return text.replace(_toml(general), _toml(meaning))


def write_provenance(rows: Sequence[Row], choice: Choice, *, note: str, now: datetime) -> str:
    """Where the rows come from, for whoever reads the data set, or the public card of a jury that learned from it. It
    names no startup."""
    taken = [row for row in rows if row.taken]
    left = Counter(row.why.value for row in rows if not row.taken)
    shows = Counter((row.past.title, row.past.edition, row.past.show) for row in taken)
    lines = [
        f"Past contenders with their answers on stage, added on {now.date()}.",
        f"Outcome: {choice.label.value}. Recorded as: {'; '.join(_told(choice, taken))}.",
        f"Minimum age of the answers: {choice.days} days.",
        "Shows: "
        + "; ".join(f"{title} ({slug}, show {number}): {n}" for (title, slug, number), n in shows.items()),
        f"Sources: told for every row, with an address for {_addresses(taken)} of {len(taken)}.",
        "Left out: " + ("; ".join(f"{why} ({n})" for why, n in sorted(left.items())) or "nobody") + ".",
        "Only finalists who reached a stage are among them.",
    ]
    return "\n".join([*lines, note.strip()] if note.strip() else lines)


def _order(row: Row) -> tuple[object, ...]:
    return row.day, row.past.edition, row.past.show, row.past.key


def _cell(question: Question, answers: dict[str, float]) -> str:
    value = answers.get(question.key)
    if value is None:
        return ""
    if question.kind == "choice":
        return next(option.slug for option in question.options if option.level == value)
    return repr(value).removesuffix(".0")


def _toml(text: str) -> str:
    """A string as TOML writes it; JSON's escapes are among TOML's, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _told(choice: Choice, taken: Sequence[Row]) -> list[str]:
    return sorted({row.outcome.meaning for row in taken if row.outcome}) or sorted(choice.meanings)


def _addresses(taken: Sequence[Row]) -> int:
    """How many rows have a source with an address. Which sites they are stays unsaid: many are the startup's own."""
    return sum(bool(row.outcome and row.outcome.source_url) for row in taken)
