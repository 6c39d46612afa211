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
    TableProblem : ``damaged_workbook``, ``not_a_workbook``, ``locked_zip``, ``zip_bomb``, ``document_type``,
        ``too_many_rows``, ``too_many_cells``, ``no_such_sheet``, ``which_sheet`` or ``formula_cell``.
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
    """Refuse what is no workbook, or would grow too large, before a parser sees it.

    A part may declare less than it holds: `zipfile` then stops at what it declared and finds the checksum wrong, so
    what is declared bounds what is ever unpacked.
    """
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise TableProblem("locked_zip", "The file is a ZIP archive that is locked by a password.")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        detail = f"The workbook unpacks to more than {MOST_BYTES // 10**6} MB."
        raise TableProblem("zip_bomb", detail)
    if "xl/workbook.xml" not in archive.namelist():
        raise TableProblem("not_a_workbook", "The file is a ZIP archive without an Excel workbook in it.")
    for part in parts:
        try:
            _measure_part(archive, part)
        except zipfile.BadZipFile as error:
            detail = f"'{part.filename}' in the workbook is not what the archive declares it to be."
            raise TableProblem("damaged_workbook", detail) from error


def _measure_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Unpack a part to nowhere: its checksum is compared, and a sheet's rows and cells are counted."""
    rows = cells = 0
    with archive.open(part) as stream:
        tail = b""
        while chunk := stream.read(CHUNK):
            if b"<!DOCTYPE" in tail + chunk:
                # Entities can grow without end, and no workbook declares any.
                detail = (
                    f"'{part.filename}' in the workbook declares a document type, which no workbook does."
                )
                raise TableProblem("document_type", detail)
            # A tag cut by the edge of a chunk is not counted: a few in a million bytes.
            rows, cells = rows + chunk.count(b"<row"), cells + chunk.count(b"<c ")
            tail = chunk[-8:]
    if not part.filename.startswith("xl/worksheets/"):
        return
    if rows > MOST_ROWS + 1:
        raise too_many_rows()
    if cells > MOST_CELLS:
        raise TableProblem("too_many_cells", f"A sheet holds more than {MOST_CELLS:,} cells.")


def _chosen(names: list[str], sheet: str | None) -> str:
    listed = ", ".join(f"'{name}'" for name in names[:10])
    if sheet is not None and sheet not in names:
        raise TableProblem(
            "no_such_sheet", f"The workbook has no sheet '{sheet}', only {listed}.", "file.sheet"
        )
    if sheet is None and len(names) != 1:
        detail = f"The workbook has the sheets {listed}; say in the mapping which one (file.sheet)."
        raise TableProblem("which_sheet", detail, "file.sheet", sheets=names)
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
