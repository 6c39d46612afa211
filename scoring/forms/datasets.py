"""The upload's form and the mapping editor's: one small form for each part of a mapping."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.core.mapping_file import shipped
from scoring.models import DataSet


def tag_attributes(name: str, attrs: dict[str, Any]) -> str:
    """Attributes of a control as HTML, escaped."""
    told = {"name": name, **attrs}
    return " ".join(f'{key}="{conditional_escape(said)}"' for key, said in told.items() if said is not False)


class PlainInput(forms.TextInput):
    """A text input that is not put together by a template: the editor has hundreds of them."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        told = tag_attributes(
            name, {"type": "text", "value": value or "", **self.build_attrs(self.attrs, attrs)}
        )
        return mark_safe(f"<input {told}>")  # noqa: S308 - all of it is escaped


class PlainLines(forms.Textarea):
    """A text area of lines, likewise."""

    def __init__(self) -> None:
        super().__init__({"rows": 3, "spellcheck": "false", "autocapitalize": "none"})

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        told = tag_attributes(name, self.build_attrs(self.attrs, attrs))
        return mark_safe(f"<textarea {told}>\n{conditional_escape(value or '')}</textarea>")  # noqa: S308 - escaped


class PlainSelect(forms.Select):
    """A select of a few options, likewise."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        parts = {str(key): option(str(key), str(label)) for key, label in self.choices}
        chosen = str(value or "")
        parts[chosen] = parts.get(chosen, option(chosen, chosen)).replace("<option", "<option selected", 1)
        told = tag_attributes(name, attrs or {})
        return mark_safe(f"<select {told}>{''.join(parts.values())}</select>")  # noqa: S308 - all of it is escaped


class UploadForm(forms.Form):
    """A file, and the mapping that it begins with."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,
        max_length=255,
        help_text=gettext_lazy(
            "CSV, gzipped CSV or XLSX, at most 200 MB and 200,000 rows. What it is is seen from its content. CSV is "
            "read ten times as fast as XLSX."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.gz,.xlsx,text/csv,application/gzip", "class": "file"}),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )
    begin = forms.ChoiceField(
        label=gettext_lazy("Begin with the mapping"),
        required=False,
        help_text=gettext_lazy("It says which column answers which question. You can change all of it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["begin"].choices = beginnings()  # type: ignore[attr-defined]


def beginnings() -> list[Any]:
    """The mappings to begin with: none, those that are shipped, those of the data sets that there are."""
    kept = DataSet.objects.order_by("-created_at").values_list("name", flat=True)[:100]
    choices: list[Any] = [("", _("An empty one, with guesses to confirm"))]
    choices.append((_("Shipped"), [(f"shipped:{name}", name) for name in shipped()]))
    if names := [(f"dataset:{name}", name) for name in kept]:
        choices.append((_("Of a data set"), names))
    return choices


class ColumnSelect(forms.Select):
    """The file's columns. Hundreds of options in dozens of selects: they are put together once, by hand.

    A column that the mapping names and the file lacks is still shown, marked as such.
    """

    def __init__(self, header: tuple[str, ...], options: dict[str, str]) -> None:
        super().__init__()
        self.header, self.prepared = header, options

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        chosen = str(value or "")
        parts = dict(self.prepared)
        if chosen and chosen not in parts:
            missing = _("%(column)s (not in this file)") % {"column": chosen}
            parts[chosen] = option(chosen, missing)
        parts[chosen] = parts[chosen].replace("<option", "<option selected", 1)
        flat = forms.widgets.Widget().build_attrs({"name": name}, attrs)
        told = " ".join(
            f'{key}="{conditional_escape(said)}"' for key, said in flat.items() if said is not False
        )
        return mark_safe(f"<select {told}>{''.join(parts.values())}</select>")  # noqa: S308 - all of it is escaped


def option(value: str, label: str) -> str:
    """One option, escaped."""
    return f'<option value="{conditional_escape(value)}">{conditional_escape(label)}</option>'


def column_options(header: Iterable[str]) -> dict[str, str]:
    """Every column as an option, and first the one that says none."""
    return {"": option("", "—"), **{name: option(name, name) for name in header}}


class Part(forms.Form):
    """A part of a mapping, all of it text. Always bound: what was not sent is what the mapping says."""

    title = ""

    def __init__(
        self, sent: dict[str, str], prefix: str, before: dict[str, str], columns: ColumnSelect
    ) -> None:
        initial = {f"{prefix}-{name}": text for name, text in before.items()}
        super().__init__({**initial, **sent}, prefix=prefix)
        for field in self.fields.values():
            field.required = False
            if isinstance(field, ColumnField):
                field.widget = copy.copy(columns)
                field.widget.attrs = {}

    def said(self) -> dict[str, str]:
        """The fields as text, whether or not they can be used."""
        return {name: str(self[name].value() or "").replace("\r\n", "\n") for name in self.fields}


class ColumnField(forms.CharField):
    """One of the file's columns."""


class FrameForm(Part):
    """How the file is read, and what holds for all rows."""

    encoding = forms.CharField(label=gettext_lazy("Encoding"), max_length=40, widget=PlainInput)
    delimiter = forms.ChoiceField(
        label=gettext_lazy("Columns are parted by"),
        choices=[
            (",", gettext_lazy("comma")),
            (";", gettext_lazy("semicolon")),
            ("\t", gettext_lazy("tab")),
            ("|", gettext_lazy("vertical bar")),
        ],
    )
    decimal = forms.ChoiceField(
        label=gettext_lazy("Decimal sign"),
        choices=[(".", gettext_lazy("point")), (",", gettext_lazy("comma"))],
    )
    sheet = forms.CharField(label=gettext_lazy("Sheet of the workbook"), max_length=100, widget=PlainInput)
    company = ColumnField(
        label=gettext_lazy("Company’s name"),
        help_text=gettext_lazy("Only its hash is kept, to find a company that comes twice."),
    )
    date = ColumnField(
        label=gettext_lazy("Day on which the facts were known"),
        help_text=gettext_lazy("Without it nobody can check whether the facts are older than the outcome."),
    )
    date_format = forms.CharField(
        label=gettext_lazy("Written as"),
        max_length=40,
        widget=PlainInput,
        help_text=gettext_lazy("%Y-%m-%d is 2024-12-31, %d/%m/%Y is 31/12/2024."),
    )
    unanswered = forms.CharField(
        label=gettext_lazy("Words that say nothing"),
        help_text=gettext_lazy("In every column, one a line, such as “n/a”. A blank always says nothing."),
        widget=PlainLines,
    )


class LabelForm(Part):
    """An outcome."""

    column = ColumnField(label=gettext_lazy("Column with the outcome"))
    success = forms.CharField(
        label=gettext_lazy("Words of a success"), help_text=gettext_lazy("One a line."), widget=PlainLines
    )
    failure = forms.CharField(
        label=gettext_lazy("Words of a failure"), help_text=gettext_lazy("One a line."), widget=PlainLines
    )
    meaning = forms.CharField(
        label=gettext_lazy("What counts as success"),
        max_length=300,
        widget=PlainInput,
        help_text=gettext_lazy("As a sentence, such as: the company was sold or listed within five years."),
    )
    key = forms.CharField(
        label=gettext_lazy("Short name of the outcome"),
        max_length=60,
        widget=PlainInput,
        help_text=gettext_lazy(
            "Lower-case letters, digits and _. Left blank, it is made of the column’s name."
        ),
    )
    outcome_date = ColumnField(label=gettext_lazy("Day of the outcome"))
    outcome_format = forms.CharField(label=gettext_lazy("Written as"), max_length=40, widget=PlainInput)


class IgnoredForm(Part):
    """Columns left out on purpose."""

    columns = forms.CharField(
        label=gettext_lazy("Columns"), help_text=gettext_lazy("One a line."), widget=PlainLines
    )
    starts_with = forms.CharField(
        label=gettext_lazy("All that begin with"), help_text=gettext_lazy("One a line."), widget=PlainLines
    )
    reason = forms.CharField(label=gettext_lazy("Why they are not used"), max_length=300, widget=PlainInput)


class SourceForm(Part):
    """Which column answers a question, and how."""

    column = ColumnField(label=gettext_lazy("Column"))
    values = forms.CharField(
        label=gettext_lazy("Translations"),
        help_text=gettext_lazy("One a line: the file’s word = the answer."),
        widget=PlainLines,
    )
    blank = forms.CharField(
        label=gettext_lazy("A blank means"),
        max_length=60,
        widget=PlainInput,
        help_text=gettext_lazy("Only where a blank is an answer; left empty, it says nothing."),
    )
    unanswered = forms.CharField(
        label=gettext_lazy("More words that say nothing"),
        help_text=gettext_lazy("One a line."),
        widget=PlainLines,
    )
    transform = forms.ChoiceField(
        widget=PlainSelect,
        label=gettext_lazy("Numbers are first put through"),
        choices=[("", "—"), *((name, name) for name in ("exp10", "exp", "expm1", "log10", "log1p"))],
    )
    multiply = forms.CharField(
        label=gettext_lazy("then multiplied by"),
        max_length=40,
        widget=PlainInput,
        help_text=gettext_lazy("To the question’s unit: 0.001 for thousands of a file in units."),
    )
    floor = forms.CharField(label=gettext_lazy("No lower than"), max_length=40, widget=PlainInput)
    cap = forms.CharField(label=gettext_lazy("No higher than"), max_length=40, widget=PlainInput)
    about = forms.ChoiceField(
        widget=PlainSelect,
        label=gettext_lazy("An “age” in it is"),
        choices=[
            ("", gettext_lazy("a person’s, so it is refused")),
            ("company", gettext_lazy("the company’s")),
        ],
    )
    columns = forms.CharField(
        label=gettext_lazy("Several columns instead"),
        help_text=gettext_lazy("One a line."),
        widget=PlainLines,
    )
    combine = forms.ChoiceField(
        widget=PlainSelect,
        label=gettext_lazy("which are"),
        choices=[
            ("", "—"),
            ("sum", gettext_lazy("added up")),
            ("count_of", gettext_lazy("counted, by their words")),
        ],
    )
    counted = forms.CharField(label=gettext_lazy("Words that count"), widget=PlainLines)
    uncounted = forms.CharField(label=gettext_lazy("Words that do not count"), widget=PlainLines)
    take = forms.BooleanField(label=gettext_lazy("Take this guess"), required=False)


class OriginForm(forms.Form):
    """What a data set must say about itself."""

    name = forms.CharField(
        label=gettext_lazy("Name of the series"),
        error_messages={"required": gettext_lazy("Give it a name.")},
        max_length=60,
        help_text=gettext_lazy(
            "Lower-case letters, digits, - and _. Under a name that there is, this becomes its next version."
        ),
    )
    label = forms.ChoiceField(label=gettext_lazy("Outcome to learn"), required=False)
    licence = forms.CharField(
        label=gettext_lazy("Licence"),
        error_messages={"required": gettext_lazy("Say under which licence the rows may be used.")},
        max_length=200,
        help_text=gettext_lazy(
            "Under which the rows may be used, such as CC BY 4.0, or “own, internal use”. It is shown on the public "
            "card once a jury that learned from these rows is the champion."
        ),
    )
    provenance = forms.CharField(
        label=gettext_lazy("Provenance"),
        error_messages={"required": gettext_lazy("Say where the rows come from.")},
        max_length=4000,
        help_text=gettext_lazy(
            "Where the rows come from: who collected them, when and how. It is shown on the public card once a jury "
            "that learned from these rows is the champion: name nobody in it."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, labels: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = list(labels)
        if len(choices) < 2:
            del self.fields["label"]
        else:
            self.fields["label"].choices = choices  # type: ignore[attr-defined]
