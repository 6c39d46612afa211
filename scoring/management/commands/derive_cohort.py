"""Derive statistics that may be shared from a data set that may not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from scoring import datasets
from scoring.core.problems import Problem
from scoring.management.problems import prepare_demo, problems_told, told_as_problems
from scoring.models import DataSet


class Command(BaseCommand):
    help = (
        "Estimate the statistics of a cohort (level frequencies per outcome, correlations) on a data set: only "
        "figures, none of which rests on fewer companies than the minimum. Others train on them by train_jury --cohort."
    )
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return told_as_problems(super().create_parser(prog_name, subcommand, **kwargs))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", metavar="NAME", help="of the data set")
        parser.add_argument(
            "--min-count", type=int, metavar="N", help="fewest companies in a level; default: 9"
        )
        parser.add_argument(
            "--merge",
            action="store_true",
            help="join a level that has fewer with its neighbour, instead of refusing",
        )
        parser.add_argument("--out", metavar="FILE", help="where the statistics go; default: standard output")
        parser.add_argument("--json", action="store_true", help="tell as JSON what was left out")

    def handle(self, *args: Any, **options: Any) -> None:
        with problems_told():
            prepare_demo(jury=False)
            text, told = derive(options["name"], options["min_count"], options["merge"])
            if options["out"]:
                write(options["out"], text)
        rest = json.dumps(told, ensure_ascii=False) if options["json"] else sentences(told)
        if options["out"]:
            self.stdout.write(rest)
        else:
            self.stdout.write(text)
            self.stderr.write(rest)


def derive(name: str, min_count: int | None, merge: bool) -> tuple[str, dict[str, Any]]:
    """The file of statistics, and what to tell about it.

    Raises
    ------
    NoSuchDataSet : there is none of this name.
    Problem : ``thin_level``, ``too_little_data`` or ``bad_option``.
    """
    from scoring.core.cohort_estimate import MIN_COUNT, derive_cohort

    fewest = MIN_COUNT if min_count is None else min_count
    record, rows = datasets.find(name), datasets.load(name)
    derived = derive_cohort(rows.sheets, rows.outcomes, min_count=fewest, merge=merge)
    statistics = derived.statistics
    return statistics.to_json(), {
        "dataset": name,
        "companies": statistics.n,
        "base_rate": statistics.base_rate,
        "min_count": fewest,
        "correlations": len(statistics.fail.pairs) + len(statistics.success.pairs),
        "weak_correlations": derived.weak_pairs,
        "rare_correlations": derived.rare_pairs,
        "joined_levels": {key: [list(group) for group in groups] for key, groups in derived.joined.items()},
        "silent_questions": list(derived.silent),
        "pooled_questions": list(derived.pooled),
        "licence": record.licence,
        "open_findings": open_findings(record),
    }


def open_findings(record: DataSet) -> list[str]:
    """What the audit found that nobody has overruled: a leak in the data is one in the cohort, too."""
    return list(record.findings.filter(serious=True, overruled_at=None).values_list("detail", flat=True))


def sentences(told: dict[str, Any]) -> str:
    """What was told and left out, for people."""
    lines = [
        f"{told['companies']} companies, {told['base_rate']:.1%} successes, {told['correlations']} correlations; "
        f"no figure rests on fewer than {told['min_count']} companies",
        f"left out: {told['weak_correlations']} weak correlations, {told['rare_correlations']} of questions that too "
        "few companies answer",
    ]
    for key, groups in told["joined_levels"].items():
        joined = "; ".join(" and ".join(f"{level:g}" for level in group) for group in groups)
        lines.append(f"told as one level of {key}: {joined}")
    if told["silent_questions"]:
        silent = ", ".join(told["silent_questions"])
        lines.append(f"nothing is told of questions that too few answer, or too few differently: {silent}")
    if told["pooled_questions"]:
        pooled = ", ".join(told["pooled_questions"])
        lines.append(f"told alike for both outcomes, because too few of one answer: {pooled}")
    lines += [f"open finding: {detail}" for detail in told["open_findings"]]
    return "\n".join(lines)


def write(path: str, text: str) -> None:
    """Write a file, or say why not.

    Raises
    ------
    Problem : ``unwritable_file``.
    """
    try:
        Path(path).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise Problem("unwritable_file", f"'{path}' cannot be written: {error.strerror}.", "out") from error
