"""On which data sets two juries are compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from scoring.models import DataSet


class CompareForm(forms.Form):
    """The data sets whose held-out startups are scored by both juries."""

    datasets = forms.MultipleChoiceField(
        label=gettext_lazy("Compare on the held-out startups of"),
        help_text=gettext_lazy(
            "One startup in five of every data set is kept apart: no training run learns from it."
        ),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one data set.")},
    )

    def __init__(self, data: Any = None, *, selectable: Sequence[DataSet], chosen: Sequence[DataSet]) -> None:
        super().__init__(data, initial={"datasets": [each.name for each in chosen]})
        self.selectable = selectable
        field: Any = self.fields["datasets"]
        field.choices = [(each.name, _told(each)) for each in selectable]

    def chosen(self) -> list[DataSet]:
        """The data sets that were chosen, once the form is valid."""
        names = set(self.cleaned_data["datasets"])
        return [each for each in self.selectable if each.name in names]


def _told(dataset: DataSet) -> str:
    startups = ngettext("%(count)s startup", "%(count)s startups", dataset.rows) % {
        "count": number_format(dataset.rows, use_l10n=True, force_grouping=True)
    }
    return _("%(name)s (%(label)s, %(startups)s)") % {
        "name": dataset.name,
        "label": dataset.label,
        "startups": startups,
    }
