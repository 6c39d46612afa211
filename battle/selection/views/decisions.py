"""What is decided about whom, what applying it does, and who was invited."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from battle.applications.models import Application
from battle.editions.models import Edition
from battle.problems import Refused
from battle.selection import actions
from battle.selection.enums import Verdict
from battle.selection.forms import ApplyForm
from battle.selection.queries import invitations, plan
from battle.selection.rules import is_shortlist_locked
from battle.selection.views.shared import chosen_keys, done, for_organisers, page_of


@require_safe
@for_organisers
def decisions(request: HttpRequest, edition: Edition) -> HttpResponse:
    show = request.GET.get("show", "")
    page = page_of(request, plan.candidates(edition, show))
    context: dict[str, Any] = {
        "edition": edition,
        "tab": "decisions",
        "page": page,
        "show": show,
        "shows": plan.SHOWS,
        "plan": plan.plan_of(edition, name_forgotten=False),
        "reserves": plan.reserves_planned(edition),
        "invitations": list(invitations.invitations(edition)[:100]),
        "drafts": invitations.drafts_left(edition),
    }
    return render(request, "selection/decisions.html", context)


@require_POST
@for_organisers
def decide(request: HttpRequest, edition: Edition) -> HttpResponse:
    def plan_it() -> str:
        verdict = request.POST.get("verdict", "")
        if verdict not in Verdict.values:
            raise Refused("unknown_decision", _("Choose one of the decisions."), http_status=422)
        keys = chosen_keys(request)
        return _planned(actions.decide(edition=edition, keys=keys, verdict=Verdict(verdict)))

    return done(request, edition, "selection:decisions", plan_it)


@require_POST
@for_organisers
def decide_others(request: HttpRequest, edition: Edition) -> HttpResponse:
    return done(
        request, edition, "selection:decisions", lambda: _planned(actions.decide_others(edition=edition))
    )


@require_POST
@for_organisers
def undo(request: HttpRequest, edition: Edition) -> HttpResponse:
    def take_plans_back() -> str:
        return _planned(actions.undo_decision(edition=edition, keys=chosen_keys(request)))

    return done(request, edition, "selection:decisions", take_plans_back)


@require_POST
@for_organisers
def move_reserve(request: HttpRequest, edition: Edition, key: str, way: str) -> HttpResponse:
    def move() -> str:
        actions.move_reserve(edition=edition, key=key, step=-1 if way == "up" else 1)
        return ""

    return done(request, edition, "selection:decisions", move)


@require_safe
@for_organisers
def preview(request: HttpRequest, edition: Edition) -> HttpResponse:
    found = plan.plan_of(edition)
    return _preview(request, edition, ApplyForm(edition=edition, plan=found), found)


@require_POST
@for_organisers
def apply_all(request: HttpRequest, edition: Edition) -> HttpResponse:
    form = ApplyForm(request.POST, edition=edition)
    if form.is_valid():
        try:
            applied = actions.apply_decisions(edition=edition, now=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            messages.success(request, _applied(applied))
            return redirect("selection:decisions", edition.slug)
    return _preview(request, edition, form, plan.plan_of(edition), status=422)


@require_POST
@for_organisers
def take_back(request: HttpRequest, edition: Edition, key: str) -> HttpResponse:
    def take() -> str:
        actions.take_back(edition=edition, key=key, now=timezone.now())
        return _("The invitation is taken back. Nobody was written to; tell them yourself.")

    return done(request, edition, "selection:decisions", take)


@require_POST
@for_organisers
def note_answer(request: HttpRequest, edition: Edition, key: str, answer: str) -> HttpResponse:
    """What somebody answered by telephone."""

    def note() -> str:
        application: Application = get_object_or_404(Application, edition=edition, key=key)
        actions.answer_invitation(application=application, accept=answer == "yes", now=timezone.now())
        return _("The answer of %(company)s is noted.") % {"company": application.company}

    return done(request, edition, "selection:decisions", note)


def _preview(
    request: HttpRequest, edition: Edition, form: ApplyForm, found: plan.Plan, *, status: int = 200
) -> HttpResponse:
    context = {
        "edition": edition,
        "tab": "decisions",
        "plan": found,
        "form": form,
        "locked": is_shortlist_locked.test(request.user, edition),
    }
    return render(request, "selection/apply.html", context, status=status)


def _planned(changed: int) -> str:
    said = ngettext(
        "%(changed)d decision was changed. Nobody else can see it yet.",
        "%(changed)d decisions were changed. Nobody else can see them yet.",
        changed,
    )
    return said % {"changed": changed}


def _applied(applied: actions.Applied) -> str:
    told = {
        "invited": applied.invited,
        "reserves": applied.reserves,
        "declined": applied.declined,
    }
    said = _(
        "Applied: %(invited)d invited, %(reserves)d reserves, %(declined)d not selected. Their letters are drafts "
        "in the outbox: look at them there and send them."
    )
    return said % told
