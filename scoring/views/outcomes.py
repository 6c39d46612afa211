"""What became of past contenders, as rows to learn from."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from battle.problems import Refused
from scoring.core.problems import Problem
from scoring.forms.outcomes import AddForm, ChoiceForm, begin
from scoring.outcomes import actions, page
from scoring.outcomes.queries import prepare, preview
from scoring.outcomes.selecting import meanings
from scoring.past import Label, PastContender, past_contenders
from scoring.uploads.words import problem_text
from scoring.views.steward import steward_page


@require_safe
@steward_page
def outcomes(request: HttpRequest) -> HttpResponse:
    past = past_contenders()
    return _page(request, past, _choice_form(request.GET, past), AddForm())


@require_POST
@steward_page
def add(request: HttpRequest) -> HttpResponse:
    past = past_contenders()
    choice_form, form = _choice_form(request.POST, past), AddForm(request.POST)
    if not choice_form.is_valid():
        # What was typed stays, beside the rows of what can still be chosen.
        form.add_error(None, _("What you chose is not there any more; choose again and look at the rows."))
        return _page(request, past, _choice_form(_still_there(request.POST, past), past), form, status=422)
    if not form.is_valid():
        return _page(request, past, choice_form, form, status=422)
    user: Any = request.user
    told = form.cleaned_data
    try:
        dataset, new = actions.add_outcomes(
            choice=choice_form.choice(),
            seen=told["seen"],
            licence=told["licence"],
            note=told["note"],
            by=user,
            now=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return _page(request, past, choice_form, form, status=refusal.http_status)
    except Problem as problem:
        message = problem_text(problem.type, problem.detail)
        form.add_error(problem.field if problem.field in form.fields else None, message)
        return _page(request, past, choice_form, form, status=422)
    if new:
        messages.success(request, _("The rows are a data set now; the audit has looked at them."))
    else:
        messages.info(request, _("These very rows were a data set already; nothing was written."))
    return redirect("jury:dataset", name=dataset.name)


def _choice_form(sent: QueryDict, past: list[PastContender]) -> ChoiceForm:
    """What was chosen; for what was not, what there is most of."""
    label = sent.get("label", "")
    known = Label(label) if label in Label.values else _recorded_most(past)
    found = meanings(past, known)
    beginning = begin(known, found)
    chosen = {
        "label": label or beginning["label"],
        "meaning": sent.getlist("meaning") or beginning["meaning"],
        "days": sent.get("days") or beginning["days"],
    }
    return ChoiceForm(chosen, meanings=found)


def _still_there(sent: QueryDict, past: list[PastContender]) -> QueryDict:
    """What was chosen, without what cannot be."""
    kept, refused = sent.copy(), _choice_form(sent, past).errors
    for name in refused.keys() - {"meaning"}:
        del kept[name]
    if "meaning" in refused:
        known = {value for value, _told in _choice_form(kept, past).fields["meaning"].choices}  # type: ignore[attr-defined]
        kept.setlist("meaning", [each for each in kept.getlist("meaning") if each in known])
    return kept


def _recorded_most(past: list[PastContender]) -> Label:
    return max(Label, key=lambda label: sum(each.outcome(label) is not None for each in past))


def _page(
    request: HttpRequest, past: list[PastContender], choice: ChoiceForm, form: AddForm, *, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    context: dict[str, Any] = {"past": past, "choice": choice, "form": form}
    if choice.is_valid():
        prepared = prepare(choice.choice(), now, past)
        context |= page.told(preview(prepared, now))
    elif choice.data["meaning"]:
        status = 422
    return render(request, "jury/outcomes/outcomes.html", context, status=status)
