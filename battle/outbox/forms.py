from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from battle.outbox.actions.writing import BODY_MOST
from battle.outbox.text import SUBJECT_MOST
from battle.problems import Refused


class TextForm(forms.Form):
    """A letter's subject and text. What else is wrong with them the action says, at the field."""

    subject = forms.CharField(label=_("Subject"), max_length=SUBJECT_MOST)
    body = forms.CharField(
        label=_("Text"), max_length=BODY_MOST, widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "true"})
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def show_refusal(self, refusal: Refused) -> None:
        """Say at the field, or above the form, why an action refused what was typed."""
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)

    def typed(self) -> dict[str, Any]:
        return {"subject": self.cleaned_data["subject"], "body": self.cleaned_data["body"]}
