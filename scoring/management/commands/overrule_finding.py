"""Note in writing why a finding about a data set does not stop a promotion."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from scoring import datasets, registry
from scoring.core.problems import Problem
from scoring.management.problems import prepare_demo, problems_told, told_as_problems
from scoring.models import Finding


class Command(BaseCommand):
    help = (
        "Explain one finding of the audit of a data set, with a name and a reason. It cannot be taken back. Once no "
        "serious finding is open, a jury trained on the data can fill a vacant place and a cohort can be derived from "
        "them; the gate of the model room still asks for two stewards."
    )
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return told_as_problems(super().create_parser(prog_name, subcommand, **kwargs))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", metavar="NAME", help="of the data set")
        parser.add_argument("code", metavar="CODE", help="of the finding, such as column_too_good")
        parser.add_argument("column", metavar="COLUMN", nargs="?", help="where several have this code")
        parser.add_argument("--by", required=True, metavar="PERSON", help="who answers for it")
        parser.add_argument("--reason", required=True, help="a sentence")

    def handle(self, *args: Any, **options: Any) -> None:
        with problems_told():
            prepare_demo(jury=False)
            finding = find(options["name"], options["code"], options["column"])
            finding = registry.overrule_finding(
                finding=finding, by=options["by"], reason=options["reason"], now=timezone.now()
            )
        self.stdout.write(f"{finding} overruled by {finding.overruled_by}: {finding.overruled_reason}")


def find(name: str, code: str, column: str | None) -> Finding:
    """The one finding that is meant.

    Raises
    ------
    NoSuchDataSet : there is none of this name.
    Problem : ``no_finding``, or ``which_finding`` where the column must be said.
    """
    of_code = list(datasets.find(name).findings.filter(code=code))
    meant = [finding for finding in of_code if column is None or finding.column == column]
    if not meant:
        what = f"'{code}'" if column is None else f"'{code}' about '{column}'"
        raise Problem(
            "no_finding", f"The audit of '{name}' found no {what}.", "code" if not of_code else "column"
        )
    if len(meant) > 1:
        columns = ", ".join(finding.column for finding in meant)
        raise Problem(
            "which_finding", f"'{code}' was found in {columns}; say which COLUMN is meant.", "column"
        )
    return meant[0]
