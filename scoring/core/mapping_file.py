"""Mapping files, shipped or somebody's own: read, and refused where they would let a jury see what it must not."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Any

from pydantic import ValidationError

from scoring.core.answers import clean_answer, find_question, protected_as
from scoring.core.mapping import Extra, Mapping, Source
from scoring.core.problems import AnswerProblem, MappingProblem
from scoring.core.questionnaire import Questionnaire, UnknownQuestionnaire, load

SHOWN_ERRORS = 5
DEEPEST = 8
"""Tables within tables; a mapping has five."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FOLDER = resources.files(__package__) / "data" / "mappings"
_KINDS = {
    "gender": "gender",
    "age": "age (years of experience stand for it)",
    "ethnicity": "ethnicity or belief",
    "nationality": "nationality (exposure across the globe stands for it)",
    "class": "social class (university and degree stand for it)",
    "place": "where the company comes from",
}
# Words of a translation betray what a column holds. Those of place and nationality do not: "national" is a market.
_TELLING = frozenset({"gender", "ethnicity", "class"})


def shipped() -> tuple[str, ...]:
    """The names of the mappings that come with the product."""
    return tuple(sorted(file.name.removesuffix(".toml") for file in _FOLDER.iterdir()))


def read_shipped(name: str) -> str:
    """The text of a mapping that comes with the product."""
    return (_FOLDER / f"{name}.toml").read_text(encoding="utf-8")


def parse_mapping(text: str) -> Mapping:
    """A mapping, checked in itself; whether a table has its columns is seen when one is read.

    Raises
    ------
    MappingProblem : ``mapping_not_toml``, ``mapping_unknown_key``, ``bad_mapping``, ``unknown_questionnaire``,
        ``unknown_question``, ``protected_attribute``, ``label_as_feature`` or ``bad_translation``.
    """
    try:
        raw = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # tomllib lets numbers and nesting without end pass as such
        raise MappingProblem("mapping_not_toml", f"The mapping is not TOML: {error}.", "map") from error
    try:
        mapping = Mapping.model_validate(raw)
    except ValidationError as error:
        raise _told(error) from error
    for problem in control_characters(raw):
        raise problem
    check_mapping(mapping)
    return mapping


def control_characters(raw: Any, where: tuple[str, ...] = ()) -> Iterator[MappingProblem]:
    """What no text of a mapping may hold: nobody sees it, and a database does not keep all of it. Escaped in TOML it
    comes through. Tabs and ends of lines are none of it.
    """
    if isinstance(raw, str) and _CONTROL.search(raw):
        field = ".".join(where)
        detail = f"{field or 'The mapping'}: {raw[:80]!a} holds a control character."
        yield MappingProblem("bad_mapping", detail, field)
    if len(where) >= DEEPEST:
        return
    if isinstance(raw, dict):
        for key, each in raw.items():
            yield from control_characters(key, where)
            yield from control_characters(each, (*where, key))
    elif isinstance(raw, list):
        for place, each in enumerate(raw):
            yield from control_characters(each, (*where, str(place)))


def check_mapping(mapping: Mapping) -> None:
    """Hold a mapping against its questionnaire, and against what may never be a feature.

    Raises
    ------
    MappingProblem : see `parse_mapping`.
    """
    try:
        known = load(mapping.questionnaire)
    except UnknownQuestionnaire as error:
        detail = f"There is no questionnaire '{mapping.questionnaire}'."
        raise MappingProblem("unknown_questionnaire", detail, "questionnaire") from error
    _check_questions(mapping, known)
    for key, source in mapping.sources():
        _check_features(mapping, key, source)


def refuse_protected(name: str, where: str, about: str | None = None) -> None:
    """Let no column or extra pass that says who the founders are.

    Parameters
    ----------
    about : "company" where the mapping says that the column is about the company: its age is nobody's age.

    Raises
    ------
    MappingProblem : ``protected_attribute``.
    """
    if kind := protected_as(f"{about or ''} {name}"):
        detail = (
            f"'{name}' is, or stands for, {_KINDS[kind]}; who the founders are and where they come from is never "
            f"scored, so it cannot feed {where}."
        )
        raise MappingProblem("protected_attribute", detail, where, kind=kind)


def _check_questions(mapping: Mapping, known: Questionnaire) -> None:
    for key, source in mapping.questions.items():
        where = f"questions.{key}"
        try:
            find_question(key, known)
        except AnswerProblem as problem:
            raise MappingProblem(problem.type, f"{where}: {problem.detail}", where) from problem
        if source.combine:
            continue
        blank = {} if source.blank is None else {"": source.blank}
        for said, answer in {**blank, **source.values}.items():
            try:
                clean_answer(key, answer, known)
            except AnswerProblem as problem:
                detail = f"{where}: '{said}' cannot be translated. {problem.detail}"
                raise MappingProblem("bad_translation", detail, where) from problem
    for key, extra in mapping.extras.items():
        if key in (*known.keys, *(question.key for question in known.application_only)):
            detail = f"extras.{key}: this is a question; give it under questions."
            raise MappingProblem("bad_mapping", detail, f"extras.{key}")
        if any(isinstance(answer, str) for answer in (extra.blank, *extra.values.values())):
            detail = f"extras.{key}: an extra is a number; translate its words to numbers."
            raise MappingProblem("bad_translation", detail, f"extras.{key}")


def _check_features(mapping: Mapping, key: str, source: Source) -> None:
    where = f"extras.{key}" if isinstance(source, Extra) else f"questions.{key}"
    if isinstance(source, Extra):
        refuse_protected(key, where)
    for name in source.names:
        refuse_protected(name, where, source.about)
        refuse_outcome(mapping, name, where)
    for said in source.values:
        if protected_as(said) in _TELLING:
            refuse_protected(said, where)


def refuse_outcome(mapping: Mapping, column: str, where: str) -> None:
    """Let no column pass that holds an outcome, of this label or another.

    Raises
    ------
    MappingProblem : ``label_as_feature``.
    """
    outcomes = {label.column for label in mapping.labels.values()}
    outcomes |= {label.outcome_date.column for label in mapping.labels.values() if label.outcome_date}
    if column in outcomes:
        detail = f"'{column}' holds an outcome; what is to be predicted cannot feed {where}."
        raise MappingProblem("label_as_feature", detail, where)


def _told(error: ValidationError) -> MappingProblem:
    """The errors of pydantic as one sentence a key."""
    found = error.errors(include_url=False)
    told = []
    for each in found[:SHOWN_ERRORS]:
        key = ".".join(str(part) for part in each["loc"]) or "the mapping"
        reason = "this key is unknown" if each["type"] == "extra_forbidden" else each["msg"]
        told.append(f"{key}: {reason.removeprefix('Value error, ')}")
    if len(found) > SHOWN_ERRORS:
        told.append(f"and {len(found) - SHOWN_ERRORS} more")
    code = "mapping_unknown_key" if found[0]["type"] == "extra_forbidden" else "bad_mapping"
    field = ".".join(str(part) for part in found[0]["loc"])
    return MappingProblem(code, f"The mapping is wrong: {'; '.join(told)}.", field)
