"""The form of an edition: what a clock at the venue shows goes in, moments come out."""

import zoneinfo
from datetime import datetime
from typing import Any

from babel.numbers import list_currencies
from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from battle.editions.actions import (
    FIRST_YEAR,
    LAST_YEAR,
    EditionFields,
    PrizeLine,
    SponsorLine,
    locked_fields,
)
from battle.editions.enums import Mode
from battle.editions.models import Edition, validate_time_zone
from battle.editions.queries import RESERVED_SLUGS, slug_taken
from battle.editions.zones import LocalTimeProblem, moment_of
from battle.problems import Refused

MOMENTS = ("call_opens_at", "call_closes_at", "show_starts_at")
SHAPE = "%Y-%m-%dT%H:%M"


class ClockField(forms.CharField):
    """A date and a time without a zone, as <input type="datetime-local"> sends them; `clean` gives a naive datetime."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=SHAPE)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            clock = datetime.fromisoformat(text)
        except ValueError as problem:
            raise forms.ValidationError(_("Enter a date and a time."), code="invalid") from problem
        if clock.tzinfo is not None or not FIRST_YEAR <= clock.year <= LAST_YEAR:
            raise forms.ValidationError(_("Enter a date and a time between 2000 and 2100."), code="invalid")
        return clock.replace(second=0, microsecond=0)


class EditionForm(forms.ModelForm):
    call_opens_at = ClockField(
        label=gettext_lazy("Call opens"), help_text=gettext_lazy("From this moment startups can apply.")
    )
    call_closes_at = ClockField(
        label=gettext_lazy("Call closes"), help_text=gettext_lazy("After this moment nobody can apply.")
    )
    show_starts_at = ClockField(
        label=gettext_lazy("Show starts"), help_text=gettext_lazy("Not before the call has closed.")
    )
    finalists_wanted = forms.IntegerField(
        label=gettext_lazy("Number of finalists"),
        min_value=2,
        max_value=10,
        initial=4,
        help_text=gettext_lazy("2 to 10; four fit an evening well."),
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"))
    mode = forms.ChoiceField(
        label=gettext_lazy("What the audience sees"),
        choices=Mode.choices,
        initial=Mode.OPEN,
        widget=forms.RadioSelect,
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages of the evening"),
        choices=settings.LANGUAGES,
        initial=["en"],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Edition
        fields = [
            *("name", "slug", "city", "country", "venue", "time_zone"),
            *MOMENTS,
            *("finalists_wanted", "mode", "languages"),
        ]
        labels = {
            "name": gettext_lazy("Name"),
            "slug": gettext_lazy("Short name in addresses"),
            "city": gettext_lazy("City"),
            "venue": gettext_lazy("Venue"),
            "time_zone": gettext_lazy("Time zone of the venue"),
        }
        help_texts = {
            "slug": gettext_lazy(
                "Lower-case letters, digits and hyphens. It is in every link and cannot change once the show is open."
            ),
            "time_zone": gettext_lazy(
                "From the IANA list, such as Europe/Madrid. All times below are on the clocks there."
            ),
        }
        widgets = {"time_zone": forms.TextInput(attrs={"list": "time-zones", "autocomplete": "off"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("Choose a country")), *countries]  # type: ignore[attr-defined]
        self.fields["time_zone"].validators = [validate_time_zone]
        if self.instance.pk:
            for name in MOMENTS:
                local = getattr(self.instance, name).astimezone(self.instance.zone)
                self.initial[name] = local.replace(tzinfo=None)
        self.locked = locked_fields(self.instance) if self.instance.pk else set()
        for name in self.locked:
            self.fields[name].disabled = True
            self.fields[name].help_text = _("The show has been opened; this can no longer be changed.")

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        if slug != slug.lower():
            raise forms.ValidationError(_("Use lower-case letters."), code="upper_case")
        if slug in RESERVED_SLUGS:
            raise forms.ValidationError(
                _("This short name is reserved; choose another."), code="slug_reserved"
            )
        if slug_taken(slug, except_pk=self.instance.pk):
            raise forms.ValidationError(_("Another edition has this short name."), code="slug_taken")
        return slug

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if zone := cleaned.get("time_zone"):
            self._read_clocks(cleaned, zoneinfo.ZoneInfo(zone))
        opens, closes, starts = (cleaned.get(name) for name in MOMENTS)
        if opens and closes and zone and opens >= closes:
            self.add_error("call_closes_at", _("The call must close after it opens."))
        if closes and starts and zone and closes > starts:
            self.add_error("show_starts_at", _("The show must not start before the call has closed."))
        return cleaned

    def _read_clocks(self, cleaned: dict[str, Any], zone: zoneinfo.ZoneInfo) -> None:
        for name in MOMENTS:
            if cleaned.get(name) is None:
                continue
            try:
                cleaned[name] = moment_of(cleaned[name], zone)
            except LocalTimeProblem as problem:
                del cleaned[name]
                self.add_error(name, forms.ValidationError(problem.message, code=problem.code))

    def _post_clean(self) -> None:
        """The action writes the edition and checks it as a whole; the form only explains."""

    def chosen(self) -> EditionFields:
        """What to hand to the action."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}  # type: ignore[return-value]


class PrizeForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("Prize"), max_length=160)
    amount = forms.DecimalField(
        label=gettext_lazy("Amount"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        localize=True,
    )
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = sorted(list_currencies())
        self.fields["currency"].choices = [("", "—"), *((code, code) for code in codes)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        amount, currency = cleaned.get("amount"), cleaned.get("currency")
        if not self.errors and (amount is None) != (not currency):
            message = _("An amount needs a currency, and a currency an amount.")
            self.add_error("currency" if amount is not None else "amount", message)
        return cleaned


class SponsorForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Sponsor"), max_length=120)
    url = forms.URLField(label=gettext_lazy("Website"), required=False, max_length=200, assume_scheme="https")


PrizeFormSet = forms.formset_factory(PrizeForm, extra=2, can_delete=True, max_num=20, validate_max=True)
SponsorFormSet = forms.formset_factory(SponsorForm, extra=2, can_delete=True, max_num=40, validate_max=True)


def kept_rows(formset: Any) -> list[dict[str, Any]]:
    """The filled rows of a formset that are not to be deleted, in their order."""
    return [
        form.cleaned_data for form in formset if form.cleaned_data and not form.cleaned_data.get("DELETE")
    ]


def prize_lines(formset: Any) -> list[PrizeLine]:
    return [
        PrizeLine(row["text"], row["amount"], row["currency"])
        for row in kept_rows(formset)
        if row.get("text")
    ]


def sponsor_lines(formset: Any) -> list[SponsorLine]:
    return [SponsorLine(row["name"], row["url"]) for row in kept_rows(formset) if row.get("name")]


def show_refusal(form: forms.BaseForm, refusal: Refused) -> None:
    """Put an action's refusal where the reader looks for it."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
