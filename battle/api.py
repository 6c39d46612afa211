"""The API as a whole: its entrance, and the answer at addresses where there is nothing."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from battle.problems import RulePermission


class EntranceSerializer(serializers.Serializer[Any]):
    """Where to go on from here."""

    editions = serializers.URLField(
        help_text="All editions; each leads by its slug to its board and applications."
    )
    schema = serializers.URLField(help_text="This document, as OpenAPI 3.")
    docs = serializers.URLField(help_text="This document, for reading and trying out.")


class Entrance(APIView):
    """The public addresses to begin with."""

    authentication_classes = ()
    permission_classes = (RulePermission,)
    rule = "battle.read_api"

    @extend_schema(operation_id="entrance", tags=["entrance"], responses=EntranceSerializer)
    def get(self, request: Request) -> Response:
        """The public addresses to begin with."""
        return Response(
            {
                "editions": request.build_absolute_uri(reverse("api:editions")),
                "schema": request.build_absolute_uri(reverse("api-schema")),
                "docs": request.build_absolute_uri(reverse("api-docs")),
            }
        )


class NothingHere(APIView):
    """Whatever is asked of an address that no route knows: a problem document, as everywhere in the API."""

    authentication_classes = ()
    permission_classes = (RulePermission,)
    rule = "battle.read_api"
    schema = None

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        raise exceptions.NotFound

    options = http_method_not_allowed
