"""One application beside its criteria: read, saved field by field, submitted, abstained from, recused."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from battle.editions.models import Edition
from battle.files import as_download
from battle.problems import Refused
from battle.reviews import access, actions, queries
from battle.reviews.forms import AbstainForm, ConflictForm, ReviewForm
from battle.reviews.models import Review
from battle.reviews.others import reviews_of_others
from battle.reviews.reading import readable, title_of
from battle.reviews.views.queue import to_next
from battle.reviews.views.who import may_review


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@may_review
def read(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """The application and its review; a POST submits it."""
    review = _review(request, slug, label)
    if access.unanswered(review, request.user):  # type: ignore[arg-type]  # login_required
        return _closeness_page(request, review)
    if request.method != "POST":
        return _page(request, review, ReviewForm(review=review, criteria=queries.criteria_of(review.edition)))
    form = ReviewForm(request.POST, review=review, criteria=queries.criteria_of(review.edition))
    if not form.is_valid():
        return _page(request, review, form, status=422)
    try:
        actions.submit(
            review=review,
            reviewer=request.user,  # type: ignore[arg-type]  # login_required
            written=form.written(),
            seen=form.cleaned_data["revision"],
            now=timezone.now(),
        )
    except actions.ChangedElsewhere as refusal:
        return _page(request, review, _again(request, form, refusal), status=refusal.http_status)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return _page(request, review, form, status=refusal.http_status)
    messages.success(request, _("Your review of %(title)s is in.") % {"title": _title(review)})
    if request.POST.get("then") == "next":
        return to_next(request, review.edition, after=label)
    return redirect("reviews:queue", slug=slug)


@require_POST
@login_required
@may_review
def save(request: HttpRequest, slug: str, label: str) -> JsonResponse:
    """Keep one field as it was left; answers for the page's script."""
    review = _review(request, slug, label)
    seen = request.POST.get("revision", "")
    try:
        review = actions.save_field(
            review=review,
            reviewer=request.user,  # type: ignore[arg-type]  # login_required
            field=request.POST.get("field", ""),
            value=request.POST.get("value", ""),
            seen=int(seen) if seen.isdecimal() and len(seen) < 9 else -1,
            now=timezone.now(),
        )
    except actions.ChangedElsewhere as refusal:
        told = {"value": refusal.value, "revision": refusal.revision}
        return JsonResponse({"code": refusal.code, "message": refusal.message, **told}, status=409)
    except Refused as refusal:
        return JsonResponse({"code": refusal.code, "message": refusal.message}, status=refusal.http_status)
    return JsonResponse(
        {
            "revision": review.revisions.get(request.POST.get("field", ""), 0),
            "total": review.revision,
            "mean": "" if review.mean is None else number_format(review.mean, 2),
        }
    )


@require_POST
@login_required
@may_review
def abstain(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    review = _review(request, slug, label)
    form = AbstainForm(request.POST)
    form.is_valid()
    try:
        actions.abstain(
            review=review,
            reviewer=request.user,  # type: ignore[arg-type]  # login_required
            reason=form.cleaned_data.get("reason", ""),
            now=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(refusal.field or None, refusal.message)
        return _page(request, review, _typed(request, review), abstaining=form, status=refusal.http_status)
    messages.success(request, _("You abstained from %(title)s.") % {"title": _title(review)})
    return redirect("reviews:queue", slug=slug)


@require_POST
@login_required
@may_review
def declare_conflict(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    review = _review(request, slug, label)
    form = ConflictForm(request.POST)
    form.is_valid()
    try:
        actions.declare_conflict(
            review=review,
            reviewer=request.user,  # type: ignore[arg-type]  # login_required
            kind=form.cleaned_data.get("kind", ""),
            note=form.cleaned_data.get("note", ""),
            now=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(refusal.field or None, refusal.message)
        return _page(request, review, _typed(request, review), recusing=form, status=refusal.http_status)
    return _recused(request, slug, label)


@require_POST
@login_required
@may_review
def answer_closeness(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """The answer to a suggested conflict: `answer` is yes or no."""
    review = _review(request, slug, label)
    answer = request.POST.get("answer")
    if answer not in {"yes", "no"}:
        return _closeness_page(request, review, status=422)
    actions.answer_suggestion(
        review=review,
        reviewer=request.user,  # type: ignore[arg-type]  # login_required
        conflicted=answer == "yes",
        note=request.POST.get("note", ""),
        now=timezone.now(),
    )
    return _recused(request, slug, label) if answer == "yes" else redirect("reviews:read", slug, label)


@require_safe
@never_cache
@login_required
@may_review
def deck(request: HttpRequest, slug: str, label: str) -> HttpResponseBase:
    """The pitch deck; never where names are hidden, and not before a suggested conflict was answered."""
    review = _review(request, slug, label)
    application = review.application
    if queries.round_of(review.edition).blind or not application.deck:
        raise Http404
    if access.unanswered(review, request.user):  # type: ignore[arg-type]  # login_required
        raise Http404
    return as_download(application.deck, application.deck_name or "pitch-deck.pdf", "application/pdf")


def _review(request: HttpRequest, slug: str, label: str) -> Review:
    edition = get_object_or_404(Edition, slug=slug)
    user: Any = request.user
    return get_object_or_404(access.readable(edition, user), application__review_label__code=label)


def _title(review: Review) -> str:
    label = review.application.review_label.code
    return title_of(review.application, label, blind=queries.round_of(review.edition).blind)


def _recused(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    messages.success(
        request,
        _("You are out of application %(label)s: you can no longer open it, and somebody else reads it.")
        % {"label": label},
    )
    return redirect("reviews:queue", slug=slug)


def _typed(request: HttpRequest, review: Review) -> ReviewForm:
    """What was typed into the review while another button of its form was pressed; shown again, not judged."""
    form = ReviewForm(review=review, criteria=queries.criteria_of(review.edition))
    form.initial.update({name: request.POST[name] for name in form.fields if name in request.POST})
    return form


def _again(request: HttpRequest, form: ReviewForm, refusal: actions.ChangedElsewhere) -> ReviewForm:
    """The form as it was typed, now aware of the newer revision: sent once more it counts."""
    data = request.POST.copy()
    data["revision"] = str(refusal.revision)
    again = ReviewForm(data, review=form.review, criteria=form.criteria)
    again.is_valid()
    message = _(
        "You changed this review in another window. What you see here is from this one; submit again to keep it."
    )
    again.add_error(None, message)
    return again


def _closeness_page(request: HttpRequest, review: Review, *, status: int = 200) -> HttpResponse:
    """The question before the application opens. Who reads blind is not told what was found: it would be a name."""
    user: Any = request.user
    round_ = queries.round_of(review.edition)
    context = {
        "edition": review.edition,
        "label": review.application.review_label.code,
        "title": title_of(review.application, review.application.review_label.code, blind=round_.blind),
        "kinds": [] if round_.blind else access.unanswered(review, user),
        "wrong": status == 422,
    }
    return render(request, "reviews/closeness.html", context, status=status)


def _page(
    request: HttpRequest,
    review: Review,
    form: ReviewForm,
    *,
    recusing: ConflictForm | None = None,
    abstaining: AbstainForm | None = None,
    status: int = 200,
) -> HttpResponse:
    round_ = queries.round_of(review.edition)
    context = {
        "edition": review.edition,
        "round": round_,
        "review": review,
        "application": readable(review, blind=round_.blind),
        "form": form,
        "recusing": recusing or ConflictForm(),
        "abstaining": abstaining or AbstainForm(),
        "others": reviews_of_others(review, round_),
        "mean": review.mean,
    }
    return render(request, "reviews/read.html", context, status=status)
