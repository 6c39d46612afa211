"""Import startups with known outcomes from somebody's table."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from scoring import datasets
from scoring.core.mapping_file import parse_mapping, read_shipped, shipped
from scoring.core.problems import Problem
from scoring.core.tablelimits import MOST_BYTES
from scoring.management.previews import told_preview
from scoring.management.problems import (
    prepare_demo,
    problems_told,
    read_bytes,
    read_text,
    told_as_problems,
)
from scoring.models import DataSet

PREVIEWED = 5


class Command(BaseCommand):
    help = (
        "Import a CSV, CSV.gz or XLSX of startups with known outcomes by a mapping file, the whole of it or nothing. "
        "With --preview: show what would become of it, and keep nothing. docs/datasets.md tells the mapping's form."
    )
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return told_as_problems(super().create_parser(prog_name, subcommand, **kwargs))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument(
            "--map", required=True, metavar="MAP.toml", help=f"or a shipped one: {', '.join(shipped())}"
        )
        parser.add_argument("--name", help="of the data set: lower-case letters, digits, - and _")
        parser.add_argument("--label", metavar="KEY", help="one of the mapping's labels; default: its first")
        parser.add_argument("--licence", default="", help="under which the rows may be used")
        parser.add_argument("--provenance", default="", help="where the rows come from")
        parser.add_argument(
            "--preview", nargs="?", type=int, const=PREVIEWED, metavar="N", help="show N rows, keep nothing"
        )
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        with problems_told(), warnings.catch_warnings():
            # What openpyxl mends in silence is no concern of whoever reads the problem on stderr.
            warnings.filterwarnings("ignore", module="openpyxl")
            mapping_text = _mapping_text(options["map"])
            parse_mapping(mapping_text).label(options["label"])
            data = read_bytes(options["file"], "file", MOST_BYTES)
            filename = Path(options["file"]).name
            if options["preview"] is not None:
                told = _preview(filename, data, mapping_text, options["label"], options["preview"])
            else:
                told = self._imported(filename, data, mapping_text, options)
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self.stdout.write(told_preview(told) if options["preview"] is not None else told_import(told))

    def _imported(
        self, filename: str, data: bytes, mapping_text: str, options: dict[str, Any]
    ) -> dict[str, Any]:
        if not options["name"]:
            raise Problem("bad_option", "Give the data set a --name, or ask for a --preview.", "name")
        prepare_demo(jury=False)
        now = timezone.now()
        record = datasets.import_dataset(
            name=options["name"],
            data=data,
            filename=filename,
            mapping_text=mapping_text,
            label=options["label"],
            licence=options["licence"],
            provenance=options["provenance"],
            now=now,
        )
        recognised = record.created_at != now
        return {"recognised": recognised, "not_used": not_used(record, options), **facts(record)}


def not_used(record: DataSet, options: dict[str, Any]) -> list[str]:
    """The options that a data set imported before does not follow."""
    given = ("name", "licence", "provenance")
    return [name for name in given if options[name] and options[name] != getattr(record, name)]


def facts(record: DataSet) -> dict[str, Any]:
    """What to tell about a data set."""
    names = ("name", "label", "label_meaning", "rows", "successes", "licence", "provenance", "questionnaire")
    findings = record.findings.values("code", "column", "detail", "figures", "serious", "overruled_by")
    days = (record.first_date, record.last_date)
    return {
        **{name: getattr(record, name) for name in names},
        **dict(zip(("first_date", "last_date"), (day and day.isoformat() for day in days), strict=True)),
        "file_sha256": record.file_sha256,
        "mapping_sha256": record.mapping_sha256,
        "findings": list(findings),
    }


def told_import(told: dict[str, Any]) -> str:
    """The result for people."""
    if told["recognised"]:
        said = (
            f"This file was imported before, by the same mapping, as '{told['name']}'; nothing was written."
        )
        others = ", ".join(f"--{name}" for name in told["not_used"])
        return f"{said} What was given as {others} differs and was not used." if others else said
    lines = [
        f"{told['name']}: {told['rows']:,} rows, {told['successes']:,} successes "
        f"({told['successes'] / told['rows']:.1%}): {told['label_meaning']}"
    ]
    if told["first_date"]:
        lines.append(f"from {told['first_date']} to {told['last_date']}")
    lines.append("findings of the audit:" if told["findings"] else "the audit found nothing")
    lines += [
        f"  {'serious' if each['serious'] else 'note'}: {each['code']}: {each['detail']}"
        for each in told["findings"]
    ]
    return "\n".join(lines)


def _mapping_text(name: str) -> str:
    return read_shipped(name) if name in shipped() else read_text(name, "map")


def _preview(filename: str, data: bytes, mapping_text: str, label: str | None, rows: int) -> dict[str, Any]:
    if rows < 0:
        raise Problem("bad_option", "--preview takes a number of rows, 0 or more.", "preview")
    from scoring.core.importing import imported, translate_file
    from scoring.core.importing_preview import preview

    today = timezone.now().date()
    translation = translate_file(filename, data, parse_mapping(mapping_text), label=label, today=today)
    if not translation.problems:
        imported(translation)  # what is wrong with the table as a whole is told now, and not by the import
    return preview(translation, rows)
