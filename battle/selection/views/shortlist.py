"""The humans' shortlist: who is on it, and its lock."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from battle.accounts.models import User
from battle.applications.enums import State
from battle.editions.models import Edition
from battle.problems import Refused
from battle.selection import actions
from battle.selection.forms import UnlockForm
from battle.selection.queries import lists
from battle.selection.views.shared import chosen_keys, done, for_organisers, is_corrected, page_of


@require_safe
@for_organisers
def shortlist(request: HttpRequest, edition: Edition) -> HttpResponse:
    return _page(request, edition, UnlockForm())


@require_POST
@for_organisers
def pick(request: HttpRequest, edition: Edition) -> HttpResponse:
    def put_on() -> str:
        moved = actions.pick(edition=edition, keys=chosen_keys(request))
        said = ngettext(
            "%(moved)d application was put on the shortlist.",
            "%(moved)d applications were put on the shortlist.",
            moved,
        )
        return said % {"moved": moved}

    return done(request, edition, "selection:shortlist", put_on)


@require_POST
@for_organisers
def unpick(request: HttpRequest, edition: Edition) -> HttpResponse:
    def take_off() -> str:
        moved = actions.unpick(edition=edition, keys=chosen_keys(request))
        said = ngettext(
            "%(moved)d application was taken off the shortlist.",
            "%(moved)d applications were taken off the shortlist.",
            moved,
        )
        return said % {"moved": moved}

    return done(request, edition, "selection:shortlist", take_off)


@require_POST
@for_organisers
def lock(request: HttpRequest, edition: Edition) -> HttpResponse:
    def lock_it() -> str:
        actions.lock_shortlist(edition=edition, by=cast(User, request.user), now=timezone.now())
        return _("The shortlist is locked. Now the jury reads the applications, too.")

    return done(request, edition, "selection:shortlist", lock_it)


@require_POST
@for_organisers
def unlock(request: HttpRequest, edition: Edition) -> HttpResponse:
    form = UnlockForm(request.POST)
    if form.is_valid():
        try:
            actions.unlock_shortlist(edition=edition, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(refusal.field or None, refusal.message)
        else:
            messages.success(request, _("The shortlist is open again, and reviewers can go on."))
            return redirect("selection:shortlist", edition.slug)
    return _page(request, edition, form, status=422)


def _page(request: HttpRequest, edition: Edition, form: UnlockForm, *, status: int = 200) -> HttpResponse:
    corrected, show = is_corrected(request), request.GET.get("show", "")
    found = lists.human_list(edition, corrected=corrected)
    counts = lists.counts(edition)
    order = found.human
    if show == "picked":
        on_it = lists.on_shortlist(edition)
        order = [pk for pk in order if pk in on_it]
    page = page_of(request, order)
    lines, named = found.lines(page, with_jury=False), lists.named(page)
    context: dict[str, Any] = {
        "edition": edition,
        "tab": "shortlist",
        "shortlist": lists.shortlist_of(edition),
        "page": page,
        "rows": [(lines[pk], named[pk]) for pk in page if pk in named],
        "corrected": corrected,
        "show": show,
        "on_it": sum(counts[state] for state in lists.CHOSEN),
        "received": sum(counts.values()) - counts[State.DRAFT] - counts[State.WITHDRAWN],
        "unread": found.unread,
        "call_is_open": edition.call_closes_at > timezone.now(),
        "form": form,
    }
    return render(request, "selection/shortlist.html", context, status=status)
