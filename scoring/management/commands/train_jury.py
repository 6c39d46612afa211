"""Train a jury and register it as a candidate."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandParser

from scoring import datasets, registry, service
from scoring.core.problems import Problem
from scoring.management.origins import LONG_ENOUGH, content_hash, file_named
from scoring.management.problems import prepare_demo, problems_told, read_text, told_as_problems
from scoring.models import DataSet, JuryModel

if TYPE_CHECKING:
    from scoring.core.jury import JuryModel as Jury

SOURCES = ("data", "dataset", "cohort")


class Command(BaseCommand):
    help = (
        "Train a jury on the reference cohort, on an imported data set, on a cohort sampled from somebody's "
        "statistics (manage.py derive_cohort), or on a CSV whose columns are question keys (natural units, slugs or "
        "level numbers; blank is unanswered) and a label of 1 and 0. It becomes a candidate; a person promotes it "
        "(/jury/, or manage.py promote_jury). Only where there is no champion, and no finding of the audit is open, it "
        "is installed as champion, and the record of promotions says so."
    )
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return told_as_problems(super().create_parser(prog_name, subcommand, **kwargs))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--data", metavar="CSV", help="default: the reference cohort")
        parser.add_argument("--label", metavar="COLUMN", help="of --data, with the outcome, 1 or 0")
        parser.add_argument("--dataset", metavar="NAME", help="imported before")
        parser.add_argument("--cohort", metavar="FILE", help="statistics to sample startups from")
        parser.add_argument("--seed", type=int, default=service.REFERENCE_SEED)
        parser.add_argument("--json", action="store_true", help="print the facts as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        with problems_told():
            prepare_demo(jury=False)
            _check(options)
            record = registry.find_model(train(options))
            facts = service.model_facts(record.version)
            findings = [finding.detail for finding in registry.open_findings(record)]
        if options["json"]:
            self.stdout.write(json.dumps({**facts, "open_findings": findings}, ensure_ascii=False))
            return
        self.stdout.write(f"{record.version} ({record.status}), trained on {record.trained_on}")
        for detail in findings:
            self.stdout.write(
                f"fills no vacant place until this is explained (manage.py overrule_finding): {detail}"
            )


def _check(options: dict[str, Any]) -> None:
    if not 0 <= options["seed"] < 2**32:
        raise Problem("bad_option", "The seed must lie between 0 and 4294967295.", "seed")
    if (options["data"] is None) != (options["label"] is None):
        raise Problem("bad_option", "--data and --label go together.", "label")
    chosen = [name for name in SOURCES if options[name] is not None]
    if len(chosen) > 1:
        detail = "Choose one of --data, --dataset and --cohort to train on."
        raise Problem("bad_option", detail, chosen[1])


def train(options: dict[str, Any]) -> str:
    """Train on what the options name, register, and return the version.

    Raises
    ------
    Problem : the file or its rows cannot be used.
    NoSuchDataSet : there is none of this name.
    """
    seed = options["seed"]
    if options["dataset"] is not None:
        return train_on_dataset(options["dataset"], seed)
    if options["cohort"] is not None:
        return train_on_cohort(read_text(options["cohort"], "cohort"), seed)
    if options["data"] is not None:
        return train_on_table(read_text(options["data"], "data"), options["label"], seed)
    return service.train_reference_jury(seed).version


def train_on_dataset(name: str, seed: int) -> str:
    """Train on the rows of a data set; the jury remembers it."""
    from scoring.core import training

    record, rows = datasets.find(name), datasets.load(name)
    facts = {
        "trained_on": f"{len(rows.outcomes)} startups with known outcomes (data set {name})",
        "synthetic": False,
        "label": record.label,
        "label_meaning": record.label_meaning,
    }
    jury = training.train(rows.sheets, rows.outcomes, seed, facts)
    return _registered(jury, dataset=record).version


def train_on_cohort(text: str, seed: int) -> str:
    """Train on startups sampled from a file of statistics."""
    from scoring.core import training
    from scoring.core.cohort_statistics import CohortStatistics

    statistics = CohortStatistics.from_json(text)
    named = content_hash(statistics.to_json())[:LONG_ENOUGH]
    trained_on = f"cohort after {statistics.n} startups (synthetic, statistics {named})"
    return _registered(training.train_on_cohort(statistics, seed, trained_on)).version


def train_on_table(text: str, label: str, seed: int) -> str:
    """Train on the rows of a CSV file."""
    from scoring.core import training
    from scoring.core.table import read_table

    table = read_table(text.splitlines(keepends=True), label)
    facts = {
        "trained_on": f"{len(table.sheets)} startups with known outcomes {file_named(content_hash(text))}",
        "synthetic": False,
    }
    return _registered(training.train(table.sheets, table.outcomes, seed, facts)).version


def _registered(jury: Jury, dataset: DataSet | None = None) -> JuryModel:
    from scoring.core import artefact

    data = artefact.dump(jury)
    record = registry.register_model(
        data=data, facts=jury.facts, questionnaire=jury.questionnaire, datasets=[dataset] if dataset else []
    )
    return registry.promote_if_vacant(record=record)
