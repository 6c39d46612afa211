"""Train a jury and register it as a candidate."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from scoring import registry, service
from scoring.core.problems import Problem
from scoring.management.problems import prepare_demo, problems_told, read_text, told_as_problems


class Command(BaseCommand):
    help = (
        "Train a jury on the reference cohort, or on a CSV whose columns are question keys (natural units, slugs or "
        "level numbers; blank is unanswered) and a label of 1 and 0. It becomes a candidate, or champion where "
        "there is none."
    )
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return told_as_problems(super().create_parser(prog_name, subcommand, **kwargs))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--data", metavar="CSV", help="default: the reference cohort")
        parser.add_argument("--label", metavar="COLUMN", help="column with the outcome, 1 or 0")
        parser.add_argument("--seed", type=int, default=service.REFERENCE_SEED)
        parser.add_argument("--json", action="store_true", help="print the facts as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        with problems_told():
            prepare_demo(jury=False)
            if not 0 <= options["seed"] < 2**32:
                raise Problem("bad_option", "The seed must lie between 0 and 4294967295.", "seed")
            if (options["data"] is None) != (options["label"] is None):
                raise Problem("bad_option", "--data and --label go together.", "label")
            version = train(options["data"], options["label"], options["seed"])
            facts = service.model_facts(version)
        if options["json"]:
            self.stdout.write(json.dumps(facts, ensure_ascii=False))
        else:
            self.stdout.write(f"{version} ({facts['status']}), trained on {facts['trained_on']}")


def train(data: str | None, label: str | None, seed: int) -> str:
    """Train, register and return the version.

    Raises
    ------
    Problem : the file or its rows cannot be used.
    """
    if data is None or label is None:
        return service.train_reference_jury(seed).version
    text = read_text(data, "data")
    from scoring.core import artefact, training
    from scoring.core.table import read_table

    table = read_table(text.splitlines(keepends=True), label)
    # Named by its content and not by its path: the same data must give the same model file wherever they lie.
    name = hashlib.sha256(text.encode()).hexdigest()[:12]
    facts = {
        "trained_on": f"{len(table.sheets)} startups with known outcomes (file {name})",
        "synthetic": False,
    }
    jury = training.train(table.sheets, table.outcomes, seed, facts)
    record = registry.register_model(
        data=artefact.dump(jury), facts=jury.facts, questionnaire=jury.questionnaire
    )
    return registry.promote_if_vacant(record=record).version
