from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from battle.editions.actions import FIRST_YEAR, LAST_YEAR
from battle.editions.queries import slug_problem


class CloneForm(forms.Form):
    """What is new about a clone; everything else comes from the edition it is made of."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    slug = forms.SlugField(
        label=gettext_lazy("Short name in addresses"),
        max_length=60,
        help_text=gettext_lazy("Lower-case letters, digits and hyphens."),
    )
    show_date = forms.DateField(
        label=gettext_lazy("Day of the show"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy(
            "The call moves by as many days. All keep their hour on the clocks of the venue."
        ),
    )
    with_team = forms.BooleanField(
        label=gettext_lazy("Everybody in the team keeps their roles"), required=False
    )

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        if problem := slug_problem(slug):
            raise forms.ValidationError(problem[1], code=problem[0])
        return slug

    def clean_show_date(self) -> Any:
        day = self.cleaned_data["show_date"]
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(_("Enter a date between 2000 and 2100."), code="year_out_of_range")
        return day
