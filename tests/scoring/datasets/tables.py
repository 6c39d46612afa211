"""A small table and the mapping that reads it; tests change a copy of either."""

import csv
import io
import zipfile
from collections.abc import Callable

from openpyxl import Workbook

from scoring.core.importing import translate_file
from scoring.core.mapping_file import parse_mapping

Rows = list[list[str]]

MAPPING = """\
version = 1
unanswered = ["n/a"]

[labels.won]
column = "won"
success = ["yes"]
failure = ["no"]
meaning = "it was sold within five years"
outcome_date = { column = "decided" }

[company]
column = "name"

[date]
column = "seen"

[questions.team_founders]
column = "founders"

[questions.trac_partners]
column = "partners"
blank = "none"
values = { lots = "many" }

[questions.inv_last_round]
column = "raised"
multiply = 1e-6

[questions.ip_data_core]
columns = ["ml", "big data"]
combine = "count_of"
counted = ["x"]
uncounted = ["-"]

[extras.buzz]
column = "buzz"
direction = 1
"""

HEADER = [
    "name",
    "seen",
    "won",
    "decided",
    "founders",
    "partners",
    "raised",
    "ml",
    "big data",
    "buzz",
    "city",
]


def rows(count: int = 6) -> Rows:
    """The header and `count` good rows, every second one a success."""
    table = [HEADER]
    for number in range(1, count + 1):
        won = "yes" if number % 2 else "no"
        founders, partners = str(number % 4 + 1), ("", "few", "lots")[number % 3]
        decided = f"2015-{number % 12 + 1:02}-01"
        facts = [founders, partners, str(number * 500_000), "x", "-", f"{number / 2}", "Lyon"]
        table.append([f"Company {number}", f"2010-{number % 12 + 1:02}-15", won, decided, *facts])
    return table


def changed(row: int, column: str, cell: str) -> Rows:
    """The good table with one cell changed; row 1 is the first below the header."""
    table = [list(each) for each in rows()]
    table[row][HEADER.index(column)] = cell
    return table


def as_csv(table: Rows, delimiter: str = ",") -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(table)
    return file.getvalue().encode()


def as_xlsx(table: list[list], *other_sheets: str) -> bytes:
    book = Workbook()
    book.active.title = "startups"
    for row in table:
        book.active.append(row)
    for title in other_sheets:
        book.create_sheet(title)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def repacked(workbook: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """A workbook with the content of its parts changed."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return file.getvalue()


def translated(table: Rows, mapping: str = MAPPING, name: str = "startups.csv"):
    """The table as translated, problems and all."""
    return translate_file(name, as_csv(table), parse_mapping(mapping))
