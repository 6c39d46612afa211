"""The page behind the link of an invitation. Opening it changes nothing: only the button accepts."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from battle.accounts import actions, queries
from battle.problems import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Say what one is invited to and by whom; the button accepts, or leads to the sign-in first."""
    now = timezone.now()
    found = queries.find_invitation(token, now)
    if found is None:
        return _spent(request)
    user: Any = request.user
    if user.is_authenticated and user.email != found.email:
        return render(request, "accounts/invitation_of_another.html", {"token": token}, status=403)
    if request.method != "POST":
        return render(request, "accounts/invitation.html", {"invitation": found})
    if not user.is_authenticated:
        actions.make_room_for(found)
        came_from = reverse("invitation", args=[token])
        return redirect(f"{reverse('account_login')}?{urlencode({'next': came_from})}")
    try:
        membership = actions.accept(token=token, user=user, at=now)
    except Refused:
        return _spent(request)
    told = {"edition": found.edition.name, "role": membership.get_role_display()}
    messages.success(request, _("You are in the team of %(edition)s as: %(role)s.") % told)
    return redirect("organise:home")


def _spent(request: HttpRequest) -> HttpResponse:
    # One page for used, expired, revoked and invented links alike: which of them it was is nobody's business.
    return render(request, "accounts/invitation_spent.html", status=410)
