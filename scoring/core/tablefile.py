"""A table as it comes, CSV, CSV.gz or XLSX: its bytes read to text cells, or refused before they can do harm."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import pandas as pd

from scoring.core.importing_workbook import read_workbook
from scoring.core.mapping import File, heading
from scoring.core.problems import TableProblem
from scoring.core.tablelimits import (
    LONGEST_CELL,
    MOST_BYTES,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    too_many_rows,
)

GZIP = b"\x1f\x8b"
ZIP = b"PK"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UTF16 = (b"\xff\xfe", b"\xfe\xff")
OTHERS = {
    b"%PDF": "a PDF document",
    b"MZ": "a Windows program",
    b"\x7fELF": "a Linux program",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"<!doctype": "a web page",
    b"<html": "a web page",
    b"<table": "a web page",
    b"<?xml": "an XML document",
    b"{\\rtf": "an RTF document",
    b"SQLite": "a database",
    b"PAR1": "a Parquet file",
    b'{"': "JSON",
    b"[{": "JSON",
}
DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table of text: `cells` (n, m) without surrounding blanks, its columns named by `header`."""

    header: tuple[str, ...]
    cells: pd.DataFrame


def read_raw_table(filename: str, data: bytes, file: File, *, most: int | None = None) -> RawTable:
    """Read a whole table or nothing of it. What the bytes are is seen from themselves, not from the name.

    Parameters
    ----------
    filename : to tell a workbook by name that is none.
    file : how the mapping says that the bytes are to be read.
    most : lines to read, the header's among them; None for all.

    Raises
    ------
    TableProblem : see docs/datasets.md; nothing larger than the limits of `tablelimits` is ever held.
    """
    if data.startswith(ZIP):
        rows: Iterable[list[str]] = read_workbook(data, file.sheet)
    else:
        text = _text(filename, data, file.encoding)
        _refuse_delimiter(text, file.delimiter)
        _refuse_large(text, file.delimiter)
        rows = _csv_rows(text, file.delimiter)
    return _table(islice(rows, most))


def unpack(data: bytes) -> bytes:
    """What a gzip file holds.

    Raises
    ------
    TableProblem : ``unpacks_too_large``, ``truncated_gzip`` or ``damaged_gzip``.
    """
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            plain = packed.read(MOST_BYTES + 1)
    except EOFError as error:
        raise TableProblem("truncated_gzip", "The gzip file ends too early; fetch it again.") from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise TableProblem("damaged_gzip", "The gzip file is damaged; fetch it again.") from error
    if len(plain) > MOST_BYTES:
        detail = f"The gzip file unpacks to more than {MOST_BYTES // 10**6} MB."
        raise TableProblem("unpacks_too_large", detail)
    return plain


def _text(filename: str, data: bytes, encoding: str) -> str:
    if data.startswith(GZIP):
        data = unpack(data)
    _refuse_others(filename, data)
    try:
        text = data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
        text.encode()  # some codecs give halves of signs, which nothing else can write
    except UnicodeError as error:
        raise _encoding_problem(data, encoding, error) from error
    if "\0" in text:
        if _is_utf_16(data):
            raise _encoding_problem(data, encoding, UnicodeError())
        line = text.count("\n", 0, text.index("\0")) + 1
        detail = f"Line {line} holds a NUL byte; this is no text, or was cut by a failing disk."
        raise TableProblem("nul_byte", detail, line=line)
    return text


def _refuse_others(filename: str, data: bytes) -> None:
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            detail = "The workbook is protected by a password; save it without one."
            raise TableProblem("password_protected", detail)
        raise TableProblem("old_excel", "This is an Excel file of before 2007; save it as .xlsx or as CSV.")
    start = data[:200].lstrip().lower()
    what = next((kind for magic, kind in OTHERS.items() if start.startswith(magic.lower())), None)
    if what == "a Windows program" and b"\0" not in data[:1000]:
        what = None
    if what:
        detail = f"This is {what}, not a table, whatever its name says."
        raise TableProblem("not_a_table", detail, what=what)
    if filename.lower().endswith((".xlsx", ".xlsm")) and data:
        raise TableProblem("not_a_workbook", "The name says that this is a workbook, but its content is not.")


def _is_utf_16(data: bytes) -> bool:
    """By its mark, or by a zero in every second byte, as Western text in UTF-16 has."""
    shares = [data[side:1_000:2].count(0) / max(1, len(data[side:1_000:2])) for side in (0, 1)]
    return data.startswith(UTF16) or (max(shares) > 0.8 and min(shares) < 0.2)


def _encoding_problem(data: bytes, encoding: str, error: UnicodeError) -> TableProblem:
    if _is_utf_16(data):
        detail = 'The file is written in UTF-16; save it as UTF-8 or give encoding = "utf-16" in the mapping.'
        return TableProblem("utf_16", detail)
    start = error.start if isinstance(error, UnicodeDecodeError) else 0
    line = data.count(b"\n", 0, start) + 1
    detail = (
        f"Line {line} is not text in {encoding}; save the file as UTF-8 or give its encoding in the mapping "
        '(from Excel often "cp1252").'
    )
    return TableProblem("wrong_encoding", detail, line=line)


def _refuse_delimiter(text: str, delimiter: str) -> None:
    """Another sign that parts the header far more often is the delimiter; a cell's text may hold a few of them."""
    header = text.lstrip().partition("\n")[0]
    counts = {each: header.count(each) for each in DELIMITERS}
    other = max(counts, key=lambda each: counts[each])
    if counts[other] > 2 * counts[delimiter]:
        detail = (
            f"The header holds {counts[other]} '{_shown(other)}' and {counts[delimiter]} '{_shown(delimiter)}'; give "
            f'delimiter = "{_shown(other)}" in the mapping.'
        )
        raise TableProblem("wrong_delimiter", detail, "file.delimiter", delimiter=other)


def _refuse_large(text: str, delimiter: str) -> None:
    """Where no cell is quoted a line is a row: what is far too large need not be read to be refused."""
    if '"' in text:
        return
    lines = text.count("\n")
    width = text.lstrip().partition("\n")[0].count(delimiter) + 1
    if lines > min(MOST_ROWS, MOST_CELLS // width) + 1 and width <= MOST_COLUMNS:
        raise _too_large(width)


def _csv_rows(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    line = 1
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _csv_problem(str(error), line) from error
        yield row


def _csv_problem(reason: str, line: int) -> TableProblem:
    if "unexpected end" in reason:
        return TableProblem("unclosed_quote", f"Line {line} opens a quote that is never closed.", line=line)
    if "field larger" in reason:
        detail = (
            f"The row that begins in line {line} holds a cell without end; perhaps a quote is never closed."
        )
        return TableProblem("huge_cell", detail, line=line)
    return TableProblem("malformed_csv", f"Line {line} is not CSV: {reason}.", line=line)


class _Stripped(dict[str, str]):
    """Cells without surrounding blanks, each different one kept once."""

    def __missing__(self, cell: str) -> str:
        stripped = cell.strip()
        if len(stripped) > LONGEST_CELL:
            raise OverflowError
        self[cell] = stripped
        return stripped


def _table(rows: Iterator[list[str]]) -> RawTable:
    filled = (row for row in rows if any(map(str.strip, row)))
    header = _header(next(filled, []))
    width, seen = len(header), _Stripped()
    most = min(MOST_ROWS, MOST_CELLS // width)
    kept: list[list[str]] = []
    for number, row in enumerate(filled, start=1):
        if number > most:
            raise _too_large(width)
        if len(row) != width:
            detail = f"Row {number} has {len(row)} cells, the header has {width}."
            raise TableProblem("ragged_row", detail, row=number)
        try:
            kept.append([seen[cell] for cell in row])
        except OverflowError as error:
            raise _huge(number, row, header) from error
    if not kept:
        raise TableProblem("no_rows", "The file holds a header and no rows.")
    return RawTable(header, pd.DataFrame(kept, columns=list(header), dtype=object))


def _too_large(width: int) -> TableProblem:
    if MOST_ROWS * width <= MOST_CELLS:
        return too_many_rows()
    detail = (
        f"The file holds more than {MOST_CELLS:,} cells; leave out columns that the mapping does not use."
    )
    return TableProblem("too_many_cells", detail)


def _huge(number: int, row: list[str], header: tuple[str, ...]) -> TableProblem:
    column = next(name for name, cell in zip(header, row, strict=True) if len(cell.strip()) > LONGEST_CELL)
    detail = f"Row {number}, column '{column}': a cell of more than {LONGEST_CELL:,} characters."
    return TableProblem("huge_cell", detail, column, row=number)


def _header(row: list[str]) -> tuple[str, ...]:
    header = tuple(heading(name) for name in row)
    if not header:
        raise TableProblem("empty_file", "The file is empty.")
    if len(header) > MOST_COLUMNS:
        detail = f"The file has {len(header):,} columns; {MOST_COLUMNS} are read at most."
        raise TableProblem("too_many_columns", detail)
    for number, name in enumerate(header, start=1):
        if not name:
            raise TableProblem("empty_header", f"Column {number} has no name in the header.", str(number))
        if len(name) > 300:
            detail = f"The name of column {number} has more than 300 characters; is the header missing?"
            raise TableProblem("long_header", detail, str(number))
    if len(set(header)) < len(header):
        twice = next(name for name in header if header.count(name) > 1)
        detail = f"The column '{twice}' stands in the file {header.count(twice)} times."
        raise TableProblem("duplicate_column", detail, twice)
    return header


def _shown(delimiter: str) -> str:
    return "\\t" if delimiter == "\t" else delimiter
