from __future__ import annotations

import zoneinfo
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from django_countries.fields import CountryField
from modeltranslation.manager import MultilingualManager

from battle.editions.enums import CallState, Mode

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def validate_time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            _("“%(name)s” is not a time zone of the IANA list, such as Europe/Madrid."),
            code="unknown_time_zone",
            params={"name": name},
        )


def validate_languages(codes: object) -> None:
    known = [code for code, _name in settings.LANGUAGES]
    if not isinstance(codes, list) or not codes or len(set(map(str, codes))) != len(codes):
        raise ValidationError(_("Choose at least one language, each once."), code="no_language")
    for code in codes:
        if code not in known:
            raise ValidationError(
                _("“%(code)s” is not one of the languages offered."),
                code="unknown_language",
                params={"code": code},
            )


def default_languages() -> list[str]:
    return ["en"]


LONGEST_TEXT = 6000


def long_text(name: StrOrPromise) -> models.TextField[str, str]:
    """Paragraphs that an organiser writes."""
    return models.TextField(
        name, max_length=LONGEST_TEXT, blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)]
    )


class Edition(models.Model):  # type: ignore[django-manager-missing]  # prizes: modeltranslation makes their manager
    """One competition: a call, a choice of finalists, a show.

    Invariants: the call opens before it closes and closes before the show starts; the slug never changes once a
    show was opened, since the log carries it; until `published_at` is set it exists for its team only. The texts
    from `tagline` to `privacy_notice` stand once per language (`editions.translation`). Written by
    `editions.actions` only.
    """

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("short name in addresses"), max_length=60, unique=True)
    city = models.CharField(_("city"), max_length=80)
    country = CountryField(_("country"))
    venue = models.CharField(_("venue"), max_length=120)
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[validate_time_zone])
    call_opens_at = models.DateTimeField(_("call opens"))
    call_closes_at = models.DateTimeField(_("call closes"))
    show_starts_at = models.DateTimeField(_("show starts"))
    finalists_wanted = models.PositiveSmallIntegerField(
        _("number of finalists"), default=4, validators=[MinValueValidator(2), MaxValueValidator(10)]
    )
    mode = models.CharField(_("mode"), max_length=8, choices=Mode.choices, default=Mode.OPEN)
    languages = models.JSONField(_("languages"), default=default_languages, validators=[validate_languages])
    jury_model = models.CharField(
        _("jury model"), max_length=80, blank=True, help_text=_("Pinned when the show is opened.")
    )
    tagline = models.CharField(_("tagline"), max_length=140, blank=True)
    about = long_text(_("about the battle"))
    jury_text = long_text(_("about the jury"))
    privacy_notice = long_text(_("privacy notice"))
    retention_until = models.DateField(
        _("personal data is kept until"),
        null=True,
        blank=True,
        help_text=_("After this day the applications are made anonymous."),
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)
    # How often it was changed: calendars take a newer file for an event by it.
    revision = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    # What modeltranslation would put here by itself, named so that types are known.
    objects: ClassVar[MultilingualManager[Edition]] = MultilingualManager()

    class Meta:
        ordering = ["-show_starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(call_opens_at__lt=F("call_closes_at")), name="edition_call_opens_before_it_closes"
            ),
            models.CheckConstraint(
                condition=Q(call_closes_at__lte=F("show_starts_at")), name="edition_call_closes_before_show"
            ),
            models.CheckConstraint(
                condition=Q(finalists_wanted__gte=2) & Q(finalists_wanted__lte=10),
                name="edition_finalists_2_to_10",
            ),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="edition_mode_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def country_name(self) -> str:
        """The country in the reader's language."""
        return str(countries.name(self.country))

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    def call_state(self, now: datetime) -> CallState:
        """Where the call stands; nobody can apply to a draft, whatever its dates say."""
        return self.planned_call_state(now) if self.is_published else CallState.CLOSED

    def planned_call_state(self, now: datetime) -> CallState:
        """Where the call stands by its dates alone."""
        if now < self.call_opens_at:
            return CallState.UPCOMING
        return CallState.OPEN if now < self.call_closes_at else CallState.CLOSED


class Prize(models.Model):
    """What a winner gets: a text, and an amount of money where there is one."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="prizes")
    text = models.CharField(_("prize"), max_length=160)
    amount = models.DecimalField(
        _("amount"), max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[MultilingualManager[Prize]] = MultilingualManager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__isnull=True, currency="") | (Q(amount__isnull=False) & ~Q(currency="")),
                name="prize_amount_and_currency_together",
            )
        ]

    def __str__(self) -> str:
        return self.text


class Picture(models.Model):
    """A picture as this site drew it anew; its key is the digest of its bytes, so it never changes.

    Never what was sent in: `battle.pictures.reencode` made the bytes. One that nothing shows is swept away after a
    day (`editions.chores`).
    """

    digest = models.CharField(max_length=64, primary_key=True)
    png = models.BinaryField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.digest[:12]


class Sponsor(models.Model):
    """Who supports an edition. The logo's bytes lie elsewhere, so that reading sponsors never loads them."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="sponsors")
    name = models.CharField(_("name"), max_length=120)
    url = models.URLField(_("website"), blank=True)
    logo = models.ForeignKey(
        Picture, on_delete=models.PROTECT, null=True, blank=True, related_name="sponsors"
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name
