"""Applications go out: what is asked for stands in the address, so that a link can be kept."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from battle.applications.listing import FIRST_SORT, Filters
from battle.applications.queries import list_of
from battle.exchange import export
from battle.exchange.downloads import applications_table
from battle.exchange.forms import ExportForm
from battle.exchange.views.who import asked_edition, may_export


@require_safe
@never_cache
@login_required
@may_export
def choose(request: HttpRequest, slug: str) -> HttpResponse:
    """What to hand out, and as what."""
    edition = asked_edition(request, slug)
    filters = Filters.asked(request.GET)
    form = ExportForm(initial={"groups": list(export.GROUPS), "headings": "texts"})
    context = {
        "edition": edition,
        "form": form,
        "filters": filters,
        "sort": request.GET.get("sort", FIRST_SORT),
        "count": list_of(edition, filters=filters).count(),
    }
    return render(request, "exchange/export.html", context)


@require_safe
@never_cache
@login_required
@may_export
def download(request: HttpRequest, slug: str, kind: str) -> StreamingHttpResponse:
    """The table itself."""
    edition = asked_edition(request, slug)
    return applications_table(edition, request.GET, kind)
