"""The first sheet of an XLSX workbook as rows of text, by openpyxl; measured before it is parsed."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from battle.exchange.limits import (
    MOST_COLUMNS,
    MOST_PARTS,
    MOST_RATIO,
    MOST_ROWS,
    MOST_UNPACKED,
    RATIO_COUNTS_FROM,
)
from battle.exchange.reading import Formula, refuse
from battle.problems import Refused

CHUNK = 1 << 20
# A document type can let entities grow without end, and no workbook declares one; in either encoding of XML.
DOCUMENT_TYPE = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
# What openpyxl lets pass from its parsers where a workbook is damaged.
DAMAGE = (
    *(
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        SyntaxError,
        EOFError,
        OSError,
        RuntimeError,
    ),
    *(OverflowError, NotImplementedError, zipfile.BadZipFile, zlib.error),
)


def read_workbook(data: bytes) -> Iterator[list[str]]:
    """The rows of the first sheet.

    Raises
    ------
    Refused : ``damaged_workbook``, ``not_a_workbook``, ``zip_bomb``, ``document_type`` or ``too_many_columns``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _measure(archive)
    except DAMAGE as error:
        raise _damaged() from error
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # a sheet may declare any size
        # Two rows more than are ever taken: the reader of rows says that there are too many.
        yield from map(_texts, islice(sheet.iter_rows(), MOST_ROWS * 2))
    except DAMAGE as error:
        raise _damaged() from error


def _damaged() -> Refused:
    return refuse("damaged_workbook", _("The workbook is damaged; open it and save it again."))


def _measure(archive: zipfile.ZipFile) -> None:
    """Refuse what is no workbook, or would grow too large, before a parser sees it.

    A part may declare less than it holds: `zipfile` then stops at what it declared and finds the checksum wrong, so
    what is declared bounds what is ever unpacked.
    """
    parts = archive.infolist()
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    bomb = unpacked > RATIO_COUNTS_FROM and unpacked > MOST_RATIO * max(1, packed)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or bomb:
        raise refuse("zip_bomb", _("The workbook would grow far beyond its size when it is unpacked."))
    if "xl/workbook.xml" not in archive.namelist() or any(part.flag_bits & 1 for part in parts):
        raise refuse("not_a_workbook", _("The file is an archive, but not a workbook that can be read."))
    for part in parts:
        with archive.open(part) as stream:
            tail = b""
            while chunk := stream.read(CHUNK):
                if any(mark in tail + chunk for mark in DOCUMENT_TYPE):
                    message = _("The workbook declares a document type, which no spreadsheet does.")
                    raise refuse("document_type", message)
                tail = chunk[-20:]


def _texts(row: Any) -> list[str]:
    if len(row) > MOST_COLUMNS * 10:
        message = _("The file has %(found)d columns; at most %(most)d are read.")
        raise refuse("too_many_columns", message % {"found": len(row), "most": MOST_COLUMNS})
    return [_text(cell) for cell in row]


def _text(cell: Any) -> str:
    """What a cell shows."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return Formula(value)
    if cell.data_type == "e":
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, datetime | date):
        return value.isoformat()
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)
