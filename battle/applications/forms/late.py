from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from battle.applications.texts import tidy_line
from battle.editions.forms.editing import ClockField
from battle.editions.models import Edition
from battle.editions.zones import LocalTimeProblem, moment_of


class LateCodeForm(forms.Form):
    """A code that opens the call for somebody; its end is entered as clocks at the venue show it."""

    note = forms.CharField(
        label=gettext_lazy("For whom"),
        max_length=120,
        help_text=gettext_lazy("Only you and the other organisers see it."),
    )
    expires_at = ClockField(label=gettext_lazy("Valid until"))
    uses = forms.IntegerField(
        label=gettext_lazy("For how many applications"), min_value=1, max_value=500, initial=1
    )

    def __init__(self, edition: Edition, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.edition = edition

    def clean_note(self) -> str:
        return tidy_line(self.cleaned_data["note"])

    def clean_expires_at(self) -> datetime:
        try:
            moment = moment_of(self.cleaned_data["expires_at"], self.edition.zone)
        except LocalTimeProblem as problem:
            raise forms.ValidationError(problem.message, code=problem.code) from problem
        if moment <= timezone.now():
            raise forms.ValidationError(_("This moment has passed. Choose a later one."), code="passed")
        return moment
