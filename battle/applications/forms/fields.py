"""Fields of the application: what a person may enter for one entry, and how a value kept is shown in it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from battle.applications.answers import in_language, number_shown, number_typed, problem_sentence
from battle.applications.entries import Entry
from battle.applications.telling import label_of
from battle.applications.texts import tidy_line, tidy_text
from scoring import service

NOTE_LENGTH = 500


def _clean(key: str, value: str | float) -> float:
    try:
        return service.clean_answer(key, value)
    except service.AnswerProblem as problem:
        raise forms.ValidationError(problem_sentence(problem), code=problem.type) from problem


class Line(forms.CharField):
    """One line of text, without what could make it read as something else."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # No maxlength: browsers cut what is pasted without a word; told that it is too long, nobody loses any of it.
        return {}

    def to_python(self, value: Any) -> Any:
        return tidy_line(str(super().to_python(value) or ""))

    def shown(self, value: Any) -> str:
        return str(value or "")


class Lines(Line):
    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        return tidy_text(str(forms.CharField.to_python(self, value) or ""))


class WebAddress(forms.URLField):
    def __init__(self, **options: Any) -> None:
        super().__init__(assume_scheme="https", **options)

    def shown(self, value: Any) -> str:
        return str(value or "")


class NumberAnswer(forms.CharField):
    """A number in the question's unit, typed with a decimal point or comma."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": "30"})

    def __init__(self, question: Any) -> None:
        super().__init__(
            label=in_language(question.text), help_text=in_language(question.why), required=False
        )
        self.key = question.key
        self.unit = in_language(question.unit)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            number = number_typed(text)
        except ValueError as problem:
            raise forms.ValidationError(str(problem), code="not_a_number") from problem
        return _clean(self.key, number)

    def shown(self, value: Any) -> str:
        return "" if value is None else number_shown(value)


class ChoiceAnswer(forms.ChoiceField):
    """One of a question's options, or none."""

    widget = forms.RadioSelect

    def __init__(self, question: Any) -> None:
        options = [(option.slug, in_language(option.label)) for option in question.options]
        super().__init__(
            label=in_language(question.text),
            help_text=in_language(question.why),
            required=False,
            choices=[*options, ("", _("No answer"))],
        )
        self.key = question.key
        self.levels = {float(option.level): option.slug for option in question.options}

    def clean(self, value: Any) -> Any:
        slug = super().clean(value)
        return _clean(self.key, slug) if slug else None

    def shown(self, value: Any) -> str:
        return str(self.levels.get(value, ""))


class Consent(forms.BooleanField):
    def shown(self, value: Any) -> str:
        return "on" if value else ""


def field_for(entry: Entry, *, needed: bool = False) -> Any:
    """The field of an entry, in the reader's language. Only what was submitted can need one."""
    field = _field(entry)
    field.required = needed
    return field


def _field(entry: Entry) -> Any:
    if entry.kind in {"answer", "fact"}:
        choice = entry.question.kind == "choice"
        return ChoiceAnswer(entry.question) if choice else NumberAnswer(entry.question)
    if entry.kind == "note":
        told = _("A link, a register, a document: for the organisers only.")
        return Line(label=label_of(entry), help_text=told, max_length=NOTE_LENGTH, required=False)
    return Consent(label=label_of(entry)) if entry.kind == "consent" else _text_field(entry)


def _text_field(entry: Entry) -> Any:
    kind, length, told, attrs = _texts()[entry.name]
    field = kind(label=label_of(entry), help_text=told, max_length=length, required=False)
    field.widget.attrs.update(attrs)
    return field


def _texts() -> dict[str, tuple[Any, int, str, dict[str, Any]]]:
    """By name: the kind of field, its length, its help, and attributes of its control."""
    big_screen = _("It stands under your name on the big screen. At most 140 characters.")
    founders = _("Names and what each of you does, one line a person.")
    money = _("So that nobody reads your application who has money in it.")
    pitch = _("The problem, your answer to it, and why you. At most 3,000 characters.")
    return {
        "company": (Line, 80, "", {"autocomplete": "organization"}),
        "one_liner": (Line, 140, big_screen, {}),
        "website": (WebAddress, 200, "", {"autocomplete": "url"}),
        "contact_name": (Line, 80, "", {"autocomplete": "name"}),
        "people": (Lines, 600, founders, {"rows": 4}),
        "investor_names": (Line, 300, money, {}),
        "pitch": (Lines, 3000, pitch, {"rows": 12}),
    }
