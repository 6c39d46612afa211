"""Judge a jury on startups with known outcomes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from scoring import service
from scoring.core.problems import Problem
from scoring.management.origins import NOTE, content_hash, trained_on
from scoring.management.problems import (
    prepare_demo,
    problems_told,
    read_bytes,
    read_text,
    told_as_problems,
)

JUDGES = ("model", "points_rule", "base_rate")
FIXED_BY_DATA_SET = {
    "label": "A data set has one label, chosen when it was imported; --label goes with --data.",
    "map": "A data set is mapped already; --map goes with --data.",
}
ONLY_IN_A_STUDY = {
    "beside": "Other tables are judged in a study; --beside needs --study or --card.",
    "outcome_after": "Only a study judges in time; --outcome-after needs --study or --card.",
    "workers": "Only a study is spread over processes; --workers needs --study or --card.",
}
KNOWN_ALREADY = {
    name: f"The figures of --from are known already; --{name.replace('_', '-')} would change nothing."
    for name in ("data", "label", "map", "dataset", "model", "study", "beside", "outcome_after", "workers")
}


class Command(BaseCommand):
    help = (
        "Judge a jury on startups with known outcomes: a CSV whose columns are question keys, a foreign table with a "
        "mapping, or an imported data set. Prints AUC, average precision, Brier, log loss, pooled calibration error, "
        "calibration slope and intercept and precision at 10 %, each with a 95 % interval, for the jury, the points "
        "rule and the base rate. --study adds everything that needs training: cross-validation beside rivals, "
        "ablation, curves, bands, synthetic against real, time. --card writes it as a model card."
    )
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return told_as_problems(super().create_parser(prog_name, subcommand, **kwargs))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--data", metavar="FILE", help="CSV, or with --map a foreign CSV, CSV.gz or XLSX")
        parser.add_argument("--label", metavar="COLUMN", help="outcome, 1 or 0; with --map one of its labels")
        parser.add_argument("--map", metavar="MAPPING", help="a shipped mapping's name, or a TOML file")
        parser.add_argument("--dataset", metavar="NAME", help="an imported data set instead of a file")
        parser.add_argument("--model", metavar="VERSION", help="default: the champion")
        parser.add_argument("--study", action="store_true", help="everything; some minutes on 228 startups")
        parser.add_argument(
            "--beside",
            nargs=3,
            action="append",
            default=[],
            metavar=("FILE", "MAPPING", "LABEL"),
            help="another table, whose columns that are no question are judged too; may be given again",
        )
        parser.add_argument(
            "--outcome-after",
            type=int,
            metavar="DAYS",
            help="after its date an outcome was known so many days later: no earlier test may train on it",
        )
        parser.add_argument(
            "--workers", type=int, metavar="N", help="processes at once in a study; default: 2"
        )
        parser.add_argument("--json", action="store_true", help="print the figures as JSON")
        parser.add_argument("--out", metavar="FILE", help="write the JSON to a file")
        parser.add_argument("--card", metavar="FOLDER", help="write a model card (implies --study)")
        parser.add_argument("--from", dest="known", metavar="JSON", help="a study's JSON: only make its card")

    def handle(self, *args: Any, **options: Any) -> None:
        with problems_told():
            figures = _known(options) if options["known"] else self._judged(options)
            if options["out"]:
                _write({options["out"]: json.dumps(figures, indent=1, ensure_ascii=False) + "\n"})
            if options["card"]:
                _write_card(figures, options["card"])
        if options["json"]:
            self.stdout.write(json.dumps(figures, ensure_ascii=False))
        elif not options["known"]:
            self.stdout.write(told(figures))

    def _judged(self, options: dict[str, Any]) -> dict[str, Any]:
        _check(options)
        prepare_demo(jury=options["model"] is None)
        if options["dataset"] is None and options["map"] is None and not _studies(options):
            text = read_text(options["data"], "data")
            told = service.evaluate(text, options["label"], model=options["model"])
            return {**told, "trained_on_these": trained_on(told["version"], content_hash(text))}
        from scoring.management import studying

        return studying.run(options)


def _check(options: dict[str, Any]) -> None:
    if (options["data"] is None) == (options["dataset"] is None):
        raise Problem("bad_option", "Either --data or --dataset is needed.", "data")
    if options["dataset"] is not None:
        _refuse_any(options, FIXED_BY_DATA_SET)
    elif options["map"] is None and options["label"] is None:
        raise Problem("bad_option", "--data without --map needs --label.", "label")
    if not _studies(options):
        _refuse_any(options, ONLY_IN_A_STUDY)
    if (options["outcome_after"] or 0) < 0:
        raise Problem("bad_option", "--outcome-after cannot be negative.", "outcome_after")
    if options["workers"] is not None and options["workers"] < 1:
        raise Problem("bad_option", "--workers is 1 or more.", "workers")
    dated = options["dataset"] or options["map"] or options["beside"]
    if options["outcome_after"] is not None and not dated:
        detail = "--outcome-after needs dates; a CSV of --data without --map has none."
        raise Problem("bad_option", detail, "outcome_after")


def _refuse_any(options: dict[str, Any], sentences: dict[str, str]) -> None:
    """No option is left aside without a word."""
    for name, sentence in sentences.items():
        if options[name] not in (None, False, []):
            raise Problem("bad_option", sentence, name)


def _studies(options: dict[str, Any]) -> bool:
    return bool(options["study"] or options["card"])


def _known(options: dict[str, Any]) -> dict[str, Any]:
    if not options["card"]:
        raise Problem("bad_option", "--from makes a card; it needs --card.", "card")
    _refuse_any(options, KNOWN_ALREADY)
    data = read_bytes(options["known"], "from")
    try:
        return dict(json.loads(data))
    except (ValueError, TypeError) as error:
        raise Problem("malformed_json", "The file of --from is not a study's JSON.", "from") from error


def _write_card(figures: dict[str, Any], folder: str) -> None:
    from scoring.card.card import files

    try:
        made = files(figures)
    except (ValueError, KeyError, TypeError) as error:
        detail = f"No card can be made of this JSON: {error}."
        raise Problem("malformed_json", detail, "from") from error
    _write({str(Path(folder) / name): text for name, text in made.items()})


def _write(files: dict[str, str]) -> None:
    for name, text in files.items():
        try:
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(text, encoding="utf-8")
        except OSError as error:
            detail = f"'{name}' cannot be written: {error.strerror}."
            raise Problem("unwritable_file", detail, "out") from error


def told(figures: dict[str, Any]) -> str:
    """The figures as a table for people."""
    studied = "cross_validation" in figures
    if studied:
        judges, count = figures["cross_validation"]["judges"], figures["data"]["startups"]
        title = f"juries trained like {figures['jury']['name']}, cross-validated on {count} startups"
    else:
        judges = {judge: figures[judge] for judge in JUDGES}
        title = f"{figures['version']} on {figures['n']} startups"
    width = max(14, *(len(judge) + 2 for judge in judges))
    lines = [title]
    if figures.get("trained_on_these"):
        lines.append(f"{figures['jury']['name']} itself: {NOTE}" if studied else NOTE)
    lines.append(" " * 24 + "".join(f"{judge:>{width}}" for judge in judges))
    for name in next(iter(judges.values())):
        lines.append(
            f"{name:<24}" + "".join(f"{_figure(judged[name]):>{width}}" for judged in judges.values())
        )
    return "\n".join(lines)


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
