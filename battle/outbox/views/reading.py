"""The outbox of an edition, and one letter as its recipient gets it."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from battle.logs import masked
from battle.outbox import queries
from battle.outbox.actions import has_secret
from battle.outbox.enums import CANCELLABLE, RECALLABLE, REPEATABLE, State
from battle.outbox.models import Letter
from battle.outbox.views.who import edition_of, letter_of, may_manage

PAGE = 50


@require_safe
@never_cache
@login_required
@may_manage
def letters(request: HttpRequest, slug: str) -> HttpResponse:
    edition = edition_of(request, slug)
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    search = request.GET.get("q", "").strip()[:100].replace("\0", "")
    overview = queries.overview(edition.pk)
    state = state if state in State.values else ""
    kind = kind if kind in overview.by_kind else ""
    found = queries.listed(edition.pk, state=state, kind=kind, search=search)
    context = {
        "edition": edition,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "overview": overview,
        "states": [
            {"value": value, "label": label, "count": overview.by_state[value]}
            for value, label in State.choices
            if overview.by_state[value] or value == state
        ],
        "kinds": [(value, queries.label_of(value), count) for value, count in overview.by_kind.items()],
        "kept": {name: value for name, value in (("state", state), ("kind", kind), ("q", search)) if value},
        "state": state,
        "kind": kind,
        "q": search,
        "doubtful": overview.by_state[State.IN_DOUBT],
        "failed": sum(overview.by_state[each] for each in REPEATABLE),
        "trouble": queries.trouble(edition.pk),
        "languages": dict(settings.LANGUAGES),
    }
    return render(request, "outbox/letters.html", context)


@require_safe
@never_cache
@login_required
@may_manage
def letter(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    edition = edition_of(request, slug)
    return render(request, "outbox/letter.html", letter_context(edition, letter_of(edition, number)))


def letter_context(edition: Any, found: Letter) -> dict[str, Any]:
    """What the page of one letter shows; a private link in it is its recipient's alone."""
    return {
        "edition": edition,
        "letter": found,
        "body": masked(found.body),
        "secret": has_secret(found),
        "sender": settings.DEFAULT_FROM_EMAIL,
        "language": dict(settings.LANGUAGES).get(found.language, found.language),
        "steps": found.steps.select_related("by"),
        "place": queries.place_in_pile(found),
        "may_change": found.state == State.DRAFT,
        "may_cancel": found.state in CANCELLABLE,
        "may_recall": found.state in RECALLABLE,
        "may_retry": found.state in REPEATABLE and not found.anonymised_at,
        "in_doubt": found.state == State.IN_DOUBT,
    }
