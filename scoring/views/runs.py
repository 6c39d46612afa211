"""Training runs: asking for one, watching it, ending it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from battle.problems import Refused
from scoring.datasets import WITHOUT_CONTENT
from scoring.enums import RunState
from scoring.forms.runs import TrainForm
from scoring.models import Run
from scoring.runs import actions, queries
from scoring.runs.words import shown_state
from scoring.views.steward import steward_page

RUNS_A_PAGE = 25


@require_safe
@steward_page
def all_runs(request: HttpRequest) -> HttpResponse:
    """Every run, the newest first."""
    page = Paginator(_runs(), RUNS_A_PAGE).get_page(request.GET.get("page"))
    alive = queries.trainers_alive(timezone.now())
    return render(request, "jury/runs/runs.html", {"page": page, "trainers": alive})


@require_http_methods(["GET", "HEAD", "POST"])
@steward_page
def new_run(request: HttpRequest) -> HttpResponse:
    """Ask for a training run; whoever asks for what is going on already joins it."""
    datasets = list(WITHOUT_CONTENT.all())
    if request.method != "POST":
        chosen = [each.name for each in datasets if each.name in request.GET.getlist("data")]
        form = TrainForm(datasets=datasets, initial={"datasets": chosen} if chosen else {})
        return _form_page(request, form)
    form = TrainForm(request.POST, datasets=datasets)
    if not form.is_valid():
        return _form_page(request, form, 422)
    given = form.cleaned_data
    try:
        run, joined = actions.start_training(
            datasets=form.chosen(),
            label=given["label"],
            merge_labels=given["merge_labels"],
            seed=given["seed"],
            by=request.user,  # type: ignore[arg-type]  # steward_page
            now=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return _form_page(request, form, refusal.http_status)
    if joined:
        messages.info(request, _("The same training is going on already; this is it."))
    return redirect("jury:run", key=run.key)


@require_safe
@steward_page
def run_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """One run as it goes on."""
    run = _find(key)
    state = shown_state(queries.run_state(run))
    return render(request, "jury/runs/run.html", {"run": run, "state": state, "active": _active(run)})


@require_safe
@steward_page
def run_state_json(request: HttpRequest, key: UUID) -> HttpResponse:
    """The same for the page's script, where the stream is refused."""
    return JsonResponse(shown_state(queries.run_state(_find(key))))


@require_POST
@steward_page
def cancel(request: HttpRequest, key: UUID) -> HttpResponse:
    """End a run at once."""
    try:
        actions.cancel_run(run=_find(key), by=request.user, now=timezone.now())  # type: ignore[arg-type]
    except Refused as refusal:
        messages.info(request, refusal.message)
    return redirect("jury:run", key=key)


def _runs() -> QuerySet[Run]:
    """Runs with what their pages name; without model files and rows, which are large and not shown."""
    named = Run.objects.select_related("jury", "candidate", "champion", "started_by")
    light = named.defer("jury__file", "candidate__file", "champion__file")
    return light.prefetch_related(Prefetch("datasets", queryset=WITHOUT_CONTENT.all()))


def _find(key: UUID) -> Run:
    return get_object_or_404(_runs(), key=key)


def _active(run: Run) -> bool:
    return run.state in RunState.active()


def _form_page(request: HttpRequest, form: TrainForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "trainers": queries.trainers_alive(timezone.now())}
    return render(request, "jury/runs/new.html", context, status=status)
