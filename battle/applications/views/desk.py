"""The organiser's home, and the desk of one edition: what came in, what is chosen, what is missing."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from rules.contrib.views import objectgetter, permission_required

from battle.applications import queries
from battle.applications.answers import questions_asked, told_by_section, told_facts
from battle.applications.checklist import checklist
from battle.applications.enums import State
from battle.applications.models import Application
from battle.editions.models import Edition
from battle.editions.queries import roles_of

PAGE = 50

may_read = permission_required(
    "applications.read_applications",
    fn=objectgetter(Edition, attr_name="slug", field_name="slug"),
    raise_exception=True,
)


@require_safe
@never_cache
@login_required
@permission_required("editions.see_own", raise_exception=True)
def home(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    roles = roles_of(user)
    own = [(edition, roles[edition.pk]) for edition in queries.editions_with_counts(user)]
    context = {"own": own, "may_create": user.has_perm("editions.create_edition"), "now": timezone.now()}
    return render(request, "organise/home.html", context)


@require_safe
@never_cache
@login_required
@may_read
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    edition = get_object_or_404(Edition, slug=slug)
    state, sort = request.GET.get("state", ""), request.GET.get("sort", queries.FIRST_SORT)
    found = queries.applications_of(edition, state=state, sort=sort)
    finalists = list(queries.finalists(edition))
    checks = checklist(edition, finalists=len(finalists), now=timezone.now())
    context = {
        "edition": edition,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "state": state if state in State.values else "",
        "filters": _filters(edition),
        "sort": sort if sort in queries.SORTS else queries.FIRST_SORT,
        "finalists": finalists,
        "free_places": range(len(finalists) + 1, edition.finalists_wanted + 1),
        "moved": request.GET.get("moved", ""),
        "checks": checks,
        "ready": all(check.done for check in checks if check.required),
        "opened": bool(edition.jury_model),
        "order_fixed": bool(edition.jury_model) and not edition.is_demo,
        "questions": len(questions_asked().questions),
        "call_state": edition.call_state(timezone.now()),
    }
    return render(request, "organise/desk.html", context)


@require_safe
@never_cache
@login_required
@may_read
def application(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    found = get_object_or_404(Application.objects.select_related("edition"), edition__slug=slug, key=key)
    context = {
        "edition": found.edition,
        "application": found,
        "sections": told_by_section(found.answers),
        "facts": told_facts(found.facts),
        "questions": len(questions_asked().questions),
    }
    return render(request, "organise/application.html", context)


def _filters(edition: Edition) -> list[dict[str, Any]]:
    counts = queries.counts_by_state(edition)
    labels = dict(State.choices)
    return [{"state": state, "label": labels[state], "count": count} for state, count in counts.items()]
