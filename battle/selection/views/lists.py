"""Both lists side by side, once the humans' is locked."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from battle.applications.answers import questions_asked
from battle.applications.models import Application
from battle.applications.queries import received
from battle.editions.models import Edition
from battle.selection.queries import explaining, lists
from battle.selection.rules import is_shortlist_locked
from battle.selection.views.shared import for_organisers, is_corrected, page_of

JURY_FIRST = "jury"


def _may_read_opinions(request: HttpRequest, edition: Edition) -> bool:
    """Django grants a superuser every permission; the lock holds for them too."""
    locked = is_shortlist_locked.test(request.user, edition)
    return bool(locked and request.user.has_perm("selection.read_opinions", edition))


@require_safe
@for_organisers
def two_lists(request: HttpRequest, edition: Edition) -> HttpResponse:
    context: dict[str, Any] = {"edition": edition, "tab": "lists"}
    if not _may_read_opinions(request, edition):
        return render(request, "selection/lists_closed.html", context)
    shortlist = edition.shortlist
    corrected, order = is_corrected(request), request.GET.get("order", "")
    found = lists.two_lists(shortlist, corrected=corrected)
    higher, lower = found.disagreements()
    page = page_of(request, found.in_jurys_order() if order == JURY_FIRST else found.human)
    shown = [*page.object_list, *higher, *lower]
    lines, named = found.lines(shown, with_jury=True), lists.named(shown)
    context |= {
        "shortlist": shortlist,
        "jury": explaining.jury_facts(shortlist.model),
        "reading": found.reading(),
        "agreement": found.agreement(),
        "corrected": corrected,
        "order": order,
        "page": page,
        "rows": [(lines[pk], named[pk]) for pk in page if pk in named],
        "higher": explaining.told([lines[pk] for pk in higher], named),
        "lower": explaining.told([lines[pk] for pk in lower], named),
        "questions": len(questions_asked().questions),
    }
    return render(request, "selection/lists.html", context)


@require_safe
@for_organisers
def one(request: HttpRequest, edition: Edition, key: str) -> HttpResponse:
    """Why the two lists say what they say about one application."""
    if not _may_read_opinions(request, edition):
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
