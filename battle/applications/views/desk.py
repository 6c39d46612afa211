"""The organiser's home, and the desk of one edition: what came in, what is chosen, what is missing."""

from typing import Any, cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from rules.contrib.views import permission_required

from battle.applications import queries
from battle.applications.answers import questions_asked
from battle.applications.checklist import checklist
from battle.applications.enums import Source, State
from battle.applications.listing import ANSWERED, DECK, FIRST_SORT, SORTS, Filters, rows
from battle.applications.models import Application
from battle.applications.telling import told_sections
from battle.applications.views.asked import asked_edition, may
from battle.editions.queries import roles_of

PAGE = 50


class Counted(Paginator):
    """Pages of an organiser's list, whose length may be known already."""

    def __init__(self, found: QuerySet[Application], per_page: int, *, sort: str, known: int | None) -> None:
        super().__init__(found, per_page)
        self.sort = sort
        if known is not None:
            self.count = known

    def page(self, number: int | str) -> Page:
        page = super().page(number)
        page.object_list = rows(cast("QuerySet[Application]", page.object_list), self.sort)
        return page


may_read = may("applications.read_applications")


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
    edition = asked_edition(request, slug)
    filters = Filters.asked(request.GET)
    sort = request.GET.get("sort", FIRST_SORT)
    counts = queries.counts_by_state(edition)
    found = queries.list_of(edition, filters=filters, sort=sort)
    pages = Counted(found, PAGE, sort=sort, known=_known_count(filters, counts))
    finalists = list(queries.finalists(edition).only("key", "company", "state", "running_order"))
    checks = checklist(edition, finalists=len(finalists), now=timezone.now(), invited=counts[State.INVITED])
    context = {
        "edition": edition,
        "page": pages.get_page(request.GET.get("page")),
        "filters": filters,
        "choices": _choices(),
        "states": _states(counts),
        "received": sum(counts.values()),
        "sort": sort if sort in SORTS else FIRST_SORT,
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
    edition = asked_edition(request, slug)
    found = get_object_or_404(queries.received(edition), key=key)
    context = {
        "edition": edition,
        "application": found,
        "sections": _said(found),
        "language": dict(settings.LANGUAGES).get(found.language, found.language),
        "questions": len(questions_asked().questions),
    }
    return render(request, "organise/application.html", context)


def _said(application: Application) -> list[dict[str, Any]]:
    """What the application says, section by section; what stands in the page's head is left out."""
    head = {"company", "one_liner", "website", "contact_name", "consent"}
    return [
        {
            "title": section.title,
            "said": [row for row in section.rows if (row.value or row.note) and row.name not in head],
        }
        for section in told_sections(application)
    ]


def _known_count(filters: Filters, counts: dict[str, int]) -> int | None:
    """How many a list holds that only the state narrows: they were counted already."""
    if filters.beyond_state:
        return None
    return counts.get(filters.state, 0) if filters.state else sum(counts.values())


def _states(counts: dict[str, int]) -> list[dict[str, Any]]:
    labels = dict(State.choices)
    return [{"state": state, "label": labels[state], "count": count} for state, count in counts.items()]


def _choices() -> dict[str, list[tuple[str, Any]]]:
    """What each filter can be set to, by its name in the address."""
    return {
        "answered": list(ANSWERED.items()),
        "deck": list(DECK.items()),
        "language": list(settings.LANGUAGES),
        "source": list(Source.choices),
    }
