"""What the API takes and tells of applications. Only organisers are told anything."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from battle.applications.actions import Entries
from battle.applications.answers import clean_all
from battle.applications.models import Application
from battle.applications.texts import tidy_line


class ApplicationRow(serializers.ModelSerializer[Application]):
    """An application in a list, without its answers."""

    answered = serializers.SerializerMethodField(help_text="How many of the jury's questions were answered.")

    class Meta:
        model = Application
        fields = [
            "key",
            "company",
            "one_liner",
            "website",
            "state",
            "running_order",
            "answered",
            "submitted_at",
        ]

    def get_answered(self, application: Application) -> int:
        return len(application.answers)


class ApplicationOutput(ApplicationRow):
    class Meta(ApplicationRow.Meta):
        fields = [
            *ApplicationRow.Meta.fields,
            *("contact_name", "contact_email", "language", "answers", "facts", "changed_at"),
        ]


class Line(serializers.CharField):
    """One line of text, looked at as it is kept: signs that nobody sees make no name."""

    def to_internal_value(self, data: Any) -> str:
        line = tidy_line(super().to_internal_value(data))
        if not line:
            self.fail("blank")
        return line


class ApplicationInput(serializers.Serializer[Any]):
    """Answers are a choice's slug or level number, or a number in the question's unit; null is unanswered."""

    company = Line(max_length=80)
    one_liner = Line(max_length=140)
    website = serializers.URLField(required=False, allow_blank=True, default="", max_length=200)
    contact_name = Line(max_length=80)
    contact_email = serializers.EmailField(max_length=254)
    language = serializers.ChoiceField(choices=settings.LANGUAGES, required=False, default="en")
    answers = serializers.DictField(
        child=serializers.JSONField(allow_null=True), required=False, default=dict
    )
    facts = serializers.DictField(child=serializers.JSONField(allow_null=True), required=False, default=dict)

    def entries(self) -> Entries:
        """The checked body for the action.

        Raises
        ------
        Refused : an answer cannot be taken; `field` names it.
        """
        body = self.validated_data
        return Entries(
            company=body["company"],
            one_liner=body["one_liner"],
            website=body["website"],
            contact_name=body["contact_name"],
            answers=clean_all(body["answers"], scored=True),
            facts=clean_all(body["facts"], scored=False),
        )


class ReceivedOutput(serializers.Serializer[Any]):
    """The same for every address: whether it had applied before is told to its owner only, by mail."""

    detail = serializers.CharField()


class KeysInput(serializers.Serializer[Any]):
    keys = serializers.ListField(child=serializers.CharField(max_length=12), max_length=500)


class MovedOutput(serializers.Serializer[Any]):
    moved = serializers.IntegerField()


class PlaceOutput(serializers.ModelSerializer[Application]):
    class Meta:
        model = Application
        fields = ["running_order", "key", "company", "one_liner"]
