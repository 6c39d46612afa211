"""Looking into an upload: what kind of table it is, its first rows, and what an import would make of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from scoring.core.mapping import File
from scoring.core.mapping_editing import read_draft
from scoring.core.mapping_file import parse_mapping
from scoring.core.problems import Problem, TableProblem

if TYPE_CHECKING:
    from scoring.core.tablefile import RawTable

HEAD_ROWS = 200
SHOWN_ROWS = 5
SHOWN_WORDS = 12


@dataclass(frozen=True)
class Head:
    """The header and the first rows of a table, or why there are none."""

    header: tuple[str, ...] = ()
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    problem: Problem | None = None


@dataclass(frozen=True)
class Look:
    """What an import would make of a file, or why nothing. `problem` may come beside what was told."""

    told: dict[str, Any] | None = None
    problem: Problem | None = None


def guess_file(filename: str, data: bytes) -> dict[str, str]:
    """How the bytes are to be read, as `[file]` of a mapping; the whole table is read once, so it can be.

    Raises
    ------
    TableProblem : no way of reading makes a table of it.
    """
    file: dict[str, str] = {}
    while True:
        try:
            _read(filename, data, File.model_validate(file))
        except TableProblem as problem:
            otherwise = _otherwise(problem, file)
            if not otherwise:
                raise
            file |= otherwise
        else:
            return file


def _otherwise(problem: TableProblem, tried: dict[str, str]) -> dict[str, str]:
    """Another way of reading that may solve this problem, each tried once; {} where there is none."""
    way = {}
    if problem.type == "wrong_delimiter":
        way = {"delimiter": problem.params["delimiter"]}
    elif problem.type == "which_sheet":
        way = {"sheet": problem.params["sheets"][0]}
    elif problem.type in ("utf_16", "wrong_encoding"):
        way = {"encoding": "utf-16" if problem.type == "utf_16" else "cp1252"}
    return {} if way.keys() & tried.keys() else way


def head(filename: str, data: bytes, file: dict[str, Any]) -> Head:
    """The columns of a table and the words that its first rows hold in each."""
    try:
        table = _read(filename, data, File.model_validate(file), most=HEAD_ROWS + 1)
    except Problem as problem:
        return Head(problem=problem)
    except ValueError:  # a draft may name an encoding that there is not
        return Head(problem=TableProblem("wrong_encoding", "The file cannot be read as the mapping says."))
    words = {name: tuple(list(dict.fromkeys(table.cells[name]))[:SHOWN_WORDS]) for name in table.header}
    return Head(table.header, words)


def look(filename: str, data: bytes, text: str, label: str | None, today: date) -> Look:
    """What an import of this file by this mapping would keep and refuse; nothing is kept."""
    from scoring.core.importing import imported, translate_file
    from scoring.core.importing_preview import preview

    try:
        mapping = parse_mapping(text)
        translation = translate_file(filename, data, mapping, label=label or None, today=today)
    except Problem as problem:
        return Look(problem=problem)
    told = preview(translation, SHOWN_ROWS)
    if translation.problems:
        return Look(told)
    try:
        imported(translation)
    except Problem as problem:
        return Look(told, problem)
    return Look(told)


def file_of(text: str) -> dict[str, Any]:
    """What a draft says about the reading of the file."""
    found = read_draft(text).get("file", {})
    return found if isinstance(found, dict) else {}


def _read(filename: str, data: bytes, file: File, most: int | None = None) -> RawTable:
    from scoring.core.tablefile import read_raw_table

    return read_raw_table(filename, data, file, most=most)
