"""Proving that it is still the same person: by password or second factor, or else by a code sent to the address."""

import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.core.internal.cryptokit import compare_user_code
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from battle.accounts import factors
from battle.accounts.forms import CodeForm

IN_SESSION = "accounts_code_to_confirm"
VALID_FOR = 10 * 60
TRIES = 3


def ask_to_confirm(request: HttpRequest) -> HttpResponse:
    """Lead to the proof that this person can give, and back to the same page."""
    user: Any = request.user
    if factors.confirms_by_mail(user):
        if not ratelimit.consume(request, action="confirm_by_code", user=user):
            return ratelimit.respond_429(request)
        _send_code(request)
        where = reverse("confirm_by_code")
    else:
        where = get_adapter().get_reauthentication_methods(user)[0]["url"]
    return redirect(f"{where}?{urlencode({'next': request.path})}")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def confirm_by_code(request: HttpRequest) -> HttpResponse:
    """Take the code of the letter; after some wrong ones a new letter is needed."""
    user: Any = request.user
    sent = _sent_code(request)
    where = get_next_redirect_url(request) or reverse("account")
    if sent is None:
        return redirect(where)
    form = CodeForm(request.POST or None)
    if request.method != "POST":
        return _code_page(request, form, where)
    if not form.is_valid():
        return _code_page(request, form, where, status=422)
    if compare_user_code(actual=form.cleaned_data["code"], expected=sent["code"]):
        del request.session[IN_SESSION]
        factors.note_mailed_code(request, user)
        return redirect(where)
    sent["tries"] += 1
    request.session[IN_SESSION] = sent
    if sent["tries"] >= TRIES:
        del request.session[IN_SESSION]
        return redirect(where)
    form.add_error("code", _("This is not the code."))
    return _code_page(request, form, where, status=422)


def _send_code(request: HttpRequest) -> None:
    user: Any = request.user
    adapter = get_adapter(request)
    code = adapter.generate_login_code()
    request.session[IN_SESSION] = {"code": code, "at": time.time(), "tries": 0}
    adapter.send_mail("accounts/mail/confirming_code", user.email, {"code": code})


def _sent_code(request: HttpRequest) -> dict[str, Any] | None:
    sent: dict[str, Any] | None = request.session.get(IN_SESSION)
    return sent if sent and time.time() - sent["at"] < VALID_FOR else None


def _code_page(request: HttpRequest, form: CodeForm, where: str, *, status: int = 200) -> HttpResponse:
    return render(request, "accounts/confirm_by_code.html", {"form": form, "where": where}, status=status)
