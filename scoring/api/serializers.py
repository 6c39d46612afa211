"""What the API of the jury takes and gives."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


@extend_schema_field(
    {
        "type": "object",
        "additionalProperties": {"oneOf": [{"type": "string"}, {"type": "number"}], "nullable": True},
        "example": {"team_founders": 3, "trac_employees": 12},
    }
)
class AnswersField(serializers.DictField):
    """By question key a choice's slug or level, or a number in the question's unit; null for no answer."""


class PredictInput(serializers.Serializer[Any]):
    answers = AnswersField(
        help_text="What is not answered is left out or null. The keys and their answers: `questionnaire_v1.json`."
    )


class PredictOutput(serializers.Serializer[Any]):
    score = serializers.IntegerField(min_value=0, max_value=100, help_text="Points from 0 to 100, whole.")
    model = serializers.CharField(help_text="Version of the jury that gave it.")


class ModelOutput(serializers.Serializer[Any]):
    """The card of the model that is shared with this client."""

    schema = serializers.IntegerField(help_text="Version of this document's form.")
    version = serializers.CharField()
    sha256 = serializers.CharField(help_text="SHA-256 of the model file.")
    questionnaire = serializers.CharField()
    format = serializers.IntegerField(help_text="Version of the model file's form.")
    trained_on = serializers.CharField()
    synthetic = serializers.BooleanField(help_text="It learned from invented startups.")
    rows = serializers.IntegerField(help_text="Startups that it learned from.")
    seed = serializers.IntegerField()
    label = serializers.CharField(  # type: ignore[assignment]  # a field of the same name as DRF's own word
        allow_blank=True, help_text="What counted as success."
    )
    label_meaning = serializers.CharField(allow_blank=True)
    metrics = serializers.DictField(help_text="How good it is, see docs/model-card.md.")
    file = serializers.URLField(help_text="Where the zip file with model, card and loader is.")
    bytes = serializers.IntegerField(help_text="Size of that file.")
    file_sha256 = serializers.CharField(help_text="SHA-256 of that file.")


class ProblemOutput(serializers.Serializer[Any]):
    """A problem document (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField(help_text="Stable name for programs.")
    detail = serializers.CharField()
    errors = serializers.ListField(  # type: ignore[assignment]  # as above
        child=serializers.DictField(child=serializers.CharField()),
        required=False,
        help_text="Each with `field`, `code` and `detail`.",
    )
