"""The reviewer's queue: what is open, what is done, and the next one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from battle.editions.models import Edition
from battle.problems import Refused
from battle.reviews import actions, queries
from battle.reviews.blind import mask_of
from battle.reviews.enums import ReviewState
from battle.reviews.forms import TiesForm
from battle.reviews.models import Review, ReviewerProfile
from battle.reviews.reading import title_of
from battle.reviews.views.who import may_review

PAGE = 50
SHOWN = (ReviewState.OPEN, ReviewState.SUBMITTED, ReviewState.ABSTAINED, ReviewState.RECUSED)


@require_safe
@never_cache
@login_required
@may_review
def queue(request: HttpRequest, slug: str) -> HttpResponse:
    edition = get_object_or_404(Edition, slug=slug)
    user: Any = request.user
    round_ = queries.round_of(edition)
    counts = queries.counts_of(edition, user)
    state = request.GET.get("state", "")
    reviews = queries.reviews_of(edition, user)
    if state in SHOWN:
        reviews = reviews.filter(state=state)
    paginator = Paginator(reviews, PAGE)
    paginator.count = counts.get(state, 0) if state in SHOWN else sum(counts.values())
    page = paginator.get_page(request.GET.get("page"))
    done = counts.get(ReviewState.SUBMITTED, 0)
    context = {
        "edition": edition,
        "round": round_,
        "page": page,
        "rows": [_row(review, blind=round_.blind) for review in page],
        "state": state if state in SHOWN else "",
        "filters": [{"state": its, "label": its.label, "count": counts.get(its, 0)} for its in SHOWN],
        "progress": queries.Progress(done, queries.share_of(edition, round_, done, counts)),
        "open": counts.get(ReviewState.OPEN, 0),
        "declared": ReviewerProfile.objects.filter(edition=edition, reviewer=user).exists(),
    }
    return render(request, "reviews/queue.html", context)


@require_POST
@login_required
@may_review
def next_one(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand out what is to be read next, and open it."""
    edition = get_object_or_404(Edition, slug=slug)
    return to_next(request, edition)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@may_review
def ties(request: HttpRequest, slug: str) -> HttpResponse:
    """Whom a reviewer is close to."""
    edition = get_object_or_404(Edition, slug=slug)
    user: Any = request.user
    profile = ReviewerProfile.objects.filter(edition=edition, reviewer=user).first()
    initial = {"organisations": profile.organisations, "people": profile.people} if profile else None
    form = TiesForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.declare_ties(edition=edition, reviewer=user, **form.cleaned_data, now=timezone.now())
        messages.success(request, _("Saved. Applications are compared with your list from now on."))
        return redirect("reviews:queue", slug=slug)
    context = {"edition": edition, "form": form}
    return render(request, "reviews/ties.html", context, status=422 if form.errors else 200)


def to_next(request: HttpRequest, edition: Edition, *, after: str = "") -> HttpResponse:
    """Go to the next application, or back to the queue where there is none."""
    user: Any = request.user
    try:
        review = actions.hand_out_next(edition=edition, reviewer=user, now=timezone.now(), after=after)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("reviews:queue", slug=edition.slug)
    if review is None:
        messages.success(request, _("Nothing is left for you to read. Thank you!"))
        return redirect("reviews:queue", slug=edition.slug)
    return redirect("reviews:read", slug=edition.slug, label=review.application.review_label.code)


def _row(review: Review, *, blind: bool) -> dict[str, Any]:
    """A line of the queue. Of an application that somebody has recused from only the label is left."""
    application, label = review.application, review.application.review_label.code
    hidden = blind or review.state == ReviewState.RECUSED
    line = mask_of(application)(application.one_liner) if blind else application.one_liner
    return {
        "review": review,
        "label": label,
        "title": title_of(application, label, blind=hidden),
        "one_liner": "" if review.state == ReviewState.RECUSED else line,
    }
