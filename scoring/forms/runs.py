"""What a jury is to learn, and from which startups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from scoring.models import DataSet
from scoring.runs.actions import HIGHEST_SEED, LONGEST_LABEL

LONGEST_MEANING_SHOWN = 90


class TrainForm(forms.Form):
    """Data sets, label and seed of a training run."""

    datasets = forms.MultipleChoiceField(
        label=gettext_lazy("Data sets"),
        help_text=gettext_lazy(
            "The jury learns from all of them together; a company that stands in several counts once."
        ),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one data set.")},
    )
    label = forms.ChoiceField(
        label=gettext_lazy("What counts as success"),
        error_messages={"required": gettext_lazy("Choose what counts as success.")},
    )
    merge_labels = forms.BooleanField(
        label=gettext_lazy("Other definitions of success in the chosen data sets mean the same"),
        help_text=gettext_lazy("Needed only where data sets with different labels are put together."),
        required=False,
    )
    seed = forms.IntegerField(
        label=gettext_lazy("Seed"),
        help_text=gettext_lazy("The same data sets, label and seed give the same jury, to the last bit."),
        min_value=0,
        max_value=HIGHEST_SEED,
        initial=1,
    )

    def __init__(self, data: Any = None, *, datasets: Sequence[DataSet], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.selectable = {each.name: each for each in datasets}
        chosen: Any = self.fields["datasets"]
        chosen.choices = [(each.name, _told(each)) for each in datasets]
        labels: Any = self.fields["label"]
        meanings = {each.label[:LONGEST_LABEL]: each.label_meaning for each in reversed(datasets)}
        labels.choices = [
            ("", _("Choose …")),
            *((label, _with_meaning(label, meaning)) for label, meaning in sorted(meanings.items())),
        ]
        if len(meanings) == 1:
            self.initial.setdefault("label", next(iter(meanings)))
        if len(datasets) == 1:
            self.initial.setdefault("datasets", [datasets[0].name])

    def chosen(self) -> list[DataSet]:
        """The data sets that were chosen, once the form is valid."""
        return [self.selectable[name] for name in self.cleaned_data["datasets"]]


def _told(dataset: DataSet) -> str:
    startups = ngettext("%(count)s startup", "%(count)s startups", dataset.rows) % {
        "count": number_format(dataset.rows, use_l10n=True, force_grouping=True)
    }
    told = {"name": dataset.name, "label": dataset.label, "startups": startups}
    return _("%(name)s (%(label)s, %(startups)s)") % told


def _with_meaning(label: str, meaning: str) -> str:
    if len(meaning) > LONGEST_MEANING_SHOWN:
        meaning = f"{meaning[:LONGEST_MEANING_SHOWN].rstrip()} …"
    return f"{label}: {meaning}" if meaning else label
