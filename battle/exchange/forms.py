"""A table that comes in, its columns, and what an export or an audit is narrowed to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from battle.exchange import export
from battle.exchange.audit import Asked
from battle.exchange.histories import kept_histories
from battle.exchange.models import Intake
from battle.exchange.targets import grouped


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Table"),
        help_text=gettext_lazy("CSV or XLSX, columns named in the first row; at most 50 MB and 20,000 rows."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        allow_empty_file=True,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the startups"),
        help_text=gettext_lazy(
            "Letters are written in it, where the table has no column that says otherwise."
        ),
        choices=settings.LANGUAGES,
    )


class ColumnsForm(forms.Form):
    """For each column what it holds, and the language of those that say none."""

    language = UploadForm.base_fields["language"]

    def __init__(self, data: Any = None, *, intake: Intake) -> None:
        super().__init__(data, initial={"language": intake.language})
        self.intake = intake
        choices = [("", _("Leave out")), *grouped()]
        for place, name in enumerate(intake.header):
            field = forms.ChoiceField(label=name or _("(no name)"), required=False, choices=choices)
            self.fields[f"column-{place}"] = field
            self.initial[f"column-{place}"] = intake.mapping.get(str(place), "")

    def columns(self) -> list[tuple[BoundField, list[str]]]:
        """Each column with the first of its cells."""
        return [(self[f"column-{place}"], cells) for place, cells in enumerate(self.intake.samples)]

    def mapping(self) -> dict[str, str]:
        return {
            str(place): target
            for place in range(len(self.intake.header))
            if (target := self.cleaned_data[f"column-{place}"])
        }


class ConfirmForm(forms.Form):
    with_finalists = forms.BooleanField(required=False)


class ExportForm(forms.Form):
    """What an export holds; it is asked for by its address, so nothing is ever wrong here."""

    groups = forms.MultipleChoiceField(
        label=gettext_lazy("What to hand out"),
        choices=list(export.GROUPS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    headings = forms.ChoiceField(
        label=gettext_lazy("Columns and answers"),
        choices=[
            ("texts", gettext_lazy("as people read them")),
            ("keys", gettext_lazy("as programs and the import know them")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )


class AuditForm(forms.Form):
    """What changes are asked for. What is wrong is said at its field and does not narrow."""

    kind = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    by = forms.ChoiceField(label=gettext_lazy("By whom"), required=False)
    of = forms.CharField(label=gettext_lazy("Application"), required=False, max_length=12)
    since = forms.DateField(
        label=gettext_lazy("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=gettext_lazy("To"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any, *, people: Mapping[int, str]) -> None:
        super().__init__(data)
        kinds = [(kept.name, kept.label) for kept in kept_histories()]
        self.fields["kind"].choices = [("", _("everything")), *kinds]  # type: ignore[attr-defined]
        told = [(str(pk), name) for pk, name in people.items()]
        everybody = [("", _("anybody")), ("0", _("nobody signed in, or a task")), *told]
        self.fields["by"].choices = everybody  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        self.is_valid()
        cleaned = self.cleaned_data
        return Asked(
            kinds=(cleaned["kind"],) if cleaned.get("kind") else (),
            by=int(cleaned["by"]) if cleaned.get("by") else None,
            of=cleaned.get("of", ""),
            since=cleaned.get("since"),
            until=cleaned.get("until"),
        )
