"""The organiser sets up the reviews, closes and reopens them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from battle.editions.models import Edition
from battle.problems import Refused
from battle.reviews import actions, queries
from battle.reviews.defaults import offered_criteria
from battle.reviews.forms import RoundForm, criteria_formset, criterion_lines
from battle.reviews.views.who import may_manage


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@may_manage
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    """How the applications are read, and by which criteria."""
    edition = get_object_or_404(Edition, slug=slug)
    form, formset, locked = _forms(request, edition)
    if request.method == "POST" and all([form.is_valid(), formset.is_valid()]):
        try:
            actions.save_round(
                edition=edition,
                fields=form.chosen(),
                criteria=criterion_lines(formset, queries.criteria_of(edition)),
                now=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            messages.success(request, _("Saved. Reviewers can read."))
            return redirect("reviews:settings", slug=slug)
    wrong = bool(form.errors or formset.total_error_count())
    round_ = queries.round_of(edition)
    context = {
        "edition": edition,
        "round": round_,
        "form": form,
        "criteria": formset,
        "locked": locked,
        "wrong": wrong,
        "saved": bool(round_.pk),
        "progress": queries.progress_of_edition(edition, round_.reads_wanted),
        "reviewers": queries.reviewers_of(edition).count(),
    }
    return render(request, "reviews/settings.html", context, status=422 if wrong else 200)


@require_POST
@login_required
@may_manage
def close(request: HttpRequest, slug: str) -> HttpResponse:
    edition = get_object_or_404(Edition, slug=slug)
    return _told(
        request,
        slug,
        lambda: actions.close_reviews(edition=edition, now=timezone.now(), for_shortlist=False),
        _("The reviews are closed."),
    )


@require_POST
@login_required
@may_manage
def reopen(request: HttpRequest, slug: str) -> HttpResponse:
    edition = get_object_or_404(Edition, slug=slug)
    return _told(
        request,
        slug,
        lambda: actions.reopen_reviews(edition=edition, for_shortlist=False),
        _("Reviewers can go on."),
    )


def _told(request: HttpRequest, slug: str, action: Callable[[], object], done: str) -> HttpResponse:
    try:
        action()
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)
    return redirect("reviews:settings", slug=slug)


def _forms(request: HttpRequest, edition: Edition) -> tuple[RoundForm, Any, bool]:
    data = request.POST if request.method == "POST" else None
    locked = queries.criteria_locked(edition)
    criteria = queries.criteria_of(edition)
    offered = [] if criteria else offered_criteria(edition.languages)
    formset = criteria_formset(
        data, criteria=criteria, offered=offered, languages=edition.languages, locked=locked
    )
    return RoundForm(data, round_=queries.round_of(edition)), formset, locked
