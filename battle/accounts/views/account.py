"""Your account: who you are here, how you sign in, where you are signed in, which roles you have, and the way out."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.internal.flows import sessions as session_flows
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from battle.accounts import actions, factors, personal, queries
from battle.accounts.forms import ProfileForm
from battle.accounts.views.confirming import ask_to_confirm
from battle.problems import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """What belongs to the person who is signed in; the form changes name and language."""
    user: Any = request.user
    if request.method != "POST":
        shown = ProfileForm(initial={"name": user.get_full_name(), "language": user.language})
        return _account_page(request, shown)
    form = ProfileForm(request.POST)
    if not form.is_valid():
        return _account_page(request, form, status=422)
    actions.update_profile(user=user, **form.cleaned_data)
    messages.success(request, _("Saved."))
    answer = redirect("account")
    if user.language:
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
    return answer


@require_POST
@login_required
def end_session(request: HttpRequest, session: int) -> HttpResponse:
    """End one session of one's own; that of somebody else is none."""
    found = UserSession.objects.filter(pk=session, user=request.user)
    session_flows.end_sessions(request, list(found))
    if request.user.is_authenticated:
        messages.success(request, _("That session has ended."))
    return redirect("account")


@require_POST
@login_required
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    session_flows.end_other_sessions(request, request.user)
    messages.success(request, _("You are signed in here only."))
    return redirect("account")


@require_GET
@never_cache
@login_required
def export(request: HttpRequest) -> HttpResponse:
    """Everything that is kept about the person, as a file."""
    now = timezone.now()
    user: Any = request.user
    kept = {"made_at": now.isoformat(), **personal.export_all(user)}
    answer = JsonResponse(kept, json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="my-data-{now:%Y-%m-%d}.json"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def delete(request: HttpRequest) -> HttpResponse:
    """Remove one's account. Asked for the proof that it is still the same person first."""
    user: Any = request.user
    now = timezone.now()
    confirmed = factors.is_confirmed(request, user)
    if request.method == "POST":
        if not confirmed:
            return ask_to_confirm(request)
        try:
            actions.erase_person(user=user, at=now)
        except Refused as refusal:
            messages.error(request, refusal.message)
            return redirect("delete_account")
        logout(request)
        messages.success(request, _("Your account is gone."))
        return redirect("home")
    context = {"alone": queries.held_alone_by(user, now), "confirmed": confirmed}
    return render(request, "accounts/delete.html", context)


def _account_page(request: HttpRequest, form: ProfileForm, *, status: int = 200) -> HttpResponse:
    user: Any = request.user
    kinds = Authenticator.objects.filter(user=user).values_list("type", flat=True)
    context = {
        "form": form,
        "roles": queries.roles_of(user),
        "sessions": sorted(UserSession.objects.purge_and_list(user), key=lambda each: each.created_at),
        "has_app": Authenticator.Type.TOTP in kinds,
        "passkeys": list(kinds).count(Authenticator.Type.WEBAUTHN),
    }
    return render(request, "accounts/account.html", context, status=status)
