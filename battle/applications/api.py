"""Applications over the API: sent by anybody while the call is open, read and chosen by the edition's organisers."""

from functools import cached_property
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from battle.applications import actions, queries, serializers
from battle.applications.enums import State
from battle.applications.models import Application
from battle.editions.models import Edition
from battle.editions.queries import visible_to
from battle.problems import RulePermission


class OfOneEdition(APIView):
    """A view whose rule is asked about the edition in its address."""

    permission_classes = [RulePermission]
    rule = "applications.choose_finalists"
    kwargs: dict[str, Any]

    @cached_property
    def edition(self) -> Edition:
        return get_object_or_404(visible_to(self.request.user), slug=self.kwargs["slug"])

    def rule_object(self) -> Edition:
        return self.edition

    def keys_sent(self) -> list[str]:
        body = serializers.KeysInput(data=self.request.data)
        body.is_valid(raise_exception=True)
        return list(body.validated_data["keys"])


class StateFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=State.choices)

    class Meta:
        model = Application
        fields = ["state"]


class Applications(OfOneEdition, generics.ListAPIView[Application]):
    serializer_class = serializers.ApplicationRow
    filterset_class = StateFilter

    @property
    def rule(self) -> str:  # type: ignore[override]
        return "applications.apply" if self.request.method == "POST" else "applications.read_applications"

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Application.objects.none()
        return queries.applications_of(self.edition)

    @extend_schema(operation_id="applications_list", tags=["applications"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The applications to an edition, for its organisers."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="application_submit",
        tags=["applications"],
        request=serializers.ApplicationInput,
        responses={202: serializers.ReceivedOutput},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Apply. The answer is the same whether the address had applied before; its owner gets a letter."""
        body = serializers.ApplicationInput(data=request.data)
        body.is_valid(raise_exception=True)
        actions.submit_application(
            edition=self.edition,
            contact_email=body.validated_data["contact_email"],
            entries=body.entries(),
            language=body.validated_data["language"],
            now=timezone.now(),
        )
        told = {
            "detail": _(
                "Received. The owner of the address gets a letter and can sign in to change the application."
            )
        }
        return Response(serializers.ReceivedOutput(told).data, status=status.HTTP_202_ACCEPTED)


class ApplicationDetail(OfOneEdition):
    rule = "applications.read_applications"

    @extend_schema(
        operation_id="application_detail", tags=["applications"], responses=serializers.ApplicationOutput
    )
    def get(self, request: Request, slug: str, key: str) -> Response:
        """One application with its answers, for the edition's organisers."""
        found = get_object_or_404(queries.applications_of(self.edition), key=key)
        return Response(serializers.ApplicationOutput(found).data, headers={"Cache-Control": "no-store"})


class Shortlist(OfOneEdition):
    @extend_schema(
        operation_id="applications_shortlist",
        tags=["applications"],
        request=serializers.KeysInput,
        responses=serializers.MovedOutput,
    )
    def post(self, request: Request, slug: str) -> Response:
        """Put applications on the shortlist."""
        moved = actions.shortlist(edition=self.edition, keys=self.keys_sent())
        return Response(serializers.MovedOutput({"moved": moved}).data)


class Finalists(OfOneEdition):
    @extend_schema(
        operation_id="applications_finalists",
        tags=["applications"],
        request=serializers.KeysInput,
        responses=serializers.PlaceOutput(many=True),
    )
    def put(self, request: Request, slug: str) -> Response:
        """Make exactly these applications the finalists; those who already were keep their order."""
        finalists = actions.pick_finalists(edition=self.edition, keys=self.keys_sent())
        return Response(serializers.PlaceOutput(finalists, many=True).data)


class RunningOrder(OfOneEdition):
    @extend_schema(
        operation_id="applications_running_order",
        tags=["applications"],
        request=serializers.KeysInput,
        responses=serializers.PlaceOutput(many=True),
    )
    def put(self, request: Request, slug: str) -> Response:
        """Let the finalists come on stage in this order."""
        finalists = actions.set_running_order(edition=self.edition, keys=self.keys_sent())
        return Response(serializers.PlaceOutput(finalists, many=True).data)
