"""The sheet of an XLSX workbook as rows of text, by openpyxl; measured before it is parsed."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from scoring.core.problems import TableProblem
from scoring.core.tablelimits import MOST_BYTES, MOST_CELLS, MOST_ROWS, too_many_rows

MOST_PARTS = 5_000
LAST_ROW = 1_048_576
"""Of a sheet, in Excel's own format; a file that names a later one is not from Excel."""
CHUNK = 1 << 20
# What openpyxl lets pass from its parsers where a workbook is damaged.
DAMAGE = (
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    SyntaxError,
    EOFError,
    OSError,
    RuntimeError,
    NotImplementedError,
    zipfile.BadZipFile,
    zlib.error,
)


def read_workbook(data: bytes, sheet: str | None) -> Iterator[list[str]]:
    """Rows of text, all as long as the first one where what is missing at their end is blank.

    Parameters
    ----------
    sheet : its name; None where the workbook has one only.

    Raises
    ------
    TableProblem : ``damaged_workbook``, ``not_a_workbook``, ``password_protected``, ``zip_bomb``, ``too_many_rows``,
        ``too_many_cells``, ``no_such_sheet``, ``which_sheet`` or ``formula_cell``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _measure(archive)
    except TableProblem:
        raise
    except DAMAGE as error:
        raise _damaged() from error
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        names = [each.title for each in book.worksheets]
    except DAMAGE as error:
        raise _damaged() from error
    yield from _rows(book[_chosen(names, sheet)])


def _damaged() -> TableProblem:
    return TableProblem("damaged_workbook", "The workbook is damaged; open it in Excel and save it again.")


def _measure(archive: zipfile.ZipFile) -> None:
    """Refuse what is no workbook or would grow too large, first by what it declares, then by what it holds."""
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise TableProblem("password_protected", "The file is a ZIP archive that is locked by a password.")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        detail = f"The workbook declares to unpack to more than {MOST_BYTES // 10**6} MB."
        raise TableProblem("zip_bomb", detail)
    if "xl/workbook.xml" not in archive.namelist():
        raise TableProblem("not_a_workbook", "The file is a ZIP archive without an Excel workbook in it.")
    left = MOST_BYTES
    for part in parts:
        left -= _measure_part(archive, part, left)


def _measure_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    """Bytes that a part unpacks to; its rows and cells are counted on the way."""
    size = rows = cells = 0
    sheet = part.filename.startswith("xl/worksheets/")
    with archive.open(part) as stream:
        tail = b""
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > left:
                detail = f"The workbook unpacks to more than {MOST_BYTES // 10**6} MB, and declares less."
                raise TableProblem("zip_bomb", detail)
            seen, tail = tail + chunk, chunk[-8:]
            if b"<!DOCTYPE" in seen:
                raise TableProblem("damaged_workbook", f"'{part.filename}' holds what no workbook may hold.")
            if sheet:
                # A tag cut by the edge of a chunk may be counted twice or not at all: one in a million bytes.
                rows, cells = rows + chunk.count(b"<row"), cells + chunk.count(b"<c ")
    if rows > MOST_ROWS + 1:
        raise too_many_rows()
    if cells > MOST_CELLS:
        raise TableProblem("too_many_cells", f"A sheet holds more than {MOST_CELLS:,} cells.")
    return size


def _chosen(names: list[str], sheet: str | None) -> str:
    listed = ", ".join(f"'{name}'" for name in names[:10])
    if sheet is not None and sheet not in names:
        raise TableProblem(
            "no_such_sheet", f"The workbook has no sheet '{sheet}', only {listed}.", "file.sheet"
        )
    if sheet is None and len(names) != 1:
        detail = f"The workbook has the sheets {listed}; say in the mapping which one (file.sheet)."
        raise TableProblem("which_sheet", detail, "file.sheet")
    return sheet or names[0]


def _rows(sheet: Any) -> Iterator[list[str]]:
    sheet.reset_dimensions()  # a sheet may declare any size
    header: list[str] = []
    number = 0
    cells = iter(sheet.iter_rows())
    for index in range(LAST_ROW + 1):
        try:
            row = next(cells, None)
        except DAMAGE as error:
            raise _damaged() from error
        if row is None:
            return
        if index == LAST_ROW:
            raise _damaged()
        texts = [_text(cell) for cell in row]
        formula = next((place for place, text in enumerate(texts) if text is None), None)
        if formula is not None:
            raise _formula(header, number, formula)
        told = _cut([text or "" for text in texts], len(header))
        if any(told):
            header = header or told
            yield told
            number += 1


def _cut(texts: list[str], width: int) -> list[str]:
    """Blank cells at the end of a row added up to the header's width, or left out beyond it."""
    while len(texts) > width and not texts[-1]:
        texts.pop()
    return texts + [""] * (width - len(texts))


def _formula(header: list[str], number: int, place: int) -> TableProblem:
    column = header[place] if place < len(header) else f"number {place + 1}"
    where = f"Row {number}, column '{column}'" if header else f"The header, {column}"
    detail = f"{where}: a formula. What it shows may be out of date; paste the column as values."
    return TableProblem("formula_cell", detail, column, row=number)


def _text(cell: Any) -> str | None:
    """What a cell shows; None for a formula."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, datetime | date):
        return value.isoformat()
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)
