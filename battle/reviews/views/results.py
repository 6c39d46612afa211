"""What the reviews came to, for organisers: the list, one application, the reviewers."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from battle.applications.models import Application
from battle.applications.queries import received
from battle.editions.models import Edition
from battle.problems import Refused
from battle.reviews import actions, queries
from battle.reviews import results as found
from battle.reviews.enums import ReviewState
from battle.reviews.forms import AssignForm
from battle.reviews.models import Conflict
from battle.reviews.tally import tally
from battle.reviews.views.who import may_manage

PAGE = 50


@require_safe
@never_cache
@login_required
@may_manage
def results(request: HttpRequest, slug: str) -> HttpResponse:
    edition = get_object_or_404(Edition, slug=slug)
    round_ = queries.round_of(edition)
    tallied = tally(edition, round_)
    corrected = request.GET.get("corrected") == "1"
    sort = request.GET.get("sort") or ("-corrected" if corrected else "-mean")
    search, reads = request.GET.get("q", "").replace("\x00", "").strip()[:80], request.GET.get("reads", "")
    pks = found.matching_ids(edition, tallied, search=search, reads=reads, wanted=round_.reads_wanted)
    page = Paginator(found.in_order(pks, tallied, sort), PAGE).get_page(request.GET.get("page"))
    context = {
        "edition": edition,
        "round": round_,
        "page": page,
        "rows": found.rows(list(page.object_list), tallied),
        "corrected": corrected,
        "sort": sort,
        "q": search,
        "reads": reads if reads in found.READS else "",
        "groups": tallied.groups,
        "progress": queries.progress_of_edition(edition, round_.reads_wanted),
    }
    return render(request, "reviews/results.html", context)


@require_safe
@never_cache
@login_required
@may_manage
def result(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    application = _application(slug, key)
    return _result_page(request, application, AssignForm(reviewers=_free(application)))


@require_POST
@login_required
@may_manage
def assign(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Give the application to a reviewer."""
    application = _application(slug, key)
    form = AssignForm(request.POST, reviewers=_free(application))
    if not form.is_valid():
        return _result_page(request, application, form, status=422)
    reviewer = form.cleaned_data["reviewer"]
    try:
        actions.assign(edition=application.edition, key=key, reviewer=reviewer, now=timezone.now())
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return _result_page(request, application, form, status=refusal.http_status)
    messages.success(request, _("%(reviewer)s reads this application.") % {"reviewer": reviewer})
    return redirect("reviews:result", slug=slug, key=key)


@require_POST
@login_required
@may_manage
def lift_recusal(request: HttpRequest, slug: str, conflict: int) -> HttpResponse:
    edition = get_object_or_404(Edition, slug=slug)
    try:
        lifted = actions.lift_recusal(edition=edition, conflict_id=conflict, now=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("reviews:results", slug=slug)
    messages.success(request, _("The recusal is lifted."))
    return redirect("reviews:result", slug=slug, key=lifted.application.key)


@require_safe
@never_cache
@login_required
@may_manage
def reviewers(request: HttpRequest, slug: str) -> HttpResponse:
    edition = get_object_or_404(Edition, slug=slug)
    round_ = queries.round_of(edition)
    tallied = tally(edition, round_)
    context = {
        "edition": edition,
        "round": round_,
        "readers": found.readers(edition, tallied),
        "groups": tallied.groups,
    }
    return render(request, "reviews/reviewers.html", context)


def _application(slug: str, key: str) -> Application:
    edition = get_object_or_404(Edition, slug=slug)
    return get_object_or_404(received(edition).select_related("edition", "review_label"), key=key)


def _free(application: Application) -> Any:
    """The reviewers whom it can be given to."""
    return queries.reviewers_of(application.edition).exclude(
        pk__in=application.reviews.exclude(state=ReviewState.GIVEN_BACK).values("reviewer")
    )


def _result_page(
    request: HttpRequest, application: Application, form: AssignForm, *, status: int = 200
) -> HttpResponse:
    edition = application.edition
    round_ = queries.round_of(edition)
    tallied = tally(edition, round_)
    context = {
        "edition": edition,
        "application": application,
        "label": getattr(getattr(application, "review_label", None), "code", ""),
        "figures": tallied.applications.get(application.pk),
        "opinions": found.opinions(application, edition, tallied),
        "conflicts": Conflict.objects.filter(application=application).select_related("reviewer"),
        "form": form,
        "can_assign": application.state in queries.READ_IN and not round_.closed_at,
        "round": round_,
    }
    return render(request, "reviews/result.html", context, status=status)
