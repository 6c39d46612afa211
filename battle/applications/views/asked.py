"""The edition that an organiser's page is about: looked up once, for the rule that lets them in and for the page."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from rules.contrib.views import permission_required

from battle.editions.models import Edition


def asked_edition(request: HttpRequest, slug: str, **others: Any) -> Edition:
    """The edition in the address.

    Raises
    ------
    Http404 : there is none.
    """
    known: Edition | None = getattr(request, "_asked_edition", None)
    if known is None or known.slug != slug:
        known = get_object_or_404(Edition, slug=slug)
        request._asked_edition = known  # type: ignore[attr-defined]
    return known


def may(rule: str) -> Any:
    """Let in whom a rule allows in the edition of the address."""
    return permission_required(rule, fn=asked_edition, raise_exception=True)
