"""The mapping editor: a mapping's text as forms, and forms as a mapping's text."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from scoring.core import mapping_editing as editing
from scoring.core.mapping_editing import Fault
from scoring.core.mapping_guessing import guess_columns
from scoring.core.mapping_sources import FIELDS, NUMBERS, lines, source_fields
from scoring.core.problems import MappingProblem
from scoring.core.questionnaire import Question, UnknownQuestionnaire
from scoring.core.questionnaire import load as questionnaire
from scoring.forms.datasets import (
    ColumnSelect,
    FrameForm,
    IgnoredForm,
    LabelForm,
    Part,
    SourceForm,
    column_options,
)
from scoring.uploads.reading import Head
from scoring.uploads.words import problem_text

TAKE_ALL = "take_all"
NO_LABEL: dict[str, str] = dict.fromkeys(
    ("key", "column", "success", "failure", "meaning", "outcome_date", "outcome_format"), ""
)
NOTHING_IGNORED = {"columns": "", "starts_with": "", "reason": ""}


@dataclass(frozen=True)
class Line:
    """One question of the editor."""

    question: Question
    text: str
    form: SourceForm
    guess: str
    examples: tuple[str, ...]
    options: tuple[tuple[str, str], ...]

    @property
    def combined(self) -> str:
        """Columns that answer it together."""
        return ", ".join(lines(self.form.said()["columns"]))

    @property
    def options_fields(self) -> list[BoundField]:
        """What may be said beside the column; of a choice no numbers, unless the mapping says some."""
        said = self.form.said()
        numbers = {"transform", *NUMBERS}
        return [
            self.form[name]
            for name in self.form.fields
            if name not in ("column", "take") and (not self.options or name not in numbers or said[name])
        ]

    @property
    def is_set(self) -> bool:
        """Something in its options is said."""
        return any(text for name, text in self.form.said().items() if name not in ("column", "take"))

    @property
    def is_bad(self) -> bool:
        return bool(self.form.errors.keys() - {"column"})


@dataclass(frozen=True)
class Section:
    title: str
    lines: tuple[Line, ...]

    @property
    def answered(self) -> int:
        return sum(1 for line in self.lines if line.form.said()["column"] or line.form.said()["columns"])


class Editor:
    """All forms of one mapping.

    Parameters
    ----------
    text : the mapping as it was saved.
    head : the columns of the file.
    sent : what a form sent, or {}: fields that are not in it are as the mapping says.
    """

    def __init__(self, text: str, head: Head, sent: Mapping[str, str] | None = None) -> None:
        self.text, self.head, self.raw = text, head, editing.read_draft(text)
        self.sent = dict(sent or {})
        self.top: list[str] = []
        self.columns = ColumnSelect(head.header, column_options(head.header))
        labels = editing.label_fields(self.raw)
        ignored = editing.ignored_fields(self.raw)
        self.frame = self._form(FrameForm, "frame", editing.frame_fields(self.raw))
        self.labels = self._forms(LabelForm, "label", labels, NO_LABEL)
        self.ignored = self._forms(IgnoredForm, "ignored", ignored, NOTHING_IGNORED)
        sources = self.raw.get("questions", {})
        self.sources = {
            question.key: self._form(
                SourceForm, f"q-{question.key}", source_fields(sources.get(question.key, {}), head.header)
            )
            for question in self._questions
        }
        language = (get_language() or "en").lower()
        for question in self._questions:
            self.sources[question.key].title = _in(question.text, language)

    def _form(self, kind: type[Part], prefix: str, before: dict[str, str]) -> Any:
        return kind(self.sent, prefix, before, self.columns)

    def _forms(
        self, kind: type[Part], prefix: str, rows: list[dict[str, str]], blank: dict[str, str]
    ) -> list[Any]:
        """One form a row, and a blank one behind them."""
        return [self._form(kind, f"{prefix}-{place}", row) for place, row in enumerate([*rows, blank])]

    @property
    def _questions(self) -> tuple[Question, ...]:
        try:
            known = questionnaire(str(self.raw.get("questionnaire", "v1")))
        except UnknownQuestionnaire:
            known = questionnaire()
        return (*known.questions, *known.application_only)

    @cached_property
    def guesses(self) -> Mapping[str, str]:
        """A column for each question that has none, of those that nothing else names."""
        if not self.head.header or len(self.raw.get("questions", {})) >= len(self._questions):
            return {}
        taken = editing.columns_named(self.raw, self.head.header)
        answered = self.raw.get("questions", {})
        found = guess_columns(self.head.header)
        return {key: name for key, name in found.items() if key not in answered and name not in taken}

    def draft(self) -> str | None:
        """The mapping's text with what the forms changed, or None where a field cannot be read; the field says why."""
        parts = [self.frame, *self.labels, *self.ignored, *self.sources.values()]
        if any(part.errors for part in parts):
            return None
        raw = copy.deepcopy(self.raw)
        try:
            editing.write_frame(raw, self.frame.said())
            editing.write_labels(raw, [form.said() for form in self.labels])
            editing.write_ignored(raw, [form.said() for form in self.ignored])
            editing.write_questions(raw, self.head.header, self._answers())
        except MappingProblem as problem:
            self.place([Fault(problem.field, problem.type, problem.detail)])
            return None
        return editing.write_draft(raw, self.text)

    def _answers(self) -> dict[str, dict[str, str]]:
        answers = {}
        for key, form in self.sources.items():
            said = form.said()
            take = said.pop("take") or self.sent.get(TAKE_ALL)
            if take and not said["column"] and not said["columns"]:
                said["column"] = self.guesses.get(key, "")
            answers[key] = {name: said[name] for name in FIELDS}
        return answers

    def place(self, faults: Sequence[Fault], *, unfinished: bool = True) -> None:
        """Show each fault at the field that it is about, or above all fields."""
        for fault in faults:
            if fault.unfinished and not unfinished:
                continue
            form, field = self._place_of(fault.field)
            told = _("Fill this in.") if fault.unfinished else problem_text(fault.code, fault.detail)
            if form is None:
                told = _("No question has a column yet.") if fault.field == "questions" else told
                self.top.append(told)
            else:
                form.add_error(field, told)

    def _place_of(self, where: str) -> tuple[forms.Form | None, str]:
        part, _dot, rest = where.partition(".")
        key, _dot, inner = rest.partition(".")
        if part == "questions" and key in self.sources:
            return _at(self.sources[key], inner, "column")
        if part == "labels":
            named = next((form for form in self.labels if form.said()["key"] == key), self.labels[0])
            aliases = {"outcome_date.format": "outcome_format", "outcome_date.column": "outcome_date"}
            return _at(named, aliases.get(inner, inner), "column")
        if part == "date":
            return _at(self.frame, "date_format" if key == "format" else "date", "date")
        if part in ("file", "company", "unanswered"):
            return _at(self.frame, key if part == "file" else part, "encoding")
        if part == "ignored" and key.isdigit() and int(key) < len(self.ignored):
            return _at(self.ignored[int(key)], inner, "reason")
        return None, ""

    def mark_missing_columns(self) -> None:
        """A column that the file has not is told at its field."""
        for form in [self.frame, *self.labels, *self.sources.values()]:
            for name in ("column", "company", "date", "outcome_date"):
                chosen = form.said().get(name, "")
                if self.head.header and chosen and chosen not in self.head.header:
                    form.add_error(name, _("The file has no such column."))

    @property
    def sections(self) -> list[Section]:
        """The questions in their groups, in the reader's language."""
        known = questionnaire()
        language = (get_language() or "en").lower()
        found = [
            Section(_in(section.title, language), self._lines(known.questions, language, section.key))
            for section in known.sections
        ]
        kept = Section(_("Kept, not scored"), self._lines(known.application_only, language))
        return [*found, kept]

    def _lines(self, questions: Sequence[Question], language: str, section: str = "") -> tuple[Line, ...]:
        return tuple(
            Line(
                question=question,
                text=_in(question.text, language),
                form=self.sources[question.key],
                guess=self.guesses.get(question.key, ""),
                examples=self.head.words.get(self.sources[question.key].said()["column"], ())[:6],
                options=tuple((option.slug, _in(option.label, language)) for option in question.options),
            )
            for question in questions
            if not section or question.section == section
        )

    @property
    def extras(self) -> list[str]:
        """Columns kept beside the questions; only the text can change them."""
        return list(self.raw.get("extras", {}))

    @property
    def outcomes(self) -> list[tuple[str, str]]:
        """The labels that can be chosen, with what they mean."""
        return [(each["key"], f"{each['key']}: {each['meaning']}") for each in editing.label_fields(self.raw)]

    @property
    def label_words(self) -> list[tuple[LabelForm, tuple[str, ...]]]:
        """Each outcome's form with words that its column holds."""
        return [(form, self.head.words.get(form.said()["column"], ())) for form in self.labels]

    @property
    def bad(self) -> list[Part]:
        """The forms with errors."""
        parts = [self.frame, *self.labels, *self.ignored, *self.sources.values()]
        return [part for part in parts if part.errors]


def _at(form: Any, field: str, otherwise: str) -> tuple[Any, str]:
    name = field.partition(".")[0]
    return form, name if name in form.fields else otherwise


def _in(text: dict[str, str], language: str) -> str:
    return text.get(language) or text["en"]
