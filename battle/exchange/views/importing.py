"""A table comes in: sent, its columns matched, looked at, confirmed. Each step is a page with an address."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from battle.documents import Bounded
from battle.editions.models import Edition
from battle.exchange import actions, export, queries
from battle.exchange.downloads import csv_download
from battle.exchange.enums import Kind, Stage
from battle.exchange.forms import ColumnsForm, ConfirmForm, UploadForm
from battle.exchange.limits import MOST_BYTES, PAGE
from battle.exchange.models import Intake
from battle.exchange.reading import too_large
from battle.exchange.targets import label
from battle.exchange.told import problems_told, value_told
from battle.exchange.views.who import asked_edition, may_import
from battle.problems import Refused

FORMER = 20


@csrf_exempt  # the token is looked for below, once the file is bounded: it stands in the same body
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@may_import
def upload(request: HttpRequest, slug: str) -> HttpResponse:
    """A file comes, and those that came before."""
    bounded = Bounded(request, {"file": MOST_BYTES})
    request.upload_handlers.insert(0, bounded)
    return _received(request, slug, bounded)


@csrf_protect
def _received(request: HttpRequest, slug: str, bounded: Bounded) -> HttpResponse:
    edition = asked_edition(request, slug)
    language = get_language() or "en"
    form = UploadForm(request.POST or None, request.FILES or None, initial={"language": language})
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        valid = form.is_valid()
        if bounded.overflowed:
            form.errors.pop("file", None)
            form.add_error("file", too_large().message)
        elif valid and (intake := _keep(request, edition, form)):
            return redirect("exchange:columns", slug=slug, key=intake.key)
    context = {"edition": edition, "form": form, "intakes": queries.intakes_of(edition)[:FORMER]}
    return render(request, "exchange/upload.html", context, status=422 if form.is_bound else 200)


def _keep(request: HttpRequest, edition: Edition, form: UploadForm) -> Intake | None:
    file = form.cleaned_data["file"]
    try:
        return actions.receive_table(
            edition=edition,
            by=request.user,
            filename=file.name,
            data=file.read(),
            language=form.cleaned_data["language"],
            now=timezone.now(),
        )
    except Refused as refusal:
        form.add_error("file", refusal.message)
    return None


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@may_import
def columns(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """What the columns hold."""
    intake = _intake(slug, key)
    if intake.stage == Stage.DONE:
        return redirect("exchange:preview", slug=slug, key=key)
    form = ColumnsForm(request.POST if request.method == "POST" else None, intake=intake)
    problem = ""
    if form.is_bound and form.is_valid():
        try:
            actions.map_columns(intake=intake, mapping=form.mapping(), language=form.cleaned_data["language"])
            return redirect("exchange:preview", slug=slug, key=key)
        except Refused as refusal:
            if refusal.field in form.fields:
                form.add_error(refusal.field, refusal.message)
            problem = refusal.message
    context = {"edition": intake.edition, "intake": intake, "form": form, "problem": problem}
    return render(request, "exchange/columns.html", context, status=422 if form.is_bound else 200)


@require_safe
@never_cache
@login_required
@may_import
def preview(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """What would become of each row, or what became of them."""
    intake = _intake(slug, key)
    if intake.stage == Stage.UPLOADED:
        return redirect("exchange:columns", slug=slug, key=key)
    return render(request, "exchange/preview.html", _shown(request, intake))


def _shown(request: HttpRequest, intake: Intake) -> dict[str, Any]:
    done = intake.stage == Stage.DONE
    kinds = [kind for kind in Kind if intake.counts.get(kind) and (not done or kind == Kind.WRONG)]
    asked = request.GET.get("show", "")
    first = Kind.WRONG if Kind.WRONG in kinds else (kinds or [Kind.NEW])[0]
    show = asked if asked in kinds else first
    page = Paginator(queries.rows_of(intake, show), PAGE).get_page(request.GET.get("page"))
    shown = [
        {
            "row": row,
            "problems": problems_told(row.problems, intake.header),
            "lines": [
                (label(held), value_told(held, old), value_told(held, new)) for held, old, new in row.changes
            ],
        }
        for row in page
    ]
    counts = {kind.value: intake.counts.get(kind, 0) for kind in Kind}
    return {
        "edition": intake.edition,
        "intake": intake,
        "done": done,
        "show": show,
        "page": page,
        "rows": shown,
        "kinds": [(kind, counts[kind]) for kind in kinds],
        "counts": counts,
        "to_take": counts["new"] + counts["changed"],
    }


@require_POST
@never_cache
@login_required
@may_import
def confirm(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """What the preview showed is written."""
    intake = _intake(slug, key)
    form = ConfirmForm(request.POST)
    form.is_valid()
    try:
        done = actions.confirm_intake(
            intake=intake,
            by=request.user,
            with_finalists=form.cleaned_data["with_finalists"],
            now=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("exchange:preview", slug=slug, key=key)
    taken = done.counts["taken"]
    sentence = ngettext("%(taken)d application taken in.", "%(taken)d applications taken in.", taken)
    messages.success(request, sentence % {"taken": taken})
    return redirect("exchange:preview", slug=slug, key=key)


@require_POST
@never_cache
@login_required
@may_import
def discard(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """A table is given up."""
    intake = _intake(slug, key)
    if intake.stage == Stage.DONE:
        messages.error(request, _("This table was already taken in or discarded."))
    else:
        actions.discard_intake(intake=intake)
        messages.success(request, _("The table was discarded; nothing of it was written."))
    return redirect("exchange:import", slug=slug)


@require_safe
@never_cache
@login_required
@may_import
def wrong(request: HttpRequest, slug: str, key: str) -> StreamingHttpResponse:
    """The wrong rows as they came, each with what is wrong with it, to be corrected and sent again."""
    intake = _intake(slug, key)
    width = len(intake.header)

    def rows() -> Any:
        yield [*intake.header, _("What is wrong")]
        for row in queries.wrong_rows(intake).iterator(chunk_size=PAGE):
            told = problems_told(row.problems, intake.header)
            cells = [*row.cells[:width], *[""] * (width - len(row.cells))]
            yield [*cells, " ".join(f"{each['column']}: {each['sentence']}".strip(": ") for each in told)]

    return csv_download(export.as_csv(rows()), f"{slug}-wrong-rows")


def _intake(slug: str, key: str) -> Intake:
    return get_object_or_404(Intake.objects.select_related("edition", "by"), edition__slug=slug, key=key)
