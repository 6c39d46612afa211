"""Forms of promoting: a reason, and what the person saw when they gave it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from battle.problems import Refused
from scoring import registry
from scoring.promotion.actions import LONGEST_REASON


class ReasonForm(forms.Form):
    """Why, in writing. `seen` is the seal of the gate on the page (`scoring.promotion.gate`)."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy(
            "A sentence that somebody can still understand in a year. It is kept for good."
        ),
        min_length=registry.SHORTEST_REASON,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, name: str, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, auto_id=f"{name}_%s", initial=initial)


class AnswerForm(ReasonForm):
    """The same, in answer to a request."""

    request = forms.IntegerField(required=False, widget=forms.HiddenInput)


class WithdrawForm(forms.Form):
    """Taking a request back, or turning another's down with a reason."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    request = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="withdraw_%s", initial=initial)


class RollbackForm(forms.Form):
    """One click; a reason is welcome. `champion` is the one that the person saw."""

    reason = forms.CharField(
        label=gettext_lazy("Why (if you like)"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    champion = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="rollback_%s", initial=initial)


def show_refusal(form: forms.Form, refusal: Refused) -> None:
    """Tell a refusal at its field, or above the form where it is about the action as a whole."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
