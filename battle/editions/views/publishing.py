"""A draft is looked over, published, and taken back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from battle.editions import actions
from battle.editions.models import Edition
from battle.editions.readiness import is_ready, readiness
from battle.editions.views.who import may_manage
from battle.problems import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@may_manage
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """What is missing, and the button that makes the edition public."""
    edition = get_object_or_404(Edition, slug=slug)
    if request.method != "POST":
        return _publish_page(request, edition)
    try:
        actions.publish_edition(edition=edition, now=timezone.now())
    except Refused as refusal:
        return _publish_page(request, edition, refusal)
    messages.success(request, _("The battle is public. Share its page."))
    return redirect("edition", slug=slug)


@require_POST
@login_required
@may_manage
def unpublish(request: HttpRequest, slug: str) -> HttpResponse:
    edition = get_object_or_404(Edition, slug=slug)
    try:
        actions.unpublish_edition(edition=edition)
    except Refused as refusal:
        return _publish_page(request, edition, refusal)
    messages.success(request, _("The battle is a draft again: only your team sees it."))
    return redirect("edition-publish", slug=slug)


def _publish_page(request: HttpRequest, edition: Edition, refusal: Refused | None = None) -> HttpResponse:
    points = readiness(edition, timezone.now())
    why_public = actions.why_public(edition) if edition.is_published else None
    context = {
        "edition": edition,
        "points": points,
        "ready": is_ready(points),
        "refusal": refusal.message if refusal else "",
        "why_public": why_public[1] if why_public else "",
        "may_clone": request.user.has_perm("editions.clone_edition", edition),
    }
    return render(request, "editions/publish.html", context, status=refusal.http_status if refusal else 200)
