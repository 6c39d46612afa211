"""The application: the company, and the jury's questions made of the questionnaire."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from battle.applications.actions import Entries
from battle.applications.answers import (
    in_language,
    number_shown,
    number_typed,
    problem_sentence,
    questions_asked,
)
from battle.applications.models import Application
from scoring import service

COMPANY_FIELDS = ("company", "one_liner", "website", "contact_name", "contact_email")


def _clean(key: str, value: str | float) -> float:
    try:
        return service.clean_answer(key, value)
    except service.AnswerProblem as problem:
        raise forms.ValidationError(problem_sentence(problem), code=problem.type) from problem


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

    def shown(self, value: float) -> str:
        return number_shown(value)


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

    def shown(self, value: float) -> str:
        return str(self.levels.get(value, ""))


@dataclass(frozen=True, slots=True)
class FormSection:
    key: str
    title: str
    fields: list[BoundField]

    @property
    def wrong(self) -> bool:
        return any(field.errors for field in self.fields)


class ApplicationForm(forms.Form):
    company = forms.CharField(
        label=gettext_lazy("Company"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    one_liner = forms.CharField(
        label=gettext_lazy("What you do, in one line"),
        max_length=140,
        help_text=gettext_lazy("It stands under your name on the big screen. At most 140 characters."),
    )
    website = forms.URLField(
        label=gettext_lazy("Website"),
        required=False,
        max_length=200,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"autocomplete": "url"}),
    )
    contact_name = forms.CharField(
        label=gettext_lazy("Contact person"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact_email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy(
            "We mail you the private link to your application. One application per address."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, data: Any = None, *, application: Application | None = None) -> None:
        self.application = application
        super().__init__(data, initial=self._said() if application else {})
        asked = questions_asked()
        self.asked = asked
        for question in (*asked.questions, *asked.application_only):
            field = ChoiceAnswer(question) if question.kind == "choice" else NumberAnswer(question)
            self.fields[question.key] = field
            known = self._known(question.key)
            self.initial[question.key] = "" if known is None else field.shown(known)
        if application:
            # The address is what the private link was mailed to, so it stays.
            del self.fields["contact_email"]
            self.fields["seen_at"] = forms.DateTimeField(
                widget=forms.HiddenInput, initial=application.changed_at.isoformat()
            )

    def _said(self) -> dict[str, Any]:
        return {name: getattr(self.application, name) for name in COMPANY_FIELDS}

    def _known(self, key: str) -> float | None:
        if self.application is None:
            return None
        known: float | None = self.application.answers.get(key, self.application.facts.get(key))
        return known

    def company_fields(self) -> list[BoundField]:
        return [self[name] for name in COMPANY_FIELDS if name in self.fields]

    def sections(self) -> Iterator[FormSection]:
        """The scored questions, by section."""
        for section in self.asked.sections:
            fields = [
                self[question.key] for question in self.asked.questions if question.section == section.key
            ]
            yield FormSection(section.key, in_language(section.title), fields)

    def fact_fields(self) -> list[BoundField]:
        return [self[question.key] for question in self.asked.application_only]

    def entries(self) -> Entries:
        """What to hand to the action."""
        cleaned = self.cleaned_data

        def given(questions: Any) -> dict[str, float]:
            return {q.key: cleaned[q.key] for q in questions if cleaned.get(q.key) is not None}

        return Entries(
            company=cleaned["company"],
            one_liner=cleaned["one_liner"],
            website=cleaned["website"],
            contact_name=cleaned["contact_name"],
            answers=given(self.asked.questions),
            facts=given(self.asked.application_only),
        )

    def seen_at(self) -> datetime:
        """When the application had last been changed as this window knows it."""
        moment: datetime = self.cleaned_data["seen_at"]
        return moment
