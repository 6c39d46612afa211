"""Files and mappings that cannot be used, each with the code of its problem and the row and column to be named."""

import gzip
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from tests.scoring.datasets.tables import HEADER, MAPPING, as_csv, as_xlsx, changed, repacked, rows


@dataclass(frozen=True)
class Broken:
    code: str
    data: Callable[[], bytes] = lambda: as_csv(rows())
    mapping: str = MAPPING
    name: str = "startups.csv"
    row: int | None = None
    column: str = ""


def cell(code: str, row: int, column: str, text: str) -> Broken:
    """One bad cell in a good table."""
    return Broken(code, lambda: as_csv(changed(row, column, text)), row=row, column=column)


def mapped(code: str, old: str, new: str, column: str = "") -> Broken:
    """A good table with one thing changed in its mapping."""
    assert old in MAPPING
    return Broken(code, mapping=MAPPING.replace(old, new), column=column)


def raw(code: str, data: Callable[[], bytes], **where) -> Broken:
    return Broken(code, data, **where)


def good() -> bytes:
    return as_csv(rows())


def garbage() -> bytes:
    """A tenth of 2,000 rows' cells are noise."""
    dice, table = random.Random(1), rows(2_000)
    for row in table[1:]:
        for place in range(1, 10):
            if dice.random() < 0.1:
                row[place] = "".join(dice.choices("#~zq%", k=6))
    return as_csv(table)


def bomb() -> bytes:
    return repacked(as_xlsx(rows()), lambda name, old: bytes(220_000_000) if "sheet1" in name else old)


def lying() -> bytes:
    """A workbook whose sheet declares one byte, in both of its headers."""
    packed = bytearray(as_xlsx(rows()))
    with zipfile.ZipFile(BytesIO(bytes(packed))) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size.to_bytes(4, "little")
    return bytes(packed.replace(size, (1).to_bytes(4, "little")))


def many_rows_sheet() -> bytes:
    row = b"<row><c><v>1</v></c></row>"
    sheet = b"<worksheet><sheetData>" + row * 1_000_000 + b"</sheetData></worksheet>"
    return repacked(as_xlsx(rows()), lambda name, old: sheet if "sheet1" in name else old)


def entities(name: str, old: bytes) -> bytes:
    return b'<!DOCTYPE x [<!ENTITY a "aa">]>' + old if "sheet1" in name else old


def locked_zip() -> bytes:
    packed = bytearray(as_xlsx(rows()))
    place = packed.index(b"PK\x01\x02")
    packed[place + 8] |= 1
    return bytes(packed)


def archive(name: str) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as new:
        new.writestr(name, "text")
    return file.getvalue()


def table(change: Callable[[list[list]], object]) -> bytes:
    """The good table, changed."""
    copy = [list(row) for row in rows()]
    change(copy)
    return as_csv(copy)


def add_column(name: str) -> bytes:
    return as_csv([[*row, name if row is HEADER else "1"] for row in rows()])


def with_formula() -> bytes:
    copy: list[list] = [list(row) for row in rows()]
    copy[2][6] = "=SUM(1,2)"
    return as_xlsx(copy)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)

FILES = {
    "empty": raw("empty_file", lambda: b""),
    "blank_lines_only": raw("empty_file", lambda: b"\n\n  \n"),
    "header_only": raw("no_rows", lambda: as_csv(rows()[:1])),
    "latin_1": raw("wrong_encoding", lambda: good().replace(b"Lyon", b"Besan\xe7on")),
    "utf_16": raw("utf_16", lambda: good().decode().encode("utf-16")),
    "utf_16_unmarked": raw("utf_16", lambda: good().decode().encode("utf-16-le")),
    "semicolons": raw("wrong_delimiter", lambda: as_csv(rows(), ";")),
    "tabs": raw("wrong_delimiter", lambda: as_csv(rows(), "\t")),
    "nul_bytes": raw("nul_byte", lambda: good().replace(b"Company 3", b"Comp\0any 3")),
    "unclosed_quote": raw("unclosed_quote", lambda: good().replace(b"Company 4", b'"Company 4')),
    "quote_inside": raw("malformed_csv", lambda: good().replace(b"Company 4", b'"Company" 4')),
    "ragged_short": raw("ragged_row", lambda: table(lambda t: t[3].pop()), row=3),
    "ragged_long": raw("ragged_row", lambda: table(lambda t: t[5].append("x")), row=5),
    "huge_cell": raw("huge_cell", lambda: as_csv(changed(2, "city", "x" * 50_000)), row=2, column="city"),
    "endless_cell": raw("huge_cell", lambda: good() + b'"' + b"x" * 200_000),
    "duplicate_header": raw("duplicate_column", lambda: add_column("founders"), column="founders"),
    "duplicate_but_for_blanks": raw("duplicate_column", lambda: add_column(" big  data"), column="big data"),
    "empty_header": raw("empty_header", lambda: add_column("")),
    "no_header": raw("missing_column", lambda: as_csv(rows()[1:])),
    "sentence_as_header": raw("long_header", lambda: add_column("why " * 100)),
    "too_many_columns": raw("too_many_columns", lambda: as_csv([[f"c{n}" for n in range(401)]] * 2)),
    "a_million_rows": raw("too_many_rows", lambda: good() + good().splitlines(True)[1] * 1_000_000),
    "too_many_cells": raw(
        "too_many_cells",
        lambda: b",".join(b"%d" % n for n in range(400)) + (b"\n" + b"," * 398 + b",1") * 30_500,
    ),
    "truncated_gzip": raw("truncated_gzip", lambda: gzip.compress(good())[:-30], name="startups.csv.gz"),
    "damaged_gzip": raw(
        "damaged_gzip", lambda: gzip.compress(good())[:-8] + bytes(8), name="startups.csv.gz"
    ),
    "gzip_bomb": raw("unpacks_too_large", lambda: gzip.compress(bytes(220_000_000), 1)),
    "pdf": raw("not_a_table", lambda: b"%PDF-1.7 ..."),
    "web_page": raw("not_a_table", lambda: b"<!DOCTYPE html><html>", name="startups.xlsx"),
    "program": raw("not_a_table", lambda: b"MZ\x90\0\3" + bytes(99), name="startups.xlsx"),
    "text_named_xlsx": raw("not_a_workbook", good, name="startups.xlsx"),
    "other_zip": raw("not_a_workbook", lambda: archive("word/document.xml"), name="startups.xlsx"),
    "old_excel": raw("old_excel", lambda: OLE, name="startups.xls"),
    "password": raw(
        "password_protected", lambda: OLE + "EncryptedPackage".encode("utf-16-le"), name="a.xlsx"
    ),
    "locked_zip": raw("locked_zip", locked_zip, name="startups.xlsx"),
    "cut_xlsx": raw("damaged_workbook", lambda: as_xlsx(rows())[:2_000], name="startups.xlsx"),
    "lying_xlsx": raw("damaged_workbook", lying, name="startups.xlsx"),
    "entities_xlsx": raw("document_type", lambda: repacked(as_xlsx(rows()), entities), name="startups.xlsx"),
    "zip_bomb": raw("zip_bomb", bomb, name="startups.xlsx"),
    "a_million_rows_xlsx": raw("too_many_rows", many_rows_sheet, name="startups.xlsx"),
    "formula": raw("formula_cell", with_formula, name="startups.xlsx", row=2, column="raised"),
    "several_sheets": raw("which_sheet", lambda: as_xlsx(rows(), "notes"), name="startups.xlsx"),
    "missing_label_column": raw(
        "missing_column", lambda: good().replace(b",won,", b",result,"), column="won"
    ),
    "all_succeeded": raw("one_outcome", lambda: good().replace(b",no,", b",yes,"), column="won"),
    "garbage": raw("not_translated", garbage, row=1),
    "duplicate_company": raw(
        "contradicting_outcomes",
        lambda: table(lambda t: t.append([t[1][0] + " ", t[1][1], "no", *t[1][3:]])),
        row=7,
        column="name",
    ),
    "blank_label": cell("blank_label", 3, "won", ""),
    "third_label": cell("bad_label", 4, "won", "maybe"),
    "nan": cell("not_a_number", 2, "founders", "NaN"),
    "infinite": cell("not_a_number", 5, "raised", "-inf"),
    "overflow": cell("not_a_number", 6, "raised", "1e999"),
    "out_of_range": cell("out_of_range", 1, "founders", "51"),
    "negative": cell("out_of_range", 2, "raised", "-5"),
    "fraction": cell("wrong_type", 3, "founders", "2.5"),
    "thousands": cell("grouped_number", 4, "raised", "1,500,000"),
    "word_for_number": cell("not_translated", 5, "founders", "two"),
    "unknown_word": cell("unknown_word", 6, "partners", "some"),
    "uncountable": cell("bad_count", 2, "big data", "perhaps"),
    "word_in_extra": cell("not_translated", 3, "buzz", "loud"),
    "endless_extra": cell("extra_too_large", 4, "buzz", "1e308"),
    "no_day": cell("not_a_day", 2, "seen", "31.02.2010"),
    "blank_day": cell("blank_day", 4, "seen", ""),
    "future_day": cell("day_in_future", 1, "decided", "2999-01-01"),
    "outcome_first": cell("outcome_before_facts", 5, "decided", "2009-01-01"),
}

MAPPINGS = {
    "not_toml": Broken("mapping_not_toml", mapping="version = = 1"),
    "endless_nesting": Broken("mapping_not_toml", mapping="a = " + "[" * 5_000),
    "no_encoding": Broken("bad_mapping", mapping=MAPPING + '[file]\nencoding = "rot13"\n'),
    **{
        f"codec_{name}": Broken("bad_mapping", mapping=MAPPING + f'[file]\nencoding = "{name}"\n')
        for name in ("unicode_escape", "raw-unicode-escape", "idna", "punycode", "UTF-7")
    },
    "no_delimiter": Broken("bad_mapping", mapping=MAPPING + '[file]\ndelimiter = "a"\n'),
    "no_format": mapped("bad_mapping", 'column = "seen"', 'column = "seen"\nformat = "%d %B"'),
    "huge_number": mapped("bad_mapping", "multiply = 1e-6", "multiply = 1" + "0" * 400),
    "unknown_key": mapped("mapping_unknown_key", "multiply = 1e-6", "multiplied = 1e-6"),
    "no_label": Broken("bad_mapping", mapping=MAPPING.replace("[labels.won]", "[label]")),
    "later_version": mapped("bad_mapping", "version = 1", "version = 2"),
    "two_ways": mapped("bad_mapping", 'column = "founders"', 'column = "founders"\nstarts_with = "f"'),
    "no_questionnaire": mapped("unknown_questionnaire", "version = 1", 'version = 1\nquestionnaire = "v9"'),
    "unknown_question": mapped("unknown_question", "questions.team_founders", "questions.team_size"),
    "unknown_column": mapped("missing_column", 'column = "founders"', 'column = "Founders"', "Founders"),
    "no_such_start": mapped("missing_column", 'column = "founders"', 'starts_with = "zz"', "zz"),
    "two_such_starts": mapped("ambiguous_column", 'column = "founders"', 'starts_with = "b"', "b"),
    "protected_column": mapped("protected_attribute", 'column = "buzz"', 'column = "city"'),
    "protected_question": mapped("protected_attribute", "questions.team_founders", "questions.gender"),
    "protected_extra": mapped("protected_attribute", "extras.buzz", "extras.nationality"),
    "protected_words": mapped(
        "protected_attribute", 'column = "buzz"', 'column = "buzz"\nvalues = { female = 1 }'
    ),
    "label_as_feature": mapped("label_as_feature", 'column = "buzz"', 'column = "won"'),
    "bad_translation": mapped("bad_translation", 'lots = "many"', 'lots = "heaps"'),
    "no_such_sheet": Broken(
        "no_such_sheet", lambda: as_xlsx(rows()), MAPPING + '[file]\nsheet = "data"\n', "a.xlsx"
    ),
}

CASES = {**FILES, **MAPPINGS}
