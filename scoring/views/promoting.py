"""A jury's page with its gate, what stewards may do there, and the record."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from battle.problems import Refused
from scoring import registry
from scoring.forms.promoting import AnswerForm, ReasonForm, RollbackForm, WithdrawForm, show_refusal
from scoring.models import JuryModel, PromotionStep
from scoring.promotion import actions, figures, gate, queries, record
from scoring.promotion.words import fault_words, told
from scoring.shows import shows_judged_by
from scoring.views.steward import View, steward_page


def button(view: View) -> View:
    """A view that acts on POST. Where it refused, its address stays in the browser: read there, it leads to the page
    that the button is on.
    """

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def pressed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            return view(request, *args, **kwargs)
        return redirect("jury:model", **kwargs) if kwargs else redirect("jury:home")

    return pressed


@require_safe
@steward_page
def model(request: HttpRequest, version: str) -> HttpResponse:
    return _model_page(request, _jury(version))


@steward_page
@button
def promote(request: HttpRequest, version: str) -> HttpResponse:
    form = ReasonForm(request.POST, name="promote")
    said = _("%(version)s is the champion now. Shows that are open keep the jury they were opened with.")
    return _acted(
        request,
        version,
        form,
        said,
        lambda jury: actions.promote(jury=jury, **_signed(request), **form.cleaned_data),
    )


@steward_page
@button
def request_overruling(request: HttpRequest, version: str) -> HttpResponse:
    form = ReasonForm(request.POST, name="request")
    said = _("Another data steward has to answer now. Nothing has changed yet.")
    return _acted(
        request,
        version,
        form,
        said,
        lambda jury: actions.request_overruling(jury=jury, **_signed(request), **form.cleaned_data),
    )


@steward_page
@button
def overrule(request: HttpRequest, version: str) -> HttpResponse:
    form = AnswerForm(request.POST, name="overrule")
    said = _("%(version)s is the champion now. The record names both of you.")

    def act(jury: JuryModel) -> PromotionStep:
        chosen = form.cleaned_data
        asked = _asked(jury, chosen["request"])
        return actions.overrule(
            request=asked, reason=chosen["reason"], seen=chosen["seen"], **_signed(request)
        )

    return _acted(request, version, form, said, act)


@steward_page
@button
def withdraw(request: HttpRequest, version: str) -> HttpResponse:
    form = WithdrawForm(request.POST)
    said = _("The request is closed. Nothing has changed.")

    def act(jury: JuryModel) -> PromotionStep:
        chosen = form.cleaned_data
        asked = _asked(jury, chosen["request"])
        return actions.withdraw(request=asked, reason=chosen["reason"], **_signed(request))

    return _acted(request, version, form, said, act)


@steward_page
@button
def delete_model(request: HttpRequest, version: str) -> HttpResponse:
    jury = _jury(version)
    try:
        actions.delete_model(jury=jury)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return _model_page(request, jury, status=refusal.http_status)
    messages.success(request, _("%(version)s is deleted.") % {"version": version})
    return redirect("jury:home")


@steward_page
@button
def rollback(request: HttpRequest) -> HttpResponse:
    form = RollbackForm(request.POST)
    if not form.is_valid():
        return home_page(request, form, status=422)
    try:
        step = actions.roll_back(**_signed(request), **form.cleaned_data)
    except Refused as refusal:
        show_refusal(form, refusal)
        return home_page(request, form, status=refusal.http_status)
    said = _("Rolled back: %(version)s is the champion again. Shows that are open keep theirs.")
    messages.success(request, said % {"version": step.jury.version})
    return redirect("jury:home")


@require_safe
@steward_page
def record_page(request: HttpRequest) -> HttpResponse:
    page = queries.record_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "page": page,
        "steps": [_read(step) for step in page],
        "head": record.head(),
        "checked": "check" in request.GET,
    }
    if context["checked"]:
        context["fault"] = found = record.verify()
        context["reason"] = fault_words(found) if found else ""
    return render(request, "jury/promoting/record.html", context)


def _read(step: PromotionStep) -> dict[str, Any]:
    """A step with what it kept, in words."""
    return {
        "step": step,
        "conditions": [told(each) for each in step.conditions],
        "tables": figures.tables(step.figures),
        "verdicts": figures.compared(step.figures),
    }


def home_page(request: HttpRequest, form: RollbackForm | None = None, *, status: int = 200) -> HttpResponse:
    """The room's first page, with the rollback as it was sent where it was refused."""
    user: Any = request.user
    champion = queries.champion()
    initial = {"champion": champion.jury.version if champion else ""}
    context = {
        "champion": champion,
        "headline": figures.headline(champion.jury.metrics) if champion else [],
        "rollback": _renewed(form, initial) or RollbackForm(initial=initial),
        "standings": queries.standings(),
        "juries": queries.all_juries(request.GET.get("page")),
        "runs": queries.active_runs(),
        "ended": queries.ended_runs(),
        "requests": queries.requests_for(user),
        "notes": queries.unseen_notes(),
        "steps": queries.newest_steps(),
    }
    return render(request, "jury/room.html", context, status=status)


# --- what the views share --------------------------------------------------------------------------------------------
def _jury(version: str) -> JuryModel:
    try:
        return registry.find_model(version)
    except registry.NoSuchModel as unknown:
        raise Http404 from unknown


def _signed(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.user, "now": timezone.now()}


def _asked(jury: JuryModel, number: int | None) -> PromotionStep:
    """The request that the page was about, if it still waits."""
    step: PromotionStep | None = record.open_requests().filter(jury=jury, number=number or 0).first()
    if step is None:
        raise Refused("request_answered", _("This request has been answered already."))
    return step


def _acted(
    request: HttpRequest, version: str, form: forms.Form, said: str, act: Callable[[JuryModel], PromotionStep]
) -> HttpResponse:
    """Do what a form asks for, or show the page again with what was typed and why not."""
    jury = _jury(version)
    if not form.is_valid():
        return _model_page(request, jury, form, status=422)
    try:
        act(jury)
    except Refused as refusal:
        show_refusal(form, refusal)
        return _model_page(request, _jury(version), form, status=refusal.http_status)
    messages.success(request, said % {"version": version})
    return redirect("jury:model", version=version)


def _model_page(
    request: HttpRequest, jury: JuryModel, sent: forms.Form | None = None, *, status: int = 200
) -> HttpResponse:
    user: Any = request.user
    judged = gate.conditions(jury)
    asked = queries.request_about(jury, user, judged)
    seen = {"seen": gate.seal(jury, judged), "request": asked.step.number if asked else None}
    champion = queries.champion()
    context: dict[str, Any] = {
        "jury": jury,
        "champion": champion,
        "is_champion": champion is not None and champion.jury.pk == jury.pk,
        "usable": registry.is_usable(jury),
        "conditions": [told(condition) for condition in judged],
        "missed": len(gate.failed(judged)),
        "asked": asked,
        "tables": figures.tables(jury.metrics),
        "verdicts": figures.verdicts(jury.metrics),
        "sources": jury.datasets.defer("content", "mapping"),
        "shows": shows_judged_by(jury.version),
        "runs": jury.runs.all()[:1],
        "steps": queries.steps_of(jury),
        "kept": actions.kept_because(jury),
        "sent": sent,
    }
    return render(request, "jury/promoting/model.html", context | _forms(sent, seen), status=status)


def _forms(sent: forms.Form | None, seen: dict[str, Any]) -> dict[str, Any]:
    """Every form of a jury's page; the one that was sent as it was sent, but for what the page shows anew."""
    blank = {
        "promote_form": ReasonForm(name="promote", initial=seen),
        "request_form": ReasonForm(name="request", initial=seen),
        "overrule_form": AnswerForm(name="overrule", initial=seen),
        "withdraw_form": WithdrawForm(initial=seen),
    }
    return {
        name: _renewed(sent, seen) if sent and sent.auto_id == form.auto_id else form
        for name, form in blank.items()
    }


def _renewed(form: Any, seen: dict[str, Any]) -> Any:
    """A form that was refused, with the hidden fields of the page as it is now: what was typed stays, and pressing
    again is about what is shown.
    """
    if form is None:
        return None
    form.data = form.data.copy()
    for name in form.fields:
        if name in seen:
            form.data[name] = "" if seen[name] is None else str(seen[name])
    return form
