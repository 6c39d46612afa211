"""Prove again what a registered jury promises."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from scoring import service
from scoring.management.problems import prepare_demo, problems_told, told_as_problems


class Command(BaseCommand):
    help = (
        "Prove again that a jury keeps its promises, and that its golden rows score as they did when it was "
        "registered, on whatever machine and versions this runs. A broken promise is told as a problem."
    )
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return told_as_problems(super().create_parser(prog_name, subcommand, **kwargs))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--model", metavar="VERSION", help="default: the champion")
        parser.add_argument("--json", action="store_true", help="print the proof as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        with problems_told():
            prepare_demo(jury=options["model"] is None)
            proof = service.prove_again(options["model"])
        self.stdout.write(json.dumps(proof) if options["json"] else told(proof))


def told(proof: dict[str, Any]) -> str:
    """The checks as a table for people."""
    lines = [f"{'check':<24}{'cases':>10}{'seconds':>9}  how"]
    for check in proof["checks"]:
        figures = ", ".join(f"{name} {value:.3g}" for name, value in check["figures"].items())
        how = "every case" if check["exhaustive"] else "a sample"
        lines.append(
            f"{check['name']:<24}{check['cases']:>10}{check['seconds']:>9.2f}  {how}{figures and '; '}{figures}"
        )
    return "\n".join(lines)
