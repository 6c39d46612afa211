"""Editions over the API: read by everybody, written by organisers."""

from functools import cached_property
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from battle.editions import actions, queries, serializers
from battle.editions.models import Edition
from battle.problems import RulePermission


def _output(edition: Edition) -> dict[str, Any]:
    return dict(serializers.EditionOutput(edition, context={"now": timezone.now()}).data)


class Editions(generics.ListAPIView[Edition]):
    permission_classes = [RulePermission]
    serializer_class = serializers.EditionOutput

    @property
    def rule(self) -> str:
        return "editions.create_edition" if self.request.method == "POST" else "editions.read_published"

    def get_queryset(self) -> Any:
        return queries.published()

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "now": timezone.now()}

    @extend_schema(operation_id="editions_list", tags=["editions"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """All published editions, newest show first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="edition_create",
        tags=["editions"],
        request=serializers.EditionInput,
        responses={201: serializers.EditionOutput},
    )
    def post(self, request: Request) -> Response:
        """Make an edition, a draft at first; whoever makes it becomes its organiser and host."""
        body = serializers.EditionInput(data=request.data)
        body.is_valid(raise_exception=True)
        edition = actions.create_edition(creator=request.user, **body.for_action())  # type: ignore[arg-type]
        return Response(_output(edition), status=status.HTTP_201_CREATED)


class EditionDetail(APIView):
    permission_classes = [RulePermission]

    @property
    def rule(self) -> str:
        return "editions.manage_edition" if self.request.method == "PATCH" else "editions.read_published"

    @cached_property
    def edition(self) -> Edition:
        return get_object_or_404(queries.visible_to(self.request.user), slug=self.kwargs["slug"])

    def rule_object(self) -> Edition:
        return self.edition

    @extend_schema(operation_id="edition_detail", tags=["editions"], responses=serializers.EditionOutput)
    def get(self, request: Request, slug: str) -> Response:
        """One edition."""
        return Response(_output(self.edition))

    @extend_schema(
        operation_id="edition_update",
        tags=["editions"],
        request=serializers.EditionChange,
        responses=serializers.EditionOutput,
    )
    def patch(self, request: Request, slug: str) -> Response:
        """Change what is sent; prizes and sponsors are replaced as whole lists."""
        body = serializers.EditionChange(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(_output(actions.update_edition(edition=self.edition, **body.for_action())))


class EditionPublication(APIView):
    """Whether everybody sees an edition."""

    permission_classes = [RulePermission]
    rule = "editions.manage_edition"

    @cached_property
    def edition(self) -> Edition:
        return get_object_or_404(queries.visible_to(self.request.user), slug=self.kwargs["slug"])

    def rule_object(self) -> Edition:
        return self.edition

    @extend_schema(
        operation_id="edition_publish", tags=["editions"], request=None, responses=serializers.EditionOutput
    )
    def put(self, request: Request, slug: str) -> Response:
        """Publish a draft; 409 `not_ready` says what is missing first."""
        return Response(_output(actions.publish_edition(edition=self.edition, now=timezone.now())))

    @extend_schema(operation_id="edition_unpublish", tags=["editions"], responses=serializers.EditionOutput)
    def delete(self, request: Request, slug: str) -> Response:
        """Make it a draft again, while nobody has applied and no show was opened."""
        return Response(_output(actions.unpublish_edition(edition=self.edition)))
