"""The rows of an edition's form: prizes in every language, sponsors with their logos."""

from base64 import b64encode
from typing import Any

from babel.numbers import list_currencies
from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from battle import pictures
from battle.editions.actions import PrizeLine, SponsorLine, keep_picture
from battle.editions.models import Edition, Picture
from battle.editions.texts import LANGUAGE_NAMES, LANGUAGES, text_field
from battle.problems import Refused

LOGO_SIDE = 480


class PrizeForm(forms.Form):
    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
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

    def __init__(self, *args: Any, languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages
        codes = sorted(list_currencies())
        self.fields["currency"].choices = [("", "—"), *((code, code) for code in codes)]  # type: ignore[attr-defined]
        for code in LANGUAGES:
            label = _("Prize, %(language)s") % {"language": LANGUAGE_NAMES[code]}
            self.fields[text_field("text", code)] = forms.CharField(
                label=label, max_length=160, required=False, widget=forms.TextInput(attrs={"lang": code})
            )

    @property
    def texts(self) -> list[dict[str, Any]]:
        """The text fields, each with its language and whether the battle speaks it."""
        return [
            {"field": self[text_field("text", code)], "language": code, "chosen": code in self.languages}
            for code in LANGUAGES
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        amount, currency = cleaned.get("amount"), cleaned.get("currency")
        if not self.errors and (amount is None) != (not currency):
            message = _("An amount needs a currency, and a currency an amount.")
            self.add_error("currency" if amount is not None else "amount", message)
        texts = [text_field("text", code) for code in LANGUAGES]
        if not cleaned.get("DELETE") and not any(cleaned.get(name) or name in self.errors for name in texts):
            self.add_error(text_field("text", self.languages[0]), _("This field is required."))
        return cleaned

    def line(self) -> PrizeLine:
        texts = {code: self.cleaned_data[text_field("text", code)] for code in LANGUAGES}
        row = self.cleaned_data
        return PrizeLine(amount=row["amount"], currency=row["currency"], texts=texts, pk=row["pk"])


class SponsorForm(forms.Form):
    """A sponsor. A logo that was read is kept at once, so that it survives a mistake elsewhere in the form."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("Sponsor"), max_length=120)
    url = forms.URLField(label=gettext_lazy("Website"), required=False, max_length=200, assume_scheme="https")
    logo = forms.FileField(
        label=gettext_lazy("Logo"),
        required=False,
        max_length=255,
        allow_empty_file=True,
        help_text=gettext_lazy("PNG, JPEG, WebP or GIF, up to 5 MB."),
        widget=forms.FileInput(attrs={"accept": pictures.ACCEPTED}),
    )
    kept = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    remove_logo = forms.BooleanField(label=gettext_lazy("Remove the logo"), required=False)
    sent: Picture | None = None

    def clean_logo(self) -> str:
        """The digest of the picture that was sent, or ""."""
        upload = self.cleaned_data["logo"]
        if not upload:
            return ""
        try:
            png = pictures.reencode(upload, longest_side=LOGO_SIDE)
        except Refused as refusal:
            raise forms.ValidationError(refusal.message, code=refusal.code) from refusal
        width, height = pictures.size_of(png)
        self.sent = keep_picture(png, width=width, height=height)
        return self.sent.digest

    @property
    def logo_digest(self) -> str:
        """The logo that the row stands for now: the one just sent, or the one from before."""
        return self.sent.digest if self.sent else str(self["kept"].value() or "")

    @property
    def logo_source(self) -> str:
        """Where a page finds it: no address serves a logo that no sponsor has yet."""
        digest = self.logo_digest
        if digest and digest == self.initial.get("kept"):
            return str(self.initial["logo_url"])
        picture = Picture.objects.filter(digest=digest).first() if digest else None
        return "data:image/png;base64," + b64encode(bytes(picture.png)).decode() if picture else ""

    def line(self) -> SponsorLine:
        row = self.cleaned_data
        logo = row["logo"] or ("" if row["remove_logo"] else row["kept"])
        return SponsorLine(row["name"], row["url"], logo=logo, pk=row["pk"])


PrizeFormSet = forms.formset_factory(
    PrizeForm, extra=1, can_delete=True, max_num=20, absolute_max=60, validate_max=True
)
SponsorFormSet = forms.formset_factory(
    SponsorForm, extra=1, can_delete=True, max_num=40, absolute_max=80, validate_max=True
)


def initial_prizes(edition: Edition) -> list[dict[str, Any]]:
    return [
        {"pk": prize.pk, "amount": prize.amount, "currency": prize.currency}
        | {text_field("text", code): getattr(prize, text_field("text", code)) for code in LANGUAGES}
        for prize in edition.prizes.all()
    ]


def initial_sponsors(edition: Edition) -> list[dict[str, Any]]:
    return [
        {"pk": sponsor.pk, "name": sponsor.name, "url": sponsor.url, "kept": sponsor.logo_id or ""}
        | (
            {"logo_url": reverse("edition-logo", args=[edition.slug, sponsor.logo_id])}
            if sponsor.logo_id
            else {}
        )
        for sponsor in edition.sponsors.all()
    ]


def prize_lines(formset: Any) -> list[PrizeLine]:
    return [form.line() for form in _kept_rows(formset)]


def sponsor_lines(formset: Any) -> list[SponsorLine]:
    return [form.line() for form in _kept_rows(formset)]


def _kept_rows(formset: Any) -> list[Any]:
    """The filled rows of a formset that are not to be deleted, in their order."""
    return [form for form in formset if form.cleaned_data and not form.cleaned_data.get("DELETE")]
