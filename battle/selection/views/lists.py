"""Both lists side by side, once the humans' is locked."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from battle.applications.answers import questions_asked
from battle.applications.models import Application
from battle.applications.queries import received
from battle.editions.models import Edition
from battle.selection.agreement import agreement
from battle.selection.queries import explaining, lists
from battle.selection.views.shared import for_organisers, is_corrected, page_of

JURY_FIRST = "jury"


@require_safe
@for_organisers
def two_lists(request: HttpRequest, edition: Edition) -> HttpResponse:
    context: dict[str, Any] = {"edition": edition, "tab": "lists"}
    if not request.user.has_perm("selection.read_opinions", edition):
        return render(request, "selection/lists_closed.html", context)
    shortlist = edition.shortlist
    corrected, order = is_corrected(request), request.GET.get("order", "")
    lines = lists.two_lists(shortlist, corrected=corrected)
    both = [(line.mean, line.opinion.score) for line in lines if line.mean is not None and line.opinion]
    higher, lower = lists.disagreements(lines)
    if order == JURY_FIRST:
        lines = sorted(lines, key=lambda line: (line.jury_rank is None, line.jury_rank))
    page = page_of(request, lines)
    named = lists.named([*page.object_list, *higher, *lower])
    context |= {
        "shortlist": shortlist,
        "jury": explaining.jury_facts(edition.shortlist.model),
        "reading": lists.reading(lines),
        "agreement": agreement(both),
        "corrected": corrected,
        "order": order,
        "page": page,
        "rows": [(line, named[line.application_id]) for line in page if line.application_id in named],
        "higher": explaining.told(higher, named),
        "lower": explaining.told(lower, named),
        "questions": len(questions_asked().questions),
    }
    return render(request, "selection/lists.html", context)


@require_safe
@for_organisers
def one(request: HttpRequest, edition: Edition, key: str) -> HttpResponse:
    """Why the two lists say what they say about one application."""
    if not request.user.has_perm("selection.read_opinions", edition):
        raise Http404
    application: Application = get_object_or_404(received(edition), key=key)
    context = {
        "edition": edition,
        "tab": "lists",
        "application": application,
        "jury": explaining.jury_facts(edition.shortlist.model),
        "reviewers": explaining.reviewers_on(edition, application),
        "opinion": explaining.opinion_on(application, edition.shortlist.model),
        "questions": len(questions_asked().questions),
    }
    return render(request, "selection/one.html", context)
