"""What the API takes and tells of editions."""

from datetime import datetime
from typing import Any

from babel.numbers import list_currencies
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from battle.editions.actions import PrizeLine, SponsorLine
from battle.editions.enums import CallState, Mode
from battle.editions.models import LONGEST_TEXT, Edition, Prize, Sponsor, validate_time_zone
from battle.editions.texts import LANGUAGES, text_field


class PrizeOutput(serializers.ModelSerializer[Prize]):
    class Meta:
        model = Prize
        fields = ["text", "amount", "currency"]


class SponsorOutput(serializers.ModelSerializer[Sponsor]):
    class Meta:
        model = Sponsor
        fields = ["name", "url"]


class EditionOutput(serializers.ModelSerializer[Edition]):
    """What everybody may know of an edition, texts in the reader's language. Needs `now` in its context."""

    country = serializers.CharField(source="country.code")
    call_state = serializers.SerializerMethodField()
    prizes = PrizeOutput(many=True)
    sponsors = SponsorOutput(many=True)

    class Meta:
        model = Edition
        fields = [
            *("slug", "name", "city", "country", "venue", "time_zone"),
            *("call_opens_at", "call_closes_at", "call_state", "show_starts_at"),
            *("finalists_wanted", "mode", "languages", "prizes", "sponsors"),
            *("tagline", "about", "jury_text", "privacy_notice", "retention_until", "published_at"),
        ]

    @extend_schema_field(serializers.ChoiceField(choices=CallState.values))
    def get_call_state(self, edition: Edition) -> str:
        return edition.call_state(self.context["now"]).value


class PrizeInput(serializers.Serializer[Any]):
    """`text` is in the edition's first language; translations of a prize whose text stays are kept."""

    text = serializers.CharField(max_length=160)
    amount = serializers.DecimalField(
        max_digits=12, decimal_places=2, min_value=0, required=False, allow_null=True, default=None
    )
    currency = serializers.CharField(required=False, allow_blank=True, default="", max_length=3)

    def validate_currency(self, value: str) -> str:
        if value and value not in list_currencies():
            raise serializers.ValidationError("unknown currency", code="unknown_currency")
        return value


class SponsorInput(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=120)
    url = serializers.URLField(required=False, allow_blank=True, default="", max_length=200)


class TextsInput(serializers.Serializer[Any]):
    """What an edition tells in one language."""

    tagline = serializers.CharField(max_length=140, required=False, allow_blank=True)
    about = serializers.CharField(max_length=LONGEST_TEXT, required=False, allow_blank=True)
    jury_text = serializers.CharField(max_length=LONGEST_TEXT, required=False, allow_blank=True)
    privacy_notice = serializers.CharField(max_length=LONGEST_TEXT, required=False, allow_blank=True)


class MomentField(serializers.DateTimeField):
    """A moment, not a clock's reading: without an offset nobody could tell which of 24 it is."""

    default_error_messages = {
        "no_offset": _("Add the distance to UTC, such as 2026-11-20T20:00:00+01:00 or 2026-11-20T19:00:00Z.")
    }

    def enforce_timezone(self, value: datetime) -> datetime:
        if timezone.is_naive(value):
            self.fail("no_offset")
        return super().enforce_timezone(value)


class EditionInput(serializers.Serializer[Any]):
    """Moments carry their distance to UTC, such as 2026-11-20T20:00:00+01:00."""

    name = serializers.CharField(max_length=120)
    slug = serializers.RegexField(r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=60)
    city = serializers.CharField(max_length=80)
    country = serializers.CharField(min_length=2, max_length=2, help_text="ISO 3166-1 alpha-2, such as ES.")
    venue = serializers.CharField(max_length=120)
    time_zone = serializers.CharField(
        max_length=64, validators=[validate_time_zone], help_text="IANA name, such as Europe/Madrid."
    )
    call_opens_at = MomentField()
    call_closes_at = MomentField()
    show_starts_at = MomentField()
    finalists_wanted = serializers.IntegerField(min_value=2, max_value=10, required=False)
    mode = serializers.ChoiceField(choices=Mode.choices, required=False)
    languages = serializers.ListField(
        child=serializers.ChoiceField(choices=settings.LANGUAGES), min_length=1, required=False
    )
    prizes = PrizeInput(many=True, required=False)
    sponsors = SponsorInput(many=True, required=False)
    retention_until = serializers.DateField(required=False, allow_null=True)
    texts = serializers.DictField(
        child=TextsInput(),
        required=False,
        help_text='Texts by language: {"es": {"tagline": "…"}}. What is not sent stays.',
    )

    def validate_texts(self, texts: dict[str, dict[str, str]]) -> dict[str, str]:
        """The texts by the field that holds each."""
        if unknown := set(texts) - set(LANGUAGES):
            message = _("“%(code)s” is not one of the languages offered.") % {"code": min(unknown)}
            raise serializers.ValidationError(message, code="unknown_language")
        return {
            text_field(name, language): text
            for language, some in texts.items()
            for name, text in some.items()
        }

    def for_action(self) -> dict[str, Any]:
        """The checked body as the action's arguments; what was not sent is not there."""
        given = dict(self.validated_data)
        if "prizes" in given:
            given["prizes"] = [PrizeLine(**line) for line in given["prizes"]]
        if "sponsors" in given:
            given["sponsors"] = [SponsorLine(**line) for line in given["sponsors"]]
        return given


class EditionChange(EditionInput):
    """What is sent changes, the rest stays; a prize or sponsor that is sent must still be whole."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False
