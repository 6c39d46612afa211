"""What became of a contender, as a form."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from battle.aftermath.actions import LONGEST_ADDRESS, LONGEST_TEXT, Known
from battle.aftermath.models import Outcome
from scoring.past import Label

YES_OR_NO = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No, not so far"))]


SUGGESTED = (
    gettext_noop("raised at least US$ 1 million more within 24 months of the show"),
    gettext_noop("still operating 24 months after the show"),
    gettext_noop("sold or listed within five years of the show"),
)


def suggested_meanings() -> dict[str, str]:
    """Sentences that shows have in common, so that their outcomes can be learned from together, each with what it says
    in the reader's language. They are recorded in English, or each language would make another outcome of them."""
    return {sentence: _(sentence) for sentence in SUGGESTED}


class KnownForm(forms.Form):
    """What is known, without saying of which label."""

    success = forms.ChoiceField(
        label=gettext_lazy("Is it so?"), choices=YES_OR_NO, widget=forms.RadioSelect, initial=None
    )
    meaning = forms.CharField(
        label=gettext_lazy("What counts as a yes"),
        max_length=LONGEST_TEXT,
        help_text=gettext_lazy(
            "In one sentence, with amount and time. Use the same sentence for every contender: only outcomes that mean "
            "the same are learned from together. The sentences suggested here are recorded in English in every "
            "language, so that they are the same everywhere."
        ),
    )
    known_on = forms.DateField(
        label=gettext_lazy("Known on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy(
            "The day of the news, or the day on which you looked: not the day of writing it down."
        ),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=LONGEST_TEXT,
        help_text=gettext_lazy("Where it can be read: a newspaper, a register, a message of the founders."),
    )
    source_url = forms.CharField(
        label=gettext_lazy("Address of the source"),
        required=False,
        max_length=LONGEST_ADDRESS,
        widget=forms.URLInput(attrs={"inputmode": "url", "placeholder": "https://"}),
    )

    def __init__(self, *args: Any, meanings: str = "meanings", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meaning"].widget.attrs.update(list=meanings, autocomplete="off")

    def known(self) -> Known:
        """What to hand to the action."""
        told = self.cleaned_data
        return Known(
            success=told["success"] == "yes",
            meaning=told["meaning"],
            known_on=told["known_on"],
            source=told["source"],
            source_url=told["source_url"],
        )


class RecordForm(KnownForm):
    """Something that nobody has recorded yet of this contender."""

    label = forms.ChoiceField(label=gettext_lazy("What is asked"), widget=forms.RadioSelect)
    field_order = ("label", "success", "meaning", "known_on", "source", "source_url")

    def __init__(self, *args: Any, labels: list[Label], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(labels)

    def offer(self, labels: list[Label]) -> None:
        """What there is to choose from."""
        field: Any = self.fields["label"]
        field.choices = [(label.value, label.label) for label in labels]


class ReasonForm(forms.Form):
    """Why something is taken back."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=LONGEST_TEXT,
        help_text=gettext_lazy("Whoever reads this in a year should understand it."),
    )


class CorrectForm(ReasonForm, KnownForm):
    """Something that was recorded, said otherwise."""

    field_order = ("success", "meaning", "known_on", "source", "source_url", "reason", "seen")


def as_recorded(outcome: Outcome) -> dict[str, Any]:
    """What a form shows of an outcome before it is changed."""
    return {
        "success": "yes" if outcome.success else "no",
        "meaning": outcome.meaning,
        "known_on": outcome.known_on,
        "source": outcome.source,
        "source_url": outcome.source_url,
    }
