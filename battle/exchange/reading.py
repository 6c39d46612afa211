"""A table as another tool wrote it, CSV or XLSX: its bytes read to text cells, or refused before they can do harm."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from battle.exchange.limits import LONGEST_CELL, MOST_BYTES, MOST_COLUMNS, MOST_ROWS
from battle.problems import Refused

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UTF16 = (b"\xff\xfe", b"\xfe\xff")
OTHERS = (
    *(b"%PDF", b"\x7fELF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"<!doctype", b"<html", b"<?xml", b"<svg"),
    *(b"{\\rtf", b"SQLite", b"PAR1", b'{"', b"[{", b"\x1f\x8b", b"PK\x05\x06", b"Rar!"),
)
DELIMITERS = ",;\t"


class Formula(str):
    """A cell of a workbook that is computed; what it would show is not known here."""


@dataclass(frozen=True, slots=True)
class Table:
    """Text cells without surrounding blanks. `numbers` are the rows' places in the file, the header's being 1."""

    header: tuple[str, ...]
    rows: list[list[str]]
    numbers: list[int]
    written_in: str


def refuse(code: str, message: str) -> Refused:
    return Refused(code, message, field="file", http_status=422)


def too_large() -> Refused:
    message = _("The file is larger than %(most)d MB. Leave out columns and files that are not needed here.")
    return refuse("file_too_large", message % {"most": MOST_BYTES // 10**6})


def read_table(filename: str, data: bytes) -> Table:
    """Read a whole table or nothing of it. What the bytes are is seen from themselves, not from the name.

    Raises
    ------
    Refused : with field ``file``: ``file_too_large``, ``empty_file``, ``not_a_table``, ``not_a_workbook``,
        ``old_workbook``, ``zip_bomb``, ``damaged_workbook``, ``document_type``, ``nul_byte``, ``malformed_csv``,
        ``huge_cell``, ``too_many_columns``, ``too_many_rows``, ``no_rows``.
    """
    if len(data) > MOST_BYTES:
        raise too_large()
    if not data.strip():
        raise refuse("empty_file", _("The file is empty."))
    if data.startswith(ZIP):
        from battle.exchange.workbook import read_workbook

        return _table(read_workbook(data), "XLSX")
    _refuse_others(filename, data)
    text, encoding = _decode(data)
    return _table(_csv_rows(text), encoding)


def _refuse_others(filename: str, data: bytes) -> None:
    if data.startswith(OLE):
        message = _(
            "This is an Excel file of before 2007, or one with a password. Save it as .xlsx or as CSV."
        )
        raise refuse("old_workbook", message)
    start = data[:200].lstrip().lower()
    if start.startswith(tuple(each.lower() for each in OTHERS)):
        raise refuse("not_a_table", _("This is not a table, whatever its name says. Send CSV or XLSX."))
    if filename.lower().endswith((".xlsx", ".xlsm")):
        message = _("The name says that this is a workbook, but its content is not.")
        raise refuse("not_a_workbook", message)


def _decode(data: bytes) -> tuple[str, str]:
    """By its mark, else UTF-8, else what Western spreadsheets write: every byte is a sign there, so it comes last."""
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
            text.encode()  # halves of signs, which nothing else can write
        except UnicodeError:
            continue
        if "\0" in text:
            raise refuse(
                "nul_byte", _("The file holds NUL bytes: it is no text, or was cut by a failing disk.")
            )
        return text.removeprefix("\ufeff"), encoding
    raise refuse("not_a_table", _("This is not a table, whatever its name says. Send CSV or XLSX."))


def _encodings(data: bytes) -> list[str]:
    if data.startswith(UTF16):
        return ["utf-16"]
    halves = [data[side:2_000:2] for side in (0, 1)]
    zeros = [half.count(0) / max(1, len(half)) for half in halves]
    if max(zeros) > 0.8 and min(zeros) < 0.2:
        return ["utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"]
    return ["utf-8", "cp1252", "latin-1"]


def _csv_rows(text: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=_delimiter(text))
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            told = {"line": line}
            if "field larger" in str(error):
                raise _huge(line) from error
            if "unexpected end" in str(error):
                raise refuse(
                    "malformed_csv", _("Line %(line)d opens a quote that is never closed.") % told
                ) from error
            raise refuse("malformed_csv", _("Line %(line)d cannot be read as CSV.") % told) from error
        yield row


def _delimiter(text: str) -> str:
    """The sign that parts the first line most often, outside of quotes."""
    first = text.lstrip().partition("\n")[0][:100_000]
    outside = "".join(first.split('"')[::2])
    return max(DELIMITERS, key=outside.count)


def _huge(line: int) -> Refused:
    message = _(
        "Line %(line)d holds a cell of more than %(most)d characters; perhaps a quote is never closed."
    )
    return refuse("huge_cell", message % {"line": line, "most": LONGEST_CELL})


def _table(rows: Iterable[list[str]], written_in: str) -> Table:
    header: tuple[str, ...] = ()
    kept: list[list[str]] = []
    numbers: list[int] = []
    for number, row in enumerate(rows, start=1):
        if not header:
            header = _header(row)
            continue
        cells = [cell if isinstance(cell, Formula) else cell.strip() for cell in row]
        if not any(cells):
            continue
        if len(kept) == MOST_ROWS:
            message = _("The file holds more than %(most)d rows. Send it in parts.")
            raise refuse("too_many_rows", message % {"most": MOST_ROWS})
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise _huge(number)
        kept.append(cells + [""] * (len(header) - len(cells)))
        numbers.append(number)
    if not header:
        raise refuse("empty_file", _("The file is empty."))
    if not kept:
        raise refuse("no_rows", _("The file holds a header and no rows."))
    return Table(header, kept, numbers, written_in)


def _header(row: list[str]) -> tuple[str, ...]:
    names = [" ".join(name.split())[:200] for name in row]
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        message = _("The file has %(found)d columns; at most %(most)d are read.")
        raise refuse("too_many_columns", message % {"found": len(names), "most": MOST_COLUMNS})
    return tuple(names)
