"""Files that were made to harm."""

from __future__ import annotations

import io
import zipfile

CONTENT = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
)


def zip_of(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def workbook(*rows: list[object]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zip_bomb() -> bytes:
    """A workbook of 60 kB that unpacks to 60 MB."""
    return zip_of(
        {"[Content_Types].xml": CONTENT, "xl/workbook.xml": b"<a/>", "xl/big.xml": b"0" * 60_000_000}
    )


def many_parts() -> bytes:
    return zip_of({"xl/workbook.xml": b"<a/>", **{f"xl/p{n}.xml": b"" for n in range(3_000)}})


def entities(encoding: str = "utf-8") -> bytes:
    """A billion laughs, as the sheet of a workbook."""
    lines = ['<!ENTITY l0 "ha">', *(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))]
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [{"".join(lines)}]><x>&l9;</x>'
    return zip_of({"[Content_Types].xml": CONTENT, "xl/workbook.xml": text.encode(encoding)})


def changed_workbook(part: str, data: bytes) -> bytes:
    """A workbook of which one part was replaced."""
    whole = workbook(["Company", "E-mail"], ["Umbra", "uma@example.org"])
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zip_of({**parts, part: data})


def lying_sheet() -> bytes:
    """A sheet that declares all rows and columns there can be, and holds one cell in the last of each."""
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/>'
        b'<sheetData><row r="1"><c r="XFD1" t="inlineStr"><is><t>Company</t></is></c></row></sheetData></worksheet>'
    )
    return changed_workbook("xl/worksheets/sheet1.xml", sheet)


def picture_bomb() -> bytes:
    """A PNG that claims 30,000 x 30,000 pixels."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    return out.getvalue()
