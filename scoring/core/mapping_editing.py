"""A mapping as the fields of a form, and back: what the form does not touch stays as it was written.

The mapping's text is the truth. A draft need not be finished: what is still missing in it is told apart from what is
wrong.
"""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Mapping as Fields
from dataclasses import dataclass
from itertools import count
from typing import Any

import tomli_w
from pydantic import ValidationError

from scoring.core.mapping import Mapping, heading
from scoring.core.mapping_file import check_mapping, control_characters
from scoring.core.mapping_sources import RawPart, in_table, lines, said, write_source
from scoring.core.problems import MappingProblem

Raw = dict[str, Any]
UNFINISHED = frozenset({"missing", "too_short", "string_too_short"})
SHAPE = frozenset({"mapping_not_toml", "mapping_unknown_key", "bad_mapping"})


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a draft, or still missing in it.

    Attributes
    ----------
    field : the key, dotted, such as ``labels.exit.meaning``; "" for the mapping as a whole.
    code : of the `MappingProblem` that a finished mapping would raise.
    unfinished : nothing is wrong, only not there yet.
    """

    field: str
    code: str
    detail: str
    unfinished: bool = False

    @property
    def misshapen(self) -> bool:
        """No form could show it: it cannot be kept, not even as a draft."""
        return self.code in SHAPE and not self.unfinished


def empty_mapping(file: Raw) -> str:
    """The text of a mapping that reads nothing yet."""
    return tomli_w.dumps({"version": 1, "questionnaire": "v1", **({"file": file} if file else {})})


def read_draft(text: str) -> Raw:
    """A mapping's text as plain data, whatever it says.

    Raises
    ------
    MappingProblem : ``mapping_not_toml``.
    """
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise MappingProblem("mapping_not_toml", f"The mapping is not TOML: {error}.", "map") from error


def write_draft(raw: Raw, text: str) -> str:
    """The text of a mapping: the one that there is, comments and all, where it says the same."""
    return text if read_draft(text) == raw else tomli_w.dumps(raw)


def find_faults(raw: Raw) -> list[Fault]:
    """All that keeps a draft from being used, of every question at once."""
    found = [Fault(problem.field, problem.type, problem.detail) for problem in control_characters(raw)]
    try:
        mapping = Mapping.model_validate(raw)
    except ValidationError as error:
        return found + [_told(each) for each in error.errors(include_url=False, include_input=False)]
    parts = [{"questions": {key: source}, "extras": {}} for key, source in mapping.questions.items()]
    parts += [{"questions": {}, "extras": {key: source}} for key, source in mapping.extras.items()]
    for part in parts:
        try:
            check_mapping(mapping.model_copy(update=part))
        except MappingProblem as problem:
            found.append(Fault(problem.field, problem.type, problem.detail))
    return found


def _told(error: Any) -> Fault:
    field = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return Fault(field, "mapping_unknown_key", f"{field}: this key is unknown.")
    reason = str(error["msg"]).removeprefix("Value error, ")
    return Fault(field, "bad_mapping", f"{field}: {reason}.", error["type"] in UNFINISHED)


def frame_fields(raw: Raw) -> dict[str, str]:
    """What is said about the file and the rows as a whole."""
    file, date = raw.get("file", {}), raw.get("date", {})
    return {
        "encoding": file.get("encoding", "utf-8"),
        "delimiter": file.get("delimiter", ","),
        "decimal": file.get("decimal", "."),
        "sheet": file.get("sheet", ""),
        "company": heading(raw.get("company", {}).get("column", "")),
        "date": heading(date.get("column", "")),
        "date_format": date.get("format", "%Y-%m-%d") if date else "",
        "unanswered": said(raw.get("unanswered", ())),
    }


def write_frame(raw: Raw, fields: Fields[str, str]) -> None:
    """Write what has changed of `frame_fields` into a draft."""
    before = frame_fields(raw)
    changed = {name: text for name, text in fields.items() if text != before[name]}
    for name in changed.keys() & {"encoding", "delimiter", "decimal", "sheet"}:
        RawPart(raw, "file").put(name, changed[name])
    if "company" in changed:
        RawPart(raw, "company").put("column", changed["company"])
    if changed.keys() & {"date", "date_format"}:
        raw.pop("date", None)
        if fields["date"]:
            raw["date"] = {"column": fields["date"], "format": fields["date_format"] or "%Y-%m-%d"}
    if "unanswered" in changed:
        raw.pop("unanswered", None)
        if words := lines(changed["unanswered"]):
            raw["unanswered"] = words


def label_fields(raw: Raw) -> list[dict[str, str]]:
    """The outcomes, one after the other."""
    return [_label_fields(key, label) for key, label in raw.get("labels", {}).items()]


def _label_fields(key: str, label: Raw) -> dict[str, str]:
    day = label.get("outcome_date", {})
    return {
        "key": key,
        "column": heading(label.get("column", "")),
        "success": said(label.get("success", ())),
        "failure": said(label.get("failure", ())),
        "meaning": label.get("meaning", ""),
        "outcome_date": heading(day.get("column", "")),
        "outcome_format": day.get("format", "%Y-%m-%d") if day else "",
    }


def write_labels(raw: Raw, labels: list[dict[str, str]]) -> None:
    """Write the outcomes into a draft; one without column and key is left out."""
    before: Raw = raw.get("labels", {})
    written: Raw = {}
    for fields in labels:
        if not fields["column"] and not fields["key"]:
            continue
        key = _another(fields["key"] or slug(fields["column"]), written)
        label = copy.deepcopy(before.get(key, {}))
        known = _label_fields(key, label)
        for name in ("column", "meaning"):
            if fields[name] != known[name]:
                label[name] = fields[name]
        for name in ("success", "failure"):
            if fields[name] != known[name]:
                label[name] = lines(fields[name])
        if any(fields[name] != known[name] for name in ("outcome_date", "outcome_format")):
            label.pop("outcome_date", None)
            if fields["outcome_date"]:
                form = fields["outcome_format"] or "%Y-%m-%d"
                label["outcome_date"] = {"column": fields["outcome_date"], "format": form}
        written[key] = label
    raw.pop("labels", None)
    if written:
        raw["labels"] = written


def _another(key: str, taken: Fields[str, Raw]) -> str:
    """This key, or the first of those counted upwards that is not taken."""
    if key not in taken:
        return key
    return next(new for n in count(2) if (new := f"{key[:57]}_{n}") not in taken)


def slug(text: str) -> str:
    """A key made of a column's name."""
    words = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in text.lower())
    key = "_".join(words.split()).lstrip("0123456789_")[:60]
    return key or "outcome"


def ignored_fields(raw: Raw) -> list[dict[str, str]]:
    """Columns that are left out on purpose, by reason."""
    return [
        {
            "columns": said(each.get("columns", ())),
            "starts_with": said(each.get("starts_with", ())),
            "reason": each.get("reason", ""),
        }
        for each in raw.get("ignored", ())
    ]


def write_ignored(raw: Raw, rows: list[dict[str, str]]) -> None:
    """Write the columns left out into a draft; a row that names none is left out itself."""
    if [row for row in rows if any(row.values())] == ignored_fields(raw):
        return
    raw.pop("ignored", None)
    written = []
    for row in rows:
        named = {name: lines(row[name]) for name in ("columns", "starts_with") if lines(row[name])}
        if named:
            written.append({**named, "reason": row["reason"]})
    if written:
        raw["ignored"] = written


def write_questions(raw: Raw, header: tuple[str, ...], answers: Fields[str, Fields[str, str]]) -> None:
    """Write what has changed of each question's source into a draft.

    Raises
    ------
    MappingProblem : ``bad_mapping``, at the field: a line or a number that cannot be read.
    """
    questions = raw.get("questions", {})
    written = {key: source for key, source in questions.items() if key not in answers}
    order = [*questions, *(key for key in answers if key not in questions)]
    for key in order:
        if key in answers:
            source = write_source(copy.deepcopy(questions.get(key, {})), header, answers[key], key)
            if source:
                written[key] = source
    raw.pop("questions", None)
    if written:
        raw["questions"] = {key: written[key] for key in order if key in written}


def columns_named(raw: Raw, header: tuple[str, ...]) -> set[str]:
    """Columns that a draft has a place for: answered, set aside or left out."""
    frame = frame_fields(raw)
    named = {frame["company"], frame["date"]}
    for label in label_fields(raw):
        named |= {label["column"], label["outcome_date"]}
    for row in ignored_fields(raw):
        named |= set(lines(row["columns"]))
        starts = tuple(lines(row["starts_with"]))
        named |= {name for name in header if starts and name.startswith(starts)}
    for source in [*raw.get("questions", {}).values(), *raw.get("extras", {}).values()]:
        named |= set(in_table(source, header))
    return named & set(header)
