"""Results in the API."""

from dataclasses import asdict
from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from battle.aftermath.queries import edition_result
from battle.leaderboard.api import SectionsSerializer
from battle.problems import RulePermission


class PlacingSerializer(serializers.Serializer[Any]):
    rank = serializers.IntegerField()
    key = serializers.CharField()
    company = serializers.CharField()
    one_liner = serializers.CharField()
    score = serializers.FloatField(min_value=0, max_value=100)
    low = serializers.FloatField(allow_null=True, help_text="Lower end of the 5-95 % band.")
    high = serializers.FloatField(allow_null=True, help_text="Upper end of the 5-95 % band.")
    sections = SectionsSerializer(allow_null=True)
    answered = serializers.IntegerField()
    close = serializers.BooleanField(
        help_text="The jury is not sure enough that the place above is truly ahead: too close to call."
    )


class ResultSerializer(serializers.Serializer[Any]):
    edition = serializers.SlugField()
    title = serializers.CharField()
    revealed_at = serializers.DateTimeField()
    model = serializers.CharField()
    questionnaire = serializers.CharField()
    questions = serializers.IntegerField()
    ranking = PlacingSerializer(many=True, help_text="From the winner down.")


class ResultView(APIView):
    """The final ranking of an edition, from the reveal on."""

    authentication_classes = ()
    permission_classes = (RulePermission,)
    rule = "aftermath.view_result"

    @extend_schema(
        operation_id="edition_result",
        summary="The final ranking of an edition; 404 before its reveal",
        responses={200: ResultSerializer},
    )
    def get(self, request: Request, slug: str) -> Response:
        result = edition_result(slug)
        if result is None:
            raise Http404
        return Response(ResultSerializer(asdict(result)).data)
