"""An edition's applications as a table for other tools, row by row: never drafts, never scores of the jury."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from battle.applications.answers import in_language, questions_asked
from battle.applications.enums import Source, State
from battle.applications.models import Application
from battle.editions.models import Edition
from battle.exchange.limits import EXPORT_CHUNK, LONGEST_CELL
from battle.exchange.safe import guarded
from battle.exchange.targets import ANSWER, FACT, FIELDS, key_of, label
from battle.exchange.targets import targets as targets_of_import
from battle.reviews.queries import Standing, standings

ALSO = {
    "key": gettext_lazy("Key"),
    "state": gettext_lazy("State"),
    "source": gettext_lazy("Came by"),
    "running_order": gettext_lazy("Place on the running order"),
    "consented_at": gettext_lazy("Consent given at"),
    "deck": gettext_lazy("Has a pitch deck"),
    "changed_at": gettext_lazy("Changed at"),
}
OF_REVIEWS = {
    "reads": gettext_lazy("Reads"),
    "mean": gettext_lazy("Mean of the reviews"),
    "corrected_mean": gettext_lazy("Mean, corrected for severity"),
    "spread": gettext_lazy("Spread of the reviews"),
}
EVIDENCE = "evidence."
GROUPS = {
    "application": gettext_lazy("The application"),
    "answers": gettext_lazy("Answers to the jury's questions"),
    "facts": gettext_lazy("Answers that are not scored"),
    "evidence": gettext_lazy("Evidence notes"),
    "reviews": gettext_lazy("What the reviewers think"),
}

Cell = str | float | int | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an export holds. `headings` are ``keys``, which programs and the import know, or ``texts``."""

    groups: tuple[str, ...] = tuple(GROUPS)
    headings: str = "texts"

    @classmethod
    def asked(cls, groups: Sequence[str], headings: str) -> Wanted:
        """What an address asks for; nothing known means everything."""
        known = tuple(group for group in GROUPS if group in groups)
        return cls(known or tuple(GROUPS), headings if headings in {"keys", "texts"} else "texts")

    def columns(self) -> list[str]:
        imported, asked = targets_of_import(), questions_asked()
        by_group = {
            "application": ["key", *FIELDS, *(name for name in ALSO if name != "key")],
            "answers": [target for target in imported if target.startswith(ANSWER)],
            "facts": [target for target in imported if target.startswith(FACT)],
            "evidence": [f"{EVIDENCE}{question.key}" for question in asked.questions],
            "reviews": list(OF_REVIEWS),
        }
        return [column for group in GROUPS if group in self.groups for column in by_group[group]]

    def header(self) -> list[str]:
        return [column if self.headings == "keys" else _heading(column) for column in self.columns()]


def table(edition: Edition, found: QuerySet[Application], wanted: Wanted) -> Iterator[list[Cell]]:
    """The header and a row for each application, read in portions."""
    columns = wanted.columns()
    read: dict[int, Standing] = {}
    if "reviews" in wanted.groups:
        read = {standing.application_id: standing for standing in standings(edition)}
    yield list(wanted.header())
    for application in found.iterator(chunk_size=EXPORT_CHUNK):
        yield [_cell(application, column, read.get(application.pk), wanted) for column in columns]


def as_csv(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The rows as CSV text with a mark that spreadsheets know UTF-8 by, line by line."""
    writer = csv.writer(_Line(), lineterminator="\r\n")
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])


def as_workbook(rows: Iterable[Sequence[Cell]]) -> IO[bytes]:
    """The rows as an XLSX file on disk, whose texts are texts and nothing else."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Applications")
    sheet.freeze_panes = "B2"

    def cell_of(value: Cell) -> Any:
        if not isinstance(value, str):
            return value
        cell = WriteOnlyCell(sheet, value="")
        # Set behind openpyxl's back, which makes a formula of "=1"; the quote keeps it a text once somebody edits it.
        cell._value = _printable(value)  # type: ignore[attr-defined]
        cell.data_type, cell.quotePrefix = "s", True
        return cell

    for row in rows:
        sheet.append([cell_of(value) for value in row])
    file = tempfile.TemporaryFile()  # noqa: SIM115 the response that sends it closes it
    book.save(file)
    file.seek(0)
    return file


class _Line:
    """What `csv` writes to: it hands each line back."""

    def write(self, line: str) -> str:
        return line


def _printable(text: str) -> str:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return str(ILLEGAL_CHARACTERS_RE.sub("", text))[:LONGEST_CELL]


def _heading(column: str) -> str:
    if column in ALSO:
        return str(ALSO[column])
    if column in OF_REVIEWS:
        return str(OF_REVIEWS[column])
    if column.startswith(EVIDENCE):
        question = in_language(questions_asked().question(key_of(column)).text)
        return _("Evidence: %(question)s") % {"question": question}
    return label(column)


def _cell(application: Application, column: str, standing: Standing | None, wanted: Wanted) -> Cell:
    if column.startswith((ANSWER, FACT)):
        return _answer(application, column, wanted)
    if column.startswith(EVIDENCE):
        return str(application.evidence.get(key_of(column), ""))
    if column in OF_REVIEWS:
        figure = getattr(standing, column) if standing else None
        return round(figure, 3) if isinstance(figure, float) else figure
    value: Any = bool(application.deck) if column == "deck" else getattr(application, column)
    if wanted.headings == "texts" and column in {"state", "source"}:
        return str((State if column == "state" else Source)(value).label)
    return _plain(value)


def _answer(application: Application, column: str, wanted: Wanted) -> Cell:
    answers = application.answers if column.startswith(ANSWER) else application.facts
    value: float | None = answers.get(key_of(column))
    if value is None:
        return None
    for option in questions_asked().question(key_of(column)).options:
        if option.level == value:
            return option.slug if wanted.headings == "keys" else in_language(option.label)
    return int(value) if float(value).is_integer() else value


def _plain(value: Any) -> Cell:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value if value is None or isinstance(value, int) else str(value)
