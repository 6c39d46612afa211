"""Whose application a page shows: the one of the person who is signed in, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from battle.applications import queries
from battle.applications.models import Application
from battle.editions.queries import visible_to

OwnView = Callable[Concatenate[HttpRequest, Application, ...], HttpResponse]


def own_application(request: HttpRequest, slug: str) -> Application | None:
    """The application of who asks to an edition, if there is one.

    Raises
    ------
    PermissionDenied : it is somebody else's.
    """
    found = queries.of_contact(request.user).filter(edition__slug=slug).first()
    if found and not request.user.has_perm("applications.read_own", found):
        raise PermissionDenied
    return found


def entrance(slug: str, **query: str) -> str:
    asked = urlencode({name: value for name, value in query.items() if value})
    address = reverse("apply", args=[slug])
    return f"{address}?{asked}" if asked else address


def of_owner(view: OwnView) -> Callable[..., HttpResponse]:
    """Give the view the application; whoever has none, or is not signed in, is led to the entrance."""

    @wraps(view)
    def shown(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
        application = own_application(request, slug)
        if application is not None:
            return view(request, application, *args, **kwargs)
        if not visible_to(request.user).filter(slug=slug).exists():
            raise Http404
        # Only a page can be come back to; what was sent to it is not sent again.
        back = request.path if not request.user.is_authenticated and request.method == "GET" else ""
        return redirect(entrance(slug, next=back))

    return shown
