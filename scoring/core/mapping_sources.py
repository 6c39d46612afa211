"""Where one answer comes from, as the fields of a form, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scoring.core.mapping import PLAIN_NUMBER, heading
from scoring.core.problems import MappingProblem

Raw = dict[str, Any]
LISTS = ("unanswered", "counted", "uncounted")
NUMBERS = ("multiply", "floor", "cap")
WORDS = ("transform", "about", "combine")
FIELDS = ("column", "columns", *WORDS, "values", "blank", *LISTS, *NUMBERS)


class RawPart:
    """A table of a draft that is there as long as something is in it."""

    def __init__(self, raw: Raw, name: str) -> None:
        self.raw, self.name = raw, name

    def put(self, key: str, text: str) -> None:
        part = {**self.raw.get(self.name, {}), key: text}
        part = {name: value for name, value in part.items() if value != ""}
        self.raw.pop(self.name, None)
        if part:
            self.raw[self.name] = part


def lines(text: str) -> list[str]:
    """One entry a line, without surrounding blanks; empty lines are none."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def said(entries: Iterable[Any]) -> str:
    """Entries as a text area holds them."""
    return "\n".join(str(entry) for entry in entries)


def in_table(source: Raw, header: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that a source names, as the table calls them; as the mapping does where the table has none."""
    start = heading(source.get("starts_with", ""))
    found = [name for name in header if start and name.startswith(start)]
    if start:
        return (start if start in found or len(found) != 1 else found[0],)
    names = [source["column"]] if "column" in source else source.get("columns", [])
    return tuple(heading(name) for name in names)


def source_fields(source: Raw, header: tuple[str, ...]) -> dict[str, str]:
    """All fields of one source, "" where it says nothing."""
    names = in_table(source, header)
    return {
        "column": "" if "columns" in source else "".join(names[:1]),
        "columns": said(names) if "columns" in source else "",
        **{name: str(source.get(name, "")) for name in WORDS},
        "values": said(f"{word} = {answer}" for word, answer in source.get("values", {}).items()),
        "blank": str(source.get("blank", "")),
        **{name: said(source.get(name, ())) for name in LISTS},
        **{name: str(source.get(name, "")) for name in NUMBERS},
    }


def write_source(source: Raw, header: tuple[str, ...], fields: Mapping[str, str], key: str) -> Raw:
    """A source with what the fields changed; empty where no column is named.

    Raises
    ------
    MappingProblem : ``bad_mapping`` at ``questions.<key>.<field>``.
    """
    if not fields["column"] and not lines(fields["columns"]):
        return {}
    before = source_fields(source, header)
    for name in FIELDS:
        if fields[name] == before[name]:
            continue
        source.pop(name, None)
        if name in ("column", "columns"):
            source.pop("starts_with", None)
        if fields[name].strip():
            source[name] = _read(name, fields[name].strip(), f"questions.{key}.{name}")
    return source


def _read(name: str, text: str, where: str) -> Any:
    if name in (*LISTS, "columns"):
        return lines(text)
    if name == "values":
        return _values(text, where)
    if name in NUMBERS:
        return _number(text, where)
    return answer(text) if name == "blank" else text


def answer(text: str) -> str | int | float:
    """What a word is translated to: a number where it is one."""
    if not PLAIN_NUMBER.fullmatch(text):
        return text
    return int(text) if text.lstrip("+-").isdigit() else float(text)


def _number(text: str, where: str) -> int | float:
    found = answer(text)
    if isinstance(found, str):
        detail = f"'{text}' is no number; write it with a point and without separators of thousands."
        raise MappingProblem("bad_mapping", detail, where)
    return found


def _values(text: str, where: str) -> dict[str, str | int | float]:
    found = {}
    for line in lines(text):
        word, sign, meaning = (part.strip() for part in line.rpartition("="))
        if not (word and sign and meaning):
            detail = f"'{line}' is no translation; write the file's word, =, and the answer."
            raise MappingProblem("bad_mapping", detail, where)
        found[word] = answer(meaning)
    return found
