"""Tables as downloads, for pages and programs."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import FileResponse, QueryDict, StreamingHttpResponse

from battle.applications.listing import FIRST_SORT, Filters
from battle.applications.queries import list_of
from battle.editions.models import Edition
from battle.exchange import export

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = ("csv", "xlsx")


def applications_table(edition: Edition, asked: QueryDict, kind: str) -> StreamingHttpResponse:
    """What an address asks for: CSV, streamed, or a workbook."""
    found = list_of(edition, filters=Filters.asked(asked), sort=asked.get("sort", FIRST_SORT))
    wanted = export.Wanted.asked(asked.getlist("groups"), asked.get("headings", ""))
    rows = export.table(edition, found, wanted)
    name = f"{edition.slug}-applications"
    if kind == "csv":
        return csv_download(export.as_csv(rows), name)
    return _private(FileResponse(export.as_workbook(rows), content_type=WORKBOOK), f"{name}.xlsx")


def csv_download(lines: Iterable[str], name: str) -> StreamingHttpResponse:
    """CSV, sent line by line."""
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    return _private(answer, f"{name}.csv")


def _private(answer: StreamingHttpResponse, filename: str) -> StreamingHttpResponse:
    """No browser shows it in a page of ours, and no proxy keeps it. The name is made of our own words only."""
    answer["Content-Disposition"] = f'attachment; filename="{filename}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
