"""What the API of a show takes and gives. Values of answers are cleaned by the jury's own rules, not here."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


@extend_schema_field({"oneOf": [{"type": "string"}, {"type": "number"}]})
class AnswerField(serializers.JSONField):
    """A choice's slug or level, or a number in natural units."""


@extend_schema_field({"oneOf": [{"type": "string"}, {"type": "number"}], "nullable": True})
class CorrectionField(serializers.JSONField):
    """As an answer; null takes the earlier one back."""


class KeyInput(serializers.Serializer[Any]):
    key = serializers.CharField(
        required=False,
        max_length=64,
        help_text="Idempotency key, where the header Idempotency-Key is not sent: the same request with the same "
        "key is carried out once and answered alike each time.",
    )


class ContenderInput(KeyInput):
    contender = serializers.CharField(max_length=40)


class QuestionInput(ContenderInput):
    question = serializers.CharField(max_length=60)


class AnswerInput(QuestionInput):
    value = AnswerField()


class CorrectionInput(QuestionInput):
    value = CorrectionField(allow_null=True)


class StepOutput(serializers.Serializer[Any]):
    seq = serializers.IntegerField(help_text="Number of the log entry that this request made.")
    contender = serializers.CharField(allow_null=True)
    question = serializers.CharField(allow_null=True)
    value = serializers.FloatField(allow_null=True)
    next_question = serializers.CharField(
        allow_null=True, help_text="The question now asked, if any is left."
    )


class OpenedOutput(serializers.Serializer[Any]):
    show = serializers.IntegerField(
        source="number", help_text="Number of the edition's show; 1 but for the demo."
    )
    seq = serializers.IntegerField()


class FrozenOutput(serializers.Serializer[Any]):
    seq = serializers.IntegerField()


class RankOutput(serializers.Serializer[Any]):
    contender = serializers.CharField()
    rank = serializers.IntegerField()
    score = serializers.FloatField()


class RevealedOutput(serializers.Serializer[Any]):
    ranking = RankOutput(many=True)


class SectionsOutput(serializers.Serializer[Any]):
    team = serializers.FloatField()
    traction = serializers.FloatField()
    ip = serializers.FloatField()
    investors = serializers.FloatField()


class ContenderOutput(serializers.Serializer[Any]):
    key = serializers.CharField()
    company = serializers.CharField()
    one_liner = serializers.CharField()
    order = serializers.IntegerField()
    state = serializers.ChoiceField(choices=["waiting", "on_stage", "done"])
    answered = serializers.IntegerField()
    score = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    base = serializers.FloatField(allow_null=True)
    sections = SectionsOutput(allow_null=True)
    rank = serializers.IntegerField(allow_null=True)
    scoring = serializers.BooleanField(help_text="The newest answer has no score yet.")


class AdviceOutput(serializers.Serializer[Any]):
    question = serializers.CharField()
    section = serializers.CharField()
    reason = serializers.ChoiceField(choices=["untouched", "tells_most", "least_known", "behind", "settled"])
    share = serializers.FloatField(
        help_text="Expected share of the score's variance that the answer takes away."
    )


class HostStateOutput(serializers.Serializer[Any]):
    edition = serializers.CharField()
    title = serializers.CharField()
    mode = serializers.ChoiceField(choices=["open", "sealed"])
    show = serializers.IntegerField()
    phase = serializers.ChoiceField(choices=["none", "waiting", "questioning", "frozen", "revealed"])
    seq = serializers.IntegerField()
    model = serializers.CharField()
    questionnaire = serializers.CharField()
    on_stage = serializers.CharField(allow_null=True)
    question = serializers.CharField(allow_null=True)
    contenders = ContenderOutput(many=True)
    winner = serializers.CharField(allow_null=True)
    advice = AdviceOutput(
        allow_null=True,
        help_text="What the jury would ask the contender on stage; null where it is not known yet.",
    )
    pending = serializers.ListField(child=serializers.CharField())
    answers = serializers.DictField(child=serializers.DictField(child=serializers.FloatField()))
    skipped = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
