"""The entrance of a call: what is asked, until when, and the way in by a code that is mailed."""

from __future__ import annotations

from typing import Any

from allauth.account.views import request_login_code
from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from battle.accounts.actions import find_or_create_user
from battle.accounts.models import User
from battle.applications import actions, queries
from battle.applications.answers import questions_asked
from battle.applications.entries import SECTIONS, title_of
from battle.applications.telling import standing_of
from battle.applications.views.who import entrance, own_application
from battle.editions.enums import CallState
from battle.editions.models import Edition
from battle.editions.queries import visible_to
from battle.problems import Refused


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy(
            "We mail you a code; there is no password. The application belongs to this address."
        ),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def apply(request: HttpRequest, slug: str) -> HttpResponse:
    """Whoever is signed in begins or goes on; everybody else asks for a code and comes back here."""
    edition = get_object_or_404(visible_to(request.user), slug=slug)
    if request.method != "POST":
        return _page(request, edition)
    return _begin(request, edition) if request.user.is_authenticated else _send_code(request, edition)


def _begin(request: HttpRequest, edition: Edition) -> HttpResponse:
    user: Any = request.user
    try:
        begun = actions.begin_application(
            edition=edition,
            contact_email=user.email,
            code=_code(request),
            language=get_language() or "en",
            now=timezone.now(),
        )
    except Refused as refusal:
        return _page(request, edition, refusal=refusal.message, status=refusal.http_status)
    if begun.known_from is not None:
        told = _("We filled in what you told us for %(battle)s. Look through it before you submit.")
        messages.info(request, told % {"battle": begun.known_from.name})
    return redirect("application", slug=edition.slug)


def _send_code(request: HttpRequest, edition: Edition) -> HttpResponse:
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _page(request, edition, form=form, status=422)
    if not ratelimit.consume(request, action="signup"):
        form.add_error("email", _("Too many codes were asked for from here. Wait a minute and try again."))
        return _page(request, edition, form=form, status=429)
    # The same for an address that is known and one that is not: nobody learns here who has applied before.
    find_or_create_user(email=form.cleaned_data["email"])
    return request_login_code(request)


def _page(
    request: HttpRequest,
    edition: Edition,
    *,
    form: AddressForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    code = _code(request)
    late = queries.valid_late_code(edition, code, now)
    own = own_application(request, edition.slug) if isinstance(request.user, User) else None
    call = edition.call_state(now)
    closes = max(edition.call_closes_at, late.expires_at) if late else edition.call_closes_at
    context = {
        "edition": edition,
        "call_state": call,
        "is_open": call is CallState.OPEN or late is not None,
        "code": code,
        "late": late,
        "closes_at": closes,
        "own": own,
        "standing": standing_of(own, now) if own else None,
        "form": form or AddressForm(),
        "back": _back(request, edition, code),
        "refusal": refusal,
        "titles": [title_of(section) for section in SECTIONS],
        "questions": len(questions_asked().questions),
    }
    return render(request, "applications/entrance.html", context, status=status)


def _code(request: HttpRequest) -> str:
    return str(request.POST.get("code") or request.GET.get("code") or "").strip()[:24]


def _back(request: HttpRequest, edition: Edition, code: str) -> str:
    """Where the sign-in leads: to the page of the own application that was asked for, or here again."""
    asked = request.GET.get("next", "")
    own = reverse("application", args=[edition.slug])
    if asked.startswith(own) and url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return asked
    return entrance(edition.slug, code=code)
