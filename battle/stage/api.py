"""The show of an edition over the API: read by the host's console, written by it and by whoever scripts a show."""

from functools import cached_property
from typing import Any, ClassVar

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from battle.editions.models import Edition
from battle.problems import Refused, RulePermission
from battle.showlog.models import Show
from battle.stage import actions, queries, serializers

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="1 to 64 letters, digits, hyphens or underscores. The same request with the same key is carried out "
    "once; a different request with it is refused (`key_reused`).",
)


class ShowOperation(APIView):
    """One operation on the show of one edition, for its hosts and organisers."""

    permission_classes = [RulePermission]
    rule = "stage.run_show"
    input_class: ClassVar[type[Serializer[Any]]] = serializers.KeyInput

    @cached_property
    def edition(self) -> Edition:
        return get_object_or_404(Edition, slug=self.kwargs["edition"])

    def rule_object(self) -> Edition:
        return self.edition

    def show(self) -> Show:
        show = queries.show_of(self.edition)
        if show is None:
            raise Refused("not_open", _("The show has not been opened yet."))
        return show

    def sent(self) -> dict[str, Any]:
        """The body, checked, with what every action wants to know besides."""
        body = self.input_class(data=self.request.data)
        body.is_valid(raise_exception=True)
        key = self.request.headers.get("Idempotency-Key") or body.validated_data.get("key")
        return {**body.validated_data, "key": key, "actor": str(self.request.user.pk), "at": timezone.now()}


class ShowState(ShowOperation):
    @extend_schema(operation_id="show_state", tags=["shows"], responses=serializers.HostStateOutput)
    def get(self, request: Request, edition: str) -> Response:
        """The show as its host sees it: answers and scores in both modes."""
        state, show = queries.state_of(self.edition)
        return Response(queries.host_state(state, show), headers={"Cache-Control": "no-store"})


class OpenShow(ShowOperation):
    @extend_schema(
        operation_id="show_open",
        tags=["shows"],
        request=serializers.KeyInput,
        parameters=[IDEMPOTENCY_KEY],
        responses={201: serializers.OpenedOutput},
    )
    def post(self, request: Request, edition: str) -> Response:
        """Open the show with the finalists in running order; pins the jury model."""
        show = actions.open_show(edition=self.edition, **self.sent())
        return Response(serializers.OpenedOutput(show).data, status=status.HTTP_201_CREATED)


class CallContender(ShowOperation):
    input_class = serializers.ContenderInput

    @extend_schema(
        operation_id="show_call",
        tags=["shows"],
        request=serializers.ContenderInput,
        parameters=[IDEMPOTENCY_KEY],
        responses={201: serializers.StepOutput},
    )
    def post(self, request: Request, edition: str) -> Response:
        """Bring a contender onto the stage and ask the first open question."""
        step = actions.call_contender(show_id=self.show().pk, **self.sent())
        return Response(serializers.StepOutput(step).data, status=status.HTTP_201_CREATED)


class AskQuestion(ShowOperation):
    input_class = serializers.QuestionInput

    @extend_schema(
        operation_id="show_ask",
        tags=["shows"],
        request=serializers.QuestionInput,
        parameters=[IDEMPOTENCY_KEY],
        responses={201: serializers.StepOutput},
    )
    def post(self, request: Request, edition: str) -> Response:
        """Ask a question out of turn."""
        step = actions.ask_question(show_id=self.show().pk, **self.sent())
        return Response(serializers.StepOutput(step).data, status=status.HTTP_201_CREATED)


class RecordAnswer(ShowOperation):
    input_class = serializers.AnswerInput

    @extend_schema(
        operation_id="show_answer",
        tags=["shows"],
        request=serializers.AnswerInput,
        parameters=[IDEMPOTENCY_KEY],
        responses={201: serializers.StepOutput},
    )
    def post(self, request: Request, edition: str) -> Response:
        """Take an answer; the next open question is asked by it and the answers are scored soon after."""
        step = actions.record_answer(show_id=self.show().pk, **self.sent())
        return Response(serializers.StepOutput(step).data, status=status.HTTP_201_CREATED)


class CorrectAnswer(ShowOperation):
    input_class = serializers.CorrectionInput

    @extend_schema(
        operation_id="show_correct",
        tags=["shows"],
        request=serializers.CorrectionInput,
        parameters=[IDEMPOTENCY_KEY],
        responses={201: serializers.StepOutput},
    )
    def post(self, request: Request, edition: str) -> Response:
        """Replace an earlier answer, or take it back with null; both stay in the log."""
        step = actions.correct_answer(show_id=self.show().pk, **self.sent())
        return Response(serializers.StepOutput(step).data, status=status.HTTP_201_CREATED)


class SkipQuestion(ShowOperation):
    input_class = serializers.QuestionInput

    @extend_schema(
        operation_id="show_skip",
        tags=["shows"],
        request=serializers.QuestionInput,
        parameters=[IDEMPOTENCY_KEY],
        responses={201: serializers.StepOutput},
    )
    def post(self, request: Request, edition: str) -> Response:
        """Leave a question unanswered and ask the next."""
        step = actions.skip_question(show_id=self.show().pk, **self.sent())
        return Response(serializers.StepOutput(step).data, status=status.HTTP_201_CREATED)


class FreezeShow(ShowOperation):
    @extend_schema(
        operation_id="show_freeze",
        tags=["shows"],
        request=serializers.KeyInput,
        parameters=[IDEMPOTENCY_KEY],
        responses={201: serializers.FrozenOutput},
    )
    def post(self, request: Request, edition: str) -> Response:
        """End the questioning; scores under way still arrive."""
        step = actions.freeze_show(show_id=self.show().pk, **self.sent())
        return Response(serializers.FrozenOutput(step).data, status=status.HTTP_201_CREATED)


class RevealShow(ShowOperation):
    @extend_schema(
        operation_id="show_reveal",
        tags=["shows"],
        request=serializers.KeyInput,
        parameters=[IDEMPOTENCY_KEY],
        responses={201: serializers.RevealedOutput},
    )
    def post(self, request: Request, edition: str) -> Response:
        """Tell the ranking to everybody; refused while a score is pending."""
        places = actions.reveal_show(show_id=self.show().pk, **self.sent())
        return Response(serializers.RevealedOutput({"ranking": places}).data, status=status.HTTP_201_CREATED)
