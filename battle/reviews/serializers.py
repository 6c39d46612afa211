"""What the API takes from reviewers and tells them; names are hidden where the edition says so."""

from typing import Any

from rest_framework import serializers

from battle.reviews.enums import SAID, ConflictKind, ReviewState
from battle.reviews.models import HIGHEST, LOWEST, MOST_TEXT, Review
from battle.reviews.reading import title_of


class ReviewRow(serializers.ModelSerializer[Review]):
    """One application of the queue."""

    application = serializers.CharField(
        source="application.review_label.code", help_text="Its label; part of the address of the review."
    )
    title = serializers.SerializerMethodField(help_text="The company, or the label where names are hidden.")
    state = serializers.ChoiceField(choices=ReviewState.choices)

    class Meta:
        model = Review
        fields = ["application", "title", "state", "mean", "assigned_at", "submitted_at"]

    def get_title(self, review: Review) -> str:
        hidden = self.context["blind"] or review.state == ReviewState.RECUSED
        return title_of(review.application, review.application.review_label.code, blind=hidden)


class LineOutput(serializers.Serializer[Any]):
    question = serializers.CharField()
    answer = serializers.CharField()
    evidence = serializers.CharField(allow_blank=True)


class SectionOutput(serializers.Serializer[Any]):
    title = serializers.CharField()
    lines = LineOutput(many=True)


class ReadableOutput(serializers.Serializer[Any]):
    """The application; with `blind` what tells who it is about is empty."""

    label = serializers.CharField()  # type: ignore[assignment]  # a field of the answer, not DRF's own
    blind = serializers.BooleanField()
    title = serializers.CharField()
    one_liner = serializers.CharField(allow_blank=True)
    pitch = serializers.CharField(allow_blank=True)
    sections = SectionOutput(many=True)
    company = serializers.CharField(allow_blank=True)
    website = serializers.CharField(allow_blank=True)
    people = serializers.CharField(allow_blank=True)
    investor_names = serializers.CharField(allow_blank=True)
    contact_name = serializers.CharField(allow_blank=True)
    deck_name = serializers.CharField(allow_blank=True)


class CriterionOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="pk")
    title = serializers.CharField()
    help = serializers.CharField(allow_blank=True)
    weight = serializers.IntegerField()


class OwnReviewOutput(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=ReviewState.choices)
    revision = serializers.IntegerField(help_text="Send it back with what you change.")
    scores = serializers.DictField(child=serializers.IntegerField(), help_text="By the id of the criterion.")
    mean = serializers.FloatField(allow_null=True)
    comment_organiser = serializers.CharField(allow_blank=True)
    comment_applicant = serializers.CharField(allow_blank=True)
    abstain_reason = serializers.CharField(allow_blank=True)


class OtherOutput(serializers.Serializer[Any]):
    mean = serializers.FloatField()
    comment = serializers.CharField(allow_blank=True)


class ReadingOutput(serializers.Serializer[Any]):
    application = ReadableOutput()
    criteria = CriterionOutput(many=True)
    review = OwnReviewOutput()
    others = OtherOutput(many=True, allow_null=True, help_text="Null while they are not to be seen.")


class WrittenInput(serializers.Serializer[Any]):
    revision = serializers.IntegerField(min_value=0)
    scores = serializers.DictField(
        child=serializers.IntegerField(min_value=LOWEST, max_value=HIGHEST),
        help_text="1 to 5 for every criterion, by its id.",
    )
    comment_organiser = serializers.CharField(
        max_length=MOST_TEXT, allow_blank=True, required=False, default=""
    )
    comment_applicant = serializers.CharField(
        max_length=MOST_TEXT, allow_blank=True, required=False, default=""
    )

    def validate_scores(self, scores: dict[str, int]) -> dict[int, int]:
        if not all(key.isdecimal() and len(key) < 12 for key in scores):
            raise serializers.ValidationError(
                "Scores are given by the id of a criterion.", code="unknown_field"
            )
        return {int(key): score for key, score in scores.items()}


class ConflictInput(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(
        choices=[(kind.value, kind.label) for kind in ConflictKind if kind in SAID]
    )
    note = serializers.CharField(max_length=400, allow_blank=True, required=False, default="")


class ClosenessInput(serializers.Serializer[Any]):
    conflicted = serializers.BooleanField()
    note = serializers.CharField(max_length=400, allow_blank=True, required=False, default="")


class AbstainInput(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=400)
