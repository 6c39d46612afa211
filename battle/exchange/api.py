"""Applications in and out over the API, for an edition's organisers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from battle.applications.api import OfOneEdition
from battle.applications.enums import Source, State
from battle.applications.listing import ANSWERED, DECK, SORTS
from battle.documents import Bounded
from battle.exchange import actions, export
from battle.exchange.downloads import FORMATS, WORKBOOK, applications_table
from battle.exchange.limits import MOST_BYTES
from battle.exchange.models import Intake
from battle.exchange.reading import too_large
from battle.exchange.serializers import IntakeInput, IntakeOutput, intake_told
from battle.problems import Refused

ASKED = [
    OpenApiParameter("q", str, description="Words that all must be found."),
    OpenApiParameter("state", str, enum=[state for state in State.values if state != State.DRAFT]),
    OpenApiParameter("answered", str, enum=list(ANSWERED)),
    OpenApiParameter("deck", str, enum=list(DECK)),
    OpenApiParameter("language", str),
    OpenApiParameter("source", str, enum=Source.values),
    OpenApiParameter("sort", str, enum=list(SORTS)),
    OpenApiParameter("groups", str, many=True, enum=list(export.GROUPS)),
    OpenApiParameter("headings", str, enum=["keys", "texts"]),
]


class ApplicationsTable(OfOneEdition):
    rule = "exchange.export_applications"

    @extend_schema(
        operation_id="applications_table",
        tags=["applications"],
        parameters=[*ASKED, OpenApiParameter("kind", str, OpenApiParameter.PATH, enum=FORMATS)],
        responses={(200, "text/csv"): OpenApiTypes.STR, (200, WORKBOOK): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, slug: str, kind: str) -> HttpResponseBase:
        """The applications as CSV or XLSX, filtered and sorted as a list is; without drafts and scores."""
        return applications_table(self.edition, request.query_params, kind)


class ImportApplications(OfOneEdition):
    rule = "exchange.import_applications"
    parser_classes = [MultiPartParser]

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        # Before anything looks for a token in the body, which reads all of it.
        self.bounded = Bounded(request, {"file": MOST_BYTES})
        request.upload_handlers.insert(0, self.bounded)
        return super().initialize_request(request, *args, **kwargs)

    @extend_schema(
        operation_id="applications_import",
        tags=["applications"],
        request={"multipart/form-data": IntakeInput},
        responses=IntakeOutput,
    )
    def post(self, request: Request, slug: str) -> Response:
        """Take a table in, all of it or nothing; a `dry_run`, the default, only says what would become of it."""
        body = IntakeInput(data=request.data)
        if self.bounded.overflowed:
            raise too_large()
        body.is_valid(raise_exception=True)
        return Response(
            IntakeOutput(self._take(request, body.validated_data)).data, status=status.HTTP_200_OK
        )

    def _take(self, request: Request, asked: dict[str, Any]) -> dict[str, Any]:
        now = timezone.now()
        intake = actions.receive_table(
            edition=self.edition,
            by=request.user,
            filename=asked["file"].name,
            data=asked["file"].read(),
            language=asked["language"],
            now=now,
        )
        taken = False
        try:
            plan = actions.map_columns(
                intake=intake, mapping=_mapping(intake, asked.get("mapping")), language=asked["language"]
            )
            intake.refresh_from_db()
            told = intake_told(intake, plan, taken=not asked["dry_run"])
            if not asked["dry_run"]:
                if plan.counts["wrong"] and not asked["skip_wrong"]:
                    message = _(
                        "Some rows are wrong. Nothing was taken in; see dry_run, or skip them with skip_wrong."
                    )
                    raise Refused("wrong_rows", message, field="file", http_status=422)
                actions.confirm_intake(
                    intake=intake, by=request.user, with_finalists=asked["with_finalists"], now=now
                )
                taken = True
        finally:
            # A program sends its table again; nothing of it is kept for a person to find.
            if not taken:
                actions.discard_intake(intake=intake)
        return told


def _mapping(intake: Intake, asked: dict[str, str] | None) -> dict[str, str]:
    """What was recognised, with what the program says in its place."""
    mapping = dict(intake.mapping)
    for name, target in (asked or {}).items():
        if name not in intake.header:
            message = _("The table has no column with this name.")
            raise Refused("unknown_column", message, field=f"mapping.{name}"[:80], http_status=422)
        place = str(intake.header.index(name))
        mapping = {at: held for at, held in mapping.items() if at != place and (held != target or not target)}
        if target:
            mapping[place] = target
    return mapping
