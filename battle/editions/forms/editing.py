"""The form of an edition: what a clock at the venue shows goes in, moments come out."""

import zoneinfo
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from battle.editions.actions import (
    FIRST_YEAR,
    LAST_YEAR,
    EditionFields,
    locked_fields,
)
from battle.editions.enums import Mode
from battle.editions.models import Edition, validate_time_zone
from battle.editions.queries import slug_problem
from battle.editions.texts import LANGUAGE_NAMES, LANGUAGES, REQUIRED_TEXTS, TEXT_FIELDS, TEXTS, text_field
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


def text_labels() -> dict[str, tuple[str, str]]:
    """Label and help of each text."""
    return {
        "tagline": (_("Tagline"), _("One sentence under the name, up to 140 characters.")),
        "about": (
            _("About the battle"),
            _("What it is and whom it is for. A blank line begins a paragraph."),
        ),
        "jury_text": (_("About the jury"), _("Who reads the applications and picks the finalists.")),
        "privacy_notice": (
            _("Privacy notice"),
            _("Who reads the applications, why, how long they are kept and whom to ask."),
        ),
    }


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
        help_text=gettext_lazy("The first one is spoken on the big screen; each has its own texts below."),
        choices=settings.LANGUAGES,
        initial=["en"],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Edition
        fields = [
            *("name", "slug", "city", "country", "venue", "time_zone"),
            *MOMENTS,
            *("finalists_wanted", "mode", "languages", "retention_until"),
            *TEXT_FIELDS,
        ]
        labels = {
            "name": gettext_lazy("Name"),
            "slug": gettext_lazy("Short name in addresses"),
            "city": gettext_lazy("City"),
            "venue": gettext_lazy("Venue"),
            "time_zone": gettext_lazy("Time zone of the venue"),
            "retention_until": gettext_lazy("Personal data is kept until"),
        }
        help_texts = {
            "slug": gettext_lazy(
                "Lower-case letters, digits and hyphens. It is in every link and cannot change once the show is open."
            ),
            "time_zone": gettext_lazy(
                "From the IANA list, such as Europe/Madrid. All times below are on the clocks there."
            ),
            "retention_until": gettext_lazy(
                "After this day names, addresses and files of the applications are removed; not before the show."
            ),
        }
        widgets = {
            "time_zone": forms.TextInput(attrs={"list": "time-zones", "autocomplete": "off"}),
            "retention_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("Choose a country")), *countries]  # type: ignore[attr-defined]
        self.fields["time_zone"].validators = [validate_time_zone]
        if self.instance.pk:
            for name in MOMENTS:
                local = getattr(self.instance, name).astimezone(self.instance.zone)
                self.initial[name] = local.replace(tzinfo=None)
        self._name_texts()
        self.locked = locked_fields(self.instance) if self.instance.pk else set()
        for name in self.locked:
            self.fields[name].disabled = True
            self.fields[name].help_text = _("The show has been opened; this can no longer be changed.")

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        if problem := slug_problem(slug, except_pk=self.instance.pk):
            raise forms.ValidationError(problem[1], code=problem[0])
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
            if self._stands(name, cleaned[name], zone):
                # The API can name either of two hours that a clock shows twice; saving the form must not refuse it.
                cleaned[name] = getattr(self.instance, name)
                continue
            try:
                cleaned[name] = moment_of(cleaned[name], zone)
            except LocalTimeProblem as problem:
                del cleaned[name]
                self.add_error(name, forms.ValidationError(problem.message, code=problem.code))

    def _stands(self, name: str, clock: datetime, zone: zoneinfo.ZoneInfo) -> bool:
        """Whether the clock shows what it showed when the form was opened."""
        if not self.instance.pk or zone.key != self.instance.time_zone:
            return False
        shown: datetime = self.initial[name]
        return clock == shown.replace(second=0, microsecond=0, fold=0)

    def _name_texts(self) -> None:
        labels = text_labels()
        for code in LANGUAGES:
            for name in TEXTS:
                field = self.fields[text_field(name, code)]
                field.required = False
                field.widget.attrs["lang"] = code
                field.label, field.help_text = labels[name]
                if name != "tagline":
                    field.widget.attrs["rows"] = 4

    @property
    def chosen_languages(self) -> list[str]:
        """The languages of the battle as they are entered now; never none, so that there is a field to write in."""
        entered = self["languages"].value() or []
        return [code for code in LANGUAGES if code in entered] or ["en"]

    @property
    def texts(self) -> list[dict[str, Any]]:
        """The texts by language: their fields, whether the battle speaks it, and which are still missing."""
        chosen = self.chosen_languages
        return [
            {
                "language": code,
                "name": LANGUAGE_NAMES[code],
                "chosen": code in chosen,
                "fields": [self[text_field(name, code)] for name in TEXTS],
                "missing": [
                    self[text_field(name, code)].label
                    for name in REQUIRED_TEXTS
                    if not str(self[text_field(name, code)].value() or "").strip()
                ],
            }
            for code in LANGUAGES
        ]

    def _post_clean(self) -> None:
        """The action writes the edition and checks it as a whole; the form only explains."""

    def chosen(self) -> EditionFields:
        """What to hand to the action, without the texts."""
        names = [name for name in self.Meta.fields if name not in TEXT_FIELDS]
        return {name: self.cleaned_data[name] for name in names}  # type: ignore[return-value]

    def chosen_texts(self) -> dict[str, str]:
        """The texts by field, those of languages that are not spoken as well: nothing written is thrown away."""
        return {name: self.cleaned_data[name] or "" for name in TEXT_FIELDS}


def show_refusal(form: forms.BaseForm, refusal: Refused) -> None:
    """Put an action's refusal where the reader looks for it."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
