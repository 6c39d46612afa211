"""Judge a jury on startups with known outcomes."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from scoring import service
from scoring.management.problems import prepare_demo, problems_told, read_text, told_as_problems


class Command(BaseCommand):
    help = (
        "Judge a jury on a CSV whose columns are question keys and a label of 1 and 0: AUC with its 95 % interval, "
        "Brier score, log loss, pooled calibration error and precision at 10 %, for the model, the points rule and "
        "the base rate."
    )
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return told_as_problems(super().create_parser(prog_name, subcommand, **kwargs))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--data", required=True, metavar="CSV")
        parser.add_argument(
            "--label", required=True, metavar="COLUMN", help="column with the outcome, 1 or 0"
        )
        parser.add_argument("--model", metavar="VERSION", help="default: the champion")
        parser.add_argument("--json", action="store_true", help="print the figures as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        with problems_told():
            prepare_demo(jury=options["model"] is None)
            text = read_text(options["data"], "data")
            figures = service.evaluate(text, options["label"], model=options["model"])
        if options["json"]:
            self.stdout.write(json.dumps(figures, ensure_ascii=False))
        else:
            self.stdout.write(told(figures))


def told(figures: dict[str, Any]) -> str:
    """The figures as a table for people."""
    judges = ("model", "points_rule", "base_rate")
    lines = [
        f"{figures['version']} on {figures['n']} startups",
        " " * 16 + "".join(f"{j:>14}" for j in judges),
    ]
    for name in figures["model"]:
        lines.append(f"{name:<16}" + "".join(f"{_figure(figures[judge][name]):>14}" for judge in judges))
    return "\n".join(lines)


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
