"""The preview of an import, for people."""

from __future__ import annotations

from typing import Any

from scoring.core.importing_columns import NOT_NAMED

WIDTH = 12


def told_preview(told: dict[str, Any]) -> str:
    """Label, questions with their first answers, extras, unused columns and refused cells, in this order."""
    label, rows = told["label"], told["rows"]
    days = f", from {told['dates']['first']} to {told['dates']['last']}" if told["dates"] else ""
    lines = [
        f"{rows:,} rows{days}. Nothing is kept by a preview.",
        f"label {label['key']}: {label['successes']:,} successes, {label['failures']:,} failures"
        + (f", {label['refused']:,} refused" if label["refused"] else "")
        + f" ({label['meaning']})",
        "",
        *_questions(told),
        *_extras(told),
    ]
    if told["not_asked"]:
        lines += ["", f"answered by no column: {', '.join(told['not_asked'])}"]
    for column, keys in told["shared"].items():
        lines += ["", f"one column answers several questions, is that meant? '{column}': {', '.join(keys)}"]
    return "\n".join([*lines, *_unused(told["unused"]), "", *_refused(told["refused"])])


def _unused(unused: list[dict[str, str]]) -> list[str]:
    """Columns by reason, those that nobody has thought of last."""
    reasons = dict.fromkeys(each["reason"] for each in unused)
    order = sorted(reasons, key=lambda reason: reason == NOT_NAMED)
    lines = ["", f"columns not used ({len(unused)}):"] if unused else []
    for reason in order:
        names = [each["column"] for each in unused if each["reason"] == reason]
        lines.append(f"  {reason}: {'; '.join(names)}")
    return lines


def _questions(told: dict[str, Any]) -> list[str]:
    heads = "".join(f"{_cut(row['outcome']):>{WIDTH}}" for row in told["first"])
    lines = [f"{'question':<22}{'answered':>9}{heads}  levels"]
    for key, found in told["questions"].items():
        levels = ", ".join(f"{level}: {count:,}" for level, count in found["levels"].items())
        lines.append(f"{key:<22}{found['answered']:>9,}{_first(told, key)}  {levels}")
    return lines


def _extras(told: dict[str, Any]) -> list[str]:
    if not told["extras"]:
        return []
    lines = ["", f"{'extra, no question':<28}{'answered':>9}  lowest, median, highest"]
    for name, found in told["extras"].items():
        spread = [found["lowest"], found["median"], found["highest"]]
        figures = ", ".join("-" if each is None else f"{each:g}" for each in spread)
        lines.append(f"{name:<28}{found['answered']:>9,}  {figures}")
    return lines


def _refused(refused: dict[str, Any]) -> list[str]:
    if not refused["total"]:
        return ["nothing is refused; an import would keep every row"]
    lines = [
        f"refused: {refused['total']:,} cells in {refused['rows']:,} rows; an import would keep nothing before "
        "they are mended, or translated by the mapping"
    ]
    lines += [
        f"  row {cell['row']}, column '{cell['column']}', '{cell['value']}': {cell['reason']}"
        for cell in refused["cells"]
    ]
    more = refused["total"] - len(refused["cells"])
    return [*lines, f"  and {more:,} more"] if more else lines


def _first(told: dict[str, Any], key: str) -> str:
    return "".join(f"{_cut(row['answers'].get(key, '')):>{WIDTH}}" for row in told["first"])


def _cut(text: str) -> str:
    return text[: WIDTH - 2]
