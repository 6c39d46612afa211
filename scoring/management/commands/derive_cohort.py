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
        "figures, and no level with fewer companies than the minimum over both outcomes; per outcome a figure may rest "
        "on fewer, down to none, unless --min-count-per-outcome is given. Others train on them by train_jury --cohort."
    )
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return told_as_problems(super().create_parser(prog_name, subcommand, **kwargs))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", metavar="NAME", help="of the data set")
        parser.add_argument(
            "--min-count",
            type=int,
            metavar="N",
            help="fewest companies in a level, over both outcomes; default: 9",
        )
        parser.add_argument(
            "--min-count-per-outcome",
            type=int,
            default=0,
            metavar="N",
            help="tell a question alike for both outcomes where a level has fewer of one; default: 0",
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
            text, told = derive(
                options["name"], options["min_count"], options["min_count_per_outcome"], options["merge"]
            )
            if options["out"]:
                write(options["out"], text)
        rest = json.dumps(told, ensure_ascii=False) if options["json"] else sentences(told)
        if options["out"]:
            self.stdout.write(rest)
        else:
            self.stdout.write(text)
            self.stderr.write(rest)


def derive(name: str, min_count: int | None, per_outcome: int, merge: bool) -> tuple[str, dict[str, Any]]:
    """The file of statistics, and what to tell about it.

    Raises
    ------
    NoSuchDataSet : there is none of this name.
    Problem : ``open_findings``, ``thin_level``, ``too_little_data`` or ``bad_option``.
    """
    from scoring.core.cohort_estimate import MIN_COUNT, derive_cohort

    fewest = MIN_COUNT if min_count is None else min_count
    record = datasets.find(name)
    refuse_open_findings(record)
    rows = datasets.load(name)
    derived = derive_cohort(
        rows.sheets, rows.outcomes, min_count=fewest, min_count_per_outcome=per_outcome, merge=merge
    )
    statistics = derived.statistics
    return statistics.to_json(), {
        "dataset": name,
        "companies": statistics.n,
        "base_rate": statistics.base_rate,
        "min_count": fewest,
        "min_count_per_outcome": per_outcome,
        "correlations": len(statistics.fail.pairs) + len(statistics.success.pairs),
        "weak_correlations": derived.weak_pairs,
        "rare_correlations": derived.rare_pairs,
        "joined_levels": {key: [list(group) for group in groups] for key, groups in derived.joined.items()},
        "silent_questions": list(derived.silent),
        "pooled_questions": list(derived.pooled),
        "licence": record.licence,
    }


def refuse_open_findings(record: DataSet) -> None:
    """Let no leak pass into statistics: a jury trained on them no longer knows the data set, nor its findings.

    Raises
    ------
    Problem : ``open_findings``, with the codes and columns of what nobody has overruled.
    """
    found = list(record.findings.filter(serious=True, overruled_at=None).order_by("pk"))
    if not found:
        return
    told = " ".join(f"{' '.join((each.code, each.column)).strip()}: {each.detail}" for each in found)
    detail = (
        f"A leak in the data is one in the cohort. Open findings about '{record.name}': {told} Mend the data, or "
        f"overrule each in writing: manage.py overrule_finding {record.name} CODE [COLUMN] --by NAME --reason WHY."
    )
    findings = [{"code": each.code, "column": each.column} for each in found]
    raise Problem("open_findings", detail, "name", findings=findings)


def sentences(told: dict[str, Any]) -> str:
    """What was told and left out, for people."""
    per_outcome = told["min_count_per_outcome"]
    rest = f"and none told per outcome has fewer than {per_outcome} of either"
    if not per_outcome:
        rest = "per outcome a figure may rest on fewer, down to none"
    lines = [
        f"{told['companies']} companies, {told['base_rate']:.1%} successes, {told['correlations']} correlations; "
        f"no level has fewer than {told['min_count']} companies over both outcomes; {rest}",
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
        lines.append(
            f"told alike for both outcomes, because too few of one answer, or are in a level: {pooled}"
        )
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
