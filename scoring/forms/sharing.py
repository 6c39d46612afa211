"""Forms of sharing: a client, a token."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from battle.problems import Refused
from scoring.core.fileformat import FORMAT
from scoring.enums import Box
from scoring.models import JuryModel
from scoring.sharing.clients import GREATEST_BUDGET
from scoring.sharing.tokens import LONGEST_LIFE


class ModelField(forms.ModelChoiceField):
    """A registered jury that can be read, by its version; nothing chosen is whichever is champion."""

    def label_from_instance(self, obj: Any) -> str:
        if obj.status == "champion":
            return _("%(version)s (champion now)") % {"version": obj.version}
        return str(obj.version)


class ClientForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name of the client"),
        max_length=120,
        help_text=gettext_lazy("Who it is, such as the name of a fund. Two clients never share one."),
    )
    contact = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("Whom you write to when a token expires or queries look odd."),
    )
    box = forms.ChoiceField(
        label=gettext_lazy("How much of the jury they get"),
        choices=Box.choices,
        initial=Box.BLACK,
        widget=forms.RadioSelect,
    )
    jury = ModelField(
        label=gettext_lazy("Which jury"),
        queryset=JuryModel.objects.none(),
        required=False,
        empty_label=gettext_lazy("Whichever is champion"),
        help_text=gettext_lazy("A chosen version stays the same whatever is promoted later."),
    )
    daily_budget = forms.IntegerField(
        label=gettext_lazy("Scores a day"),
        initial=200,
        min_value=1,
        max_value=GREATEST_BUDGET,
        help_text=gettext_lazy("Of a black box, counted from midnight UTC."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["jury"].queryset = JuryModel.objects.defer("file").filter(format=FORMAT)  # type: ignore[attr-defined]


class TokenForm(forms.Form):
    days = forms.IntegerField(
        label=gettext_lazy("Days until it expires"),
        initial=90,
        min_value=1,
        max_value=LONGEST_LIFE,
        help_text=gettext_lazy("From 1 to 365. A shorter life limits what a lost token is good for."),
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


def show_refusal(form: forms.BaseForm, refusal: Refused) -> None:
    """Put an action's refusal where the reader looks for it."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
