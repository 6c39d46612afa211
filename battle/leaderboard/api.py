"""The public board in the API."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from battle.leaderboard.boards import boards
from battle.leaderboard.projection import Audience
from battle.leaderboard.responses import board_response
from battle.problems import RulePermission


class SectionsSerializer(serializers.Serializer[Any]):
    """Points that each section adds to or takes from the base; together they lead from base to score."""

    team = serializers.FloatField()
    traction = serializers.FloatField()
    ip = serializers.FloatField()
    investors = serializers.FloatField()


class ContenderSerializer(serializers.Serializer[Any]):
    """One finalist. In a sealed show the numbers are null until the reveal."""

    key = serializers.CharField()
    company = serializers.CharField()
    one_liner = serializers.CharField()
    order = serializers.IntegerField(help_text="Place in the running order, from 1.")
    state = serializers.ChoiceField(choices=["waiting", "on_stage", "done"])
    answered = serializers.IntegerField(help_text="How many questions have an answer.")
    score = serializers.FloatField(min_value=0, max_value=100, allow_null=True)
    low = serializers.FloatField(allow_null=True, help_text="Lower end of the 5-95 % band.")
    high = serializers.FloatField(allow_null=True, help_text="Upper end of the 5-95 % band.")
    base = serializers.FloatField(allow_null=True, help_text="Score without any answer.")
    sections = SectionsSerializer(allow_null=True)
    rank = serializers.IntegerField(allow_null=True)
    move = serializers.IntegerField(help_text="Places gained when the rank last changed; negative: lost.")
    scoring = serializers.BooleanField(help_text="True while the newest answer has no score yet.")


class BoardSerializer(serializers.Serializer[Any]):
    """The board that the public sees, byte for byte as on the live stream."""

    edition = serializers.SlugField()
    title = serializers.CharField()
    mode = serializers.ChoiceField(choices=["open", "sealed"])
    show = serializers.IntegerField(help_text="Number of the show; 0 before the first.")
    phase = serializers.ChoiceField(choices=["none", "waiting", "questioning", "frozen", "revealed"])
    rev = serializers.IntegerField(help_text="Count of public changes; the id of the stream's message.")
    as_of = serializers.DateTimeField(allow_null=True)
    model = serializers.CharField(help_text="Version of the jury model pinned for the show.")
    questionnaire = serializers.CharField()
    questions = serializers.IntegerField()
    on_stage = serializers.CharField(allow_null=True)
    question = serializers.CharField(allow_null=True, help_text="Key of the question being asked.")
    contenders = ContenderSerializer(many=True)
    close = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField(), min_length=2, max_length=2),
        help_text="Neighbours in rank that are too close to call: the upper is truly ahead with a probability under "
        "65 %; until the jury has compared them, under 5 points apart.",
    )
    winner = serializers.CharField(allow_null=True, help_text="Key of the winner, from the reveal on.")


class BoardView(APIView):
    """The live board of an edition."""

    # Public and cacheable: nothing of a session is looked at, so that every reader gets the same bytes.
    authentication_classes = ()
    permission_classes = (RulePermission,)
    rule = "leaderboard.view_board"

    @extend_schema(
        operation_id="edition_board",
        summary="The live board of an edition as the public sees it",
        responses={
            200: BoardSerializer,
            304: None,
            404: inline_serializer(
                "NoSuchEdition", {"code": serializers.CharField(), "detail": serializers.CharField()}
            ),
        },
    )
    def get(self, request: Request, slug: str) -> HttpResponse:
        feed = boards.of_slug(slug, Audience.PUBLIC)
        if feed is None:
            raise Http404
        django_request: HttpRequest = request._request
        return board_response(django_request, feed.newest)
