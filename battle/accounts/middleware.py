"""Who can read or change what is not theirs gets nowhere before they used a second factor."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from battle.accounts import factors, queries

# What is needed to prove oneself, and to leave.
OPEN_ROUTES = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "set_language",
        "healthz",
        "readyz",
    }
)

# For those who have no second factor yet. Whoever has one uses it first: else an old session and a known password could
# add another one and go in with that.
TO_SET_ONE_UP = frozenset({"mfa_index", "mfa_activate_totp", "mfa_add_webauthn"})


class SecondFactorForStaff:
    """Takes staff without a second factor to the page that sets one up, and staff who have not used theirs to using it.

    It asks the session, not only the account: a session that began before there was a second factor, or that came
    about without one, opens nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if not settings.STAFF_SECOND_FACTOR or not request.user.is_authenticated:
            return None
        match = request.resolver_match
        if match is not None and match.view_name in OPEN_ROUTES:
            return None
        user = request.user
        if factors.used_second_factor(request, user) or not queries.is_staff_of_any_kind(user):
            return None
        if request.path_info.startswith("/api/v1/"):
            return _problem()
        has_one = queries.has_second_factor(user)
        if match is not None and match.view_name in TO_SET_ONE_UP and not has_one:
            return None
        if has_one:
            came_from = request.get_full_path() if request.method == "GET" else reverse("home")
            return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': came_from})}")
        messages.warning(request, _("Your role asks for a second factor. Set one up to go on."))
        return redirect("mfa_index")


def _problem() -> HttpResponse:
    detail = _("Sign in on the site and use your second factor first.")
    code = "second_factor_needed"
    body = {
        "type": f"urn:battle:problem:{code}",
        "title": detail,
        "status": 403,
        "code": code,
        "detail": detail,
    }
    return JsonResponse(body, status=403, content_type="application/problem+json")
