from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from rules.contrib.views import objectgetter, permission_required

from battle.editions.models import Edition
from battle.problems import Refused
from battle.stage import actions, queries
from battle.stage import console as room

may_run_show = permission_required(
    "stage.run_show", fn=objectgetter(Edition, attr_name="slug", field_name="slug"), raise_exception=True
)


@require_safe
@never_cache
@login_required
@may_run_show
def console(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, get_object_or_404(Edition, slug=slug))


@require_POST
@login_required
@may_run_show
def open_show(request: HttpRequest, slug: str) -> HttpResponse:
    edition = get_object_or_404(Edition, slug=slug)
    try:
        actions.open_show(edition=edition, actor=str(request.user.pk), at=timezone.now())
    except Refused as refusal:
        return _page(request, edition, refusal=refusal.message, status=refusal.http_status)
    return redirect("stage:console", slug=slug)


@require_safe
@never_cache
@login_required
@may_run_show
def paper(request: HttpRequest, slug: str) -> HttpResponse:
    """All questions in the order that tells most soonest, for a host without a screen."""
    edition = get_object_or_404(Edition, slug=slug)
    questions = room.on_paper(edition, language=get_language() or "en")
    return render(request, "stage/paper.html", {"edition": edition, "questions": questions})


def _page(request: HttpRequest, edition: Edition, *, refusal: str = "", status: int = 200) -> HttpResponse:
    state, show = queries.state_of(edition)
    checks = queries.checklist(edition, timezone.now())
    context = {
        "edition": edition,
        "show": show,
        "checks": checks,
        "ready": all(check.done or not check.required for check in checks),
        "refusal": refusal,
        "console": room.embedded(edition, state, show, language=get_language() or "en"),
    }
    return render(request, "stage/console.html", context, status=status)
