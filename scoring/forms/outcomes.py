"""Which outcomes are to be learned from, and under which licence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy, ngettext

from scoring.datasets import LONGEST_LICENCE
from scoring.outcomes.selecting import LEAST_DAYS, MOST_DAYS, USUAL_DAYS, Choice, Meaning
from scoring.past import Label


class ChoiceForm(forms.Form):
    """What is looked at; it is sent with GET and changes nothing."""

    label = forms.ChoiceField(
        label=gettext_lazy("What became of them"), choices=Label.choices, widget=forms.RadioSelect
    )
    meaning = forms.MultipleChoiceField(
        label=gettext_lazy("What counts as a yes"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "The sentences under which it was recorded. Choose several only if they mean the same to you: they become "
            "one outcome."
        ),
        error_messages={"required": gettext_lazy("Choose what counts as a yes.")},
    )
    days = forms.IntegerField(
        label=gettext_lazy("Minimum age of the answers, in days"),
        min_value=LEAST_DAYS,
        max_value=MOST_DAYS,
        help_text=gettext_lazy(
            "All startups get the same time, at least 90 days. A “not so far” counts only if it was looked for when "
            "this time had passed."
        ),
    )

    def __init__(self, data: Any = None, *, meanings: Sequence[Meaning], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field: Any = self.fields["meaning"]
        field.choices = [(each.sentence, _counted(each)) for each in meanings]

    def choice(self) -> Choice:
        """What to hand to the query and to the action."""
        told = self.cleaned_data
        return Choice(Label(told["label"]), tuple(told["meaning"]), told["days"])


class AddForm(forms.Form):
    """What nobody but the steward can say about the rows."""

    licence = forms.CharField(
        label=gettext_lazy("Licence"),
        max_length=LONGEST_LICENCE,
        help_text=gettext_lazy(
            "By what right these answers may be learned from, such as the rules that every applicant accepted. It is "
            "shown on the public card once a jury that learned from these rows is the champion."
        ),
    )
    note = forms.CharField(
        label=gettext_lazy("More about where they come from"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Shows, sentences and the minimum age are written down by themselves. It is shown on the public card once "
            "a jury that learned from these rows is the champion: name no startup here."
        ),
    )
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)


def begin(label: Label, meanings: Sequence[Meaning]) -> dict[str, Any]:
    """What is looked at before anything was chosen: the sentence used most, and the usual age."""
    return {"label": label.value, "meaning": [each.sentence for each in meanings[:1]], "days": USUAL_DAYS}


def _counted(meaning: Meaning) -> str:
    told = ngettext("recorded once", "recorded %(count)s times", meaning.recorded)
    return f"{meaning.sentence} ({told % {'count': number_format(meaning.recorded)}})"
