"""What the organiser's pages of this room have in common."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from battle.editions.models import Edition
from battle.problems import Refused

PAGE = 50
KEPT = ("corrected", "order", "show", "page")
BACK = {"lists": "selection:lists", "decisions": "selection:decisions", "shortlist": "selection:shortlist"}


def for_organisers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the edition of its address, for an organiser of it; nobody else comes in."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        edition = get_object_or_404(Edition.objects.select_related("shortlist"), slug=slug)
        if not request.user.has_perm("selection.select", edition):
            raise PermissionDenied
        return view(request, edition, **kwargs)

    return guarded


def page_of(request: HttpRequest, things: Sequence[Any] | Any) -> Page[Any]:
    return Paginator(things, PAGE).get_page(request.GET.get("page"))


def is_corrected(request: HttpRequest) -> bool:
    """Whether the reviewers' severity is taken out, as it is unless somebody asks for the plain means."""
    return request.GET.get("corrected") != "0"


def chosen_keys(request: HttpRequest) -> list[str]:
    """The applications that were ticked.

    Raises
    ------
    Refused : ``nothing_chosen``.
    """
    keys = request.POST.getlist("keys")
    if not keys:
        message = _("Choose at least one application in the table first.")
        raise Refused("nothing_chosen", message, field="keys", http_status=422)
    return keys


def done(request: HttpRequest, edition: Edition, route: str, action: Callable[[], str]) -> HttpResponse:
    """Do it, say how it went, and lead back to the list it was done on, as that was filtered."""
    try:
        said = action()
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        if said:
            messages.success(request, said)
    kept = {name: request.POST[name] for name in KEPT if request.POST.get(name)}
    address = reverse(BACK.get(request.POST.get("back", ""), route), args=[edition.slug])
    return redirect(f"{address}?{urlencode(kept)}" if kept else address)
