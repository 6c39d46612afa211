"""A jury for clients outside: predictions for black boxes, the model file for white boxes."""

import hashlib
from typing import Any, ClassVar

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import APIException, ErrorDetail, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from scoring import registry
from scoring.api.authentication import HasScope, TokenAuthentication
from scoring.api.content import SmallJson, ZipRenderer
from scoring.api.serializers import ModelOutput, PredictInput, PredictOutput, ProblemOutput
from scoring.models import ApiClient, ApiToken, JuryModel
from scoring.sharing import actions
from scoring.sharing.bundle import build_bundle, file_name
from scoring.sharing.cards import card_facts
from scoring.sharing.tokens import DOWNLOAD, PREDICT

NOT_KEPT = {"Cache-Control": "no-store"}
REFUSALS = {401: ProblemOutput, 403: ProblemOutput, 503: ProblemOutput}


class TooMany(APIException):
    """429; `wait` becomes the header Retry-After."""

    status_code = 429

    def __init__(self, refusal: actions.TooManyQueries) -> None:
        super().__init__(refusal.message, refusal.code)
        self.wait = refusal.retry_after


class ClientOperation(APIView):
    """One operation of a client outside, who shows a token with the view's `scope`."""

    authentication_classes = [TokenAuthentication]
    permission_classes = [HasScope]
    parser_classes = [SmallJson]
    scope: ClassVar[str]

    @property
    def client(self) -> ApiClient:
        token: ApiToken = self.request.auth  # type: ignore[assignment]
        return token.client


class Predict(ClientOperation):
    scope = PREDICT

    @extend_schema(
        operation_id="jury_predict",
        tags=["jury"],
        request=PredictInput,
        responses={200: PredictOutput, 413: ProblemOutput, 422: ProblemOutput, 429: ProblemOutput} | REFUSALS,
    )
    def post(self, request: Request) -> Response:
        """Score one startup in whole points; there is no batch. A daily budget and a guard against systematic search
        answer 429 with `budget_spent` or `systematic_search` and the header Retry-After."""
        body = PredictInput(data=request.data)
        body.is_valid(raise_exception=True)
        try:
            told = actions.predict(
                client=self.client, answers=body.validated_data["answers"], now=timezone.now()
            )
        except actions.BadAnswers as wrong:
            errors = {each.field: [ErrorDetail(each.detail, each.type)] for each in wrong.problems}
            raise ValidationError({"answers": errors}) from wrong
        except actions.TooManyQueries as refusal:
            raise TooMany(refusal) from refusal
        return Response({"score": told.score, "model": told.model}, headers=NOT_KEPT)


class Model(ClientOperation):
    scope = DOWNLOAD

    @extend_schema(operation_id="jury_model", tags=["jury"], responses={200: ModelOutput} | REFUSALS)
    def get(self, request: Request) -> Response:
        """The card of the model that is shared with you, and where its file is."""
        record = _shared(self.client)
        bundle = build_bundle(record.version)
        facts: dict[str, Any] = {
            **card_facts(record),
            "file": request.build_absolute_uri(reverse("api:jury-model-file")),
            "bytes": len(bundle),
            "file_sha256": hashlib.sha256(bundle).hexdigest(),
        }
        return Response(facts, headers=NOT_KEPT)


class ModelFile(ClientOperation):
    scope = DOWNLOAD
    renderer_classes = [JSONRenderer, ZipRenderer]

    @extend_schema(
        operation_id="jury_model_file",
        tags=["jury"],
        responses={(200, "application/zip"): OpenApiTypes.BINARY} | REFUSALS,
    )
    def get(self, request: Request) -> HttpResponse:
        """One zip file: the model, its card, and a program that scores with it and runs without this product."""
        record = _shared(self.client)
        headers = {"Content-Disposition": f'attachment; filename="{file_name(record)}"', **NOT_KEPT}
        return HttpResponse(build_bundle(record.version), content_type="application/zip", headers=headers)


def _shared(client: ApiClient) -> JuryModel:
    return registry.find_model(actions.require_model(client).version)
