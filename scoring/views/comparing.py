"""A candidate beside the champion."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from battle.problems import Refused
from scoring import comparing, registry
from scoring.comparing.page import told
from scoring.enums import RunState
from scoring.forms.comparing import CompareForm
from scoring.models import Comparison, JuryModel
from scoring.runs.words import failure_words
from scoring.views.steward import steward_page


@require_http_methods(["GET", "HEAD", "POST"])
@steward_page
def compare(request: HttpRequest, version: str) -> HttpResponse:
    """The newest comparison of a jury with the champion; POST begins one."""
    try:
        candidate = registry.find_model(version)
    except registry.NoSuchModel as unknown:
        raise Http404 from unknown
    champion = comparing.current_champion()
    form = _form(request, candidate, champion)
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            comparing.start(
                candidate=candidate,
                datasets=form.chosen() if form else [],
                by=request.user,  # type: ignore[arg-type]  # steward_page
                now=timezone.now(),
            )
        except Refused as refusal:
            if form:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
            context = _page(candidate, champion, form) | {"refusal": "" if form else refusal.message}
            return render(request, "jury/comparing/compare.html", context, status=refusal.http_status)
        return redirect("jury:compare", version=version)
    status = 422 if form is not None and form.errors else 200
    return render(request, "jury/comparing/compare.html", _page(candidate, champion, form), status=status)


def _form(request: HttpRequest, candidate: JuryModel, champion: JuryModel | None) -> CompareForm | None:
    """None where there is nobody to compare with."""
    if champion is None or champion.pk == candidate.pk:
        return None
    return CompareForm(
        request.POST if request.method == "POST" else None,
        selectable=comparing.selectable_datasets(candidate),
        chosen=comparing.default_datasets(candidate, champion),
    )


def _page(candidate: JuryModel, champion: JuryModel | None, form: CompareForm | None) -> dict[str, Any]:
    context: dict[str, Any] = {"candidate": candidate, "champion": champion, "form": form, "run": None}
    if form is None or champion is None:
        return context | _result(candidate, comparing.newest(candidate))
    run = comparing.last_run(candidate, champion)
    context |= {"run": run, "running": run is not None and run.state in RunState.active()}
    context["failure"] = failure_words(run.failure, run.detail) if run else ""
    found = comparing.newest(candidate, champion) or comparing.newest(candidate)
    return context | _result(candidate, found)


def _result(candidate: JuryModel, found: Comparison | None) -> dict[str, Any]:
    """What came of the comparison: with the champion that it was made with, who may be another now."""
    if found is None:
        return {"comparison": None, "told": None}
    return {"comparison": found, "told": told(found.result, candidate.questionnaire)}
