"""The organiser's decisions, each an address of its own that a form is sent to."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from rules.contrib.views import objectgetter, permission_required

from battle.applications import actions, queries
from battle.applications.models import Application
from battle.editions.models import Edition
from battle.problems import Refused

KEPT = ("q", "state", "answered", "deck", "language", "source", "sort", "page")

may_choose = permission_required(
    "applications.choose_finalists",
    fn=objectgetter(Edition, attr_name="slug", field_name="slug"),
    raise_exception=True,
)


@require_POST
@login_required
@may_choose
def shortlist(request: HttpRequest, slug: str) -> HttpResponse:
    return _move(request, slug, actions.shortlist)


@require_POST
@login_required
@may_choose
def decline(request: HttpRequest, slug: str) -> HttpResponse:
    return _move(request, slug, actions.decline)


@require_POST
@login_required
@may_choose
def restore(request: HttpRequest, slug: str) -> HttpResponse:
    return _move(request, slug, actions.restore)


@require_POST
@login_required
@may_choose
def add_finalists(request: HttpRequest, slug: str) -> HttpResponse:
    edition = get_object_or_404(Edition, slug=slug)
    chosen = request.POST.getlist("keys")
    if not chosen:
        return _none_chosen(request, slug)
    before = [finalist.key for finalist in queries.finalists(edition)]
    return _told(request, slug, lambda: actions.pick_finalists(edition=edition, keys=[*before, *chosen]))


@require_POST
@login_required
@may_choose
def remove_finalist(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    edition = get_object_or_404(Edition, slug=slug)
    kept = [finalist.key for finalist in queries.finalists(edition) if finalist.key != key]
    return _told(request, slug, lambda: actions.pick_finalists(edition=edition, keys=kept))


@require_POST
@login_required
@may_choose
def move_up(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    return _swap(request, slug, key, -1)


@require_POST
@login_required
@may_choose
def move_down(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    return _swap(request, slug, key, +1)


def _move(request: HttpRequest, slug: str, action: Callable[..., int]) -> HttpResponse:
    edition = get_object_or_404(Edition, slug=slug)
    chosen = request.POST.getlist("keys")
    if not chosen:
        return _none_chosen(request, slug)
    try:
        moved = action(edition=edition, keys=chosen)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        sentence = ngettext("%(moved)d application changed.", "%(moved)d applications changed.", moved)
        messages.success(request, sentence % {"moved": moved})
    return _back(request, slug)


def _swap(request: HttpRequest, slug: str, key: str, step: int) -> HttpResponse:
    edition = get_object_or_404(Edition, slug=slug)
    order = [finalist.key for finalist in queries.finalists(edition)]
    if key not in order:
        messages.error(request, _("This startup is no longer on the running order."))
        return _back(request, slug)
    place = order.index(key)
    order.insert(max(0, place + step), order.pop(place))
    return _told(request, slug, lambda: actions.set_running_order(edition=edition, keys=order), moved=key)


def _told(
    request: HttpRequest, slug: str, action: Callable[[], Sequence[Application]], **query: Any
) -> HttpResponse:
    try:
        action()
    except Refused as refusal:
        messages.error(request, refusal.message)
    return _back(request, slug, **query)


def _none_chosen(request: HttpRequest, slug: str) -> HttpResponse:
    messages.error(request, _("Choose at least one application in the table first."))
    return _back(request, slug)


def _back(request: HttpRequest, slug: str, **query: Any) -> HttpResponse:
    """The desk as it was filtered and sorted."""
    kept = {name: request.POST[name] for name in KEPT if request.POST.get(name)}
    address = reverse("organise:desk", args=[slug])
    asked = urlencode({**kept, **query})
    return redirect(f"{address}?{asked}" if asked else address)
