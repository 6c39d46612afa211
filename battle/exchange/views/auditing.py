"""Who changed what and when, and what is forgotten when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from battle.exchange import actions, export, queries
from battle.exchange.audit import Change, Changes, people_of
from battle.exchange.downloads import csv_download
from battle.exchange.forms import AuditForm
from battle.exchange.limits import EXPORT_CHUNK, PAGE
from battle.exchange.views.who import asked_edition, may_read_changes, may_see_forgetting


@require_safe
@never_cache
@login_required
@may_read_changes
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """The latest changes first, narrowed by the address."""
    edition = asked_edition(request, slug)
    people = people_of(edition)
    form = AuditForm(request.GET, people=people)
    found = Changes(edition, form.asked(), people)
    page: Page[Change] = Paginator(cast("Any", found), PAGE).get_page(request.GET.get("page"))
    context = {
        "edition": edition,
        "form": form,
        "page": page,
        "narrowed": any(request.GET.get(n) for n in form.fields),
    }
    return render(request, "exchange/audit.html", context)


@require_safe
@never_cache
@login_required
@may_read_changes
def changes_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The same as a table, a row for each field."""
    edition = asked_edition(request, slug)
    people = people_of(edition)
    found = Changes(edition, AuditForm(request.GET, people=people).asked(), people)
    return csv_download(export.as_csv(_table(found)), f"{slug}-changes")


def _table(found: Changes) -> Iterator[list[Any]]:
    yield [
        _("When"),
        _("Who"),
        _("Kind"),
        _("What"),
        _("How"),
        _("Reason"),
        _("Field"),
        _("Before"),
        _("After"),
    ]
    for start in range(0, found.count(), EXPORT_CHUNK):
        for change in found[start : start + EXPORT_CHUNK]:
            yield from _lines(change)


def _lines(change: Change) -> Iterator[list[Any]]:
    about = [
        change.at.isoformat(timespec="seconds"),
        change.by,
        change.kind,
        change.what,
        change.how,
        change.reason,
    ]
    for field in change.fields:
        yield [*about, field.field, field.old, field.new]
    if not change.fields:
        yield [*about, "", "", ""]


@require_safe
@never_cache
@login_required
@may_see_forgetting
def forgetting(request: HttpRequest, slug: str) -> HttpResponse:
    """What will be anonymised, and when; what was."""
    edition = asked_edition(request, slug)
    until = edition.retention_until
    context = {
        "edition": edition,
        "until": until,
        "passed": bool(until and timezone.now().astimezone(edition.zone).date() > until),
        "told": actions.would_forget(edition),
        "done": queries.forgettings_of(edition),
    }
    return render(request, "exchange/forgetting.html", context)
