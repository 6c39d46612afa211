"""One-time sign-in links, which whoever runs the site makes; and what is not offered."""

from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from battle.accounts import actions
from battle.accounts.models import SignInLink


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in by a one-time link. Only the button uses it up: mail scanners follow links, but press nothing."""
    now = timezone.now()
    if request.method == "POST":
        link = actions.use_sign_in_link(token=token, now=now)
        return _spent(request) if link is None else _sign_in(request, link)
    link = actions.find_sign_in_link(token=token, now=now)
    if link is None:
        return _spent(request)
    return render(request, "accounts/sign_in_link.html", {"address": masked(link.user.email)})


def not_offered(request: HttpRequest, rest: str = "") -> HttpResponse:
    """What the sign-in library could do and this site does not: several addresses of mail for one person."""
    raise Http404


def masked(email: str) -> str:
    """Enough to recognise one's own address, too little to learn another's."""
    name, _at, domain = email.partition("@")
    return f"{name[:1]}•••@{domain}"


def _sign_in(request: HttpRequest, link: SignInLink) -> HttpResponse:
    """Through the library's stages, as with a code: whoever has a second factor is asked for it."""
    path = _safe_path(request, link)
    if request.user.is_authenticated:
        if request.user == link.user:
            return redirect(path)
        logout(request)  # or else the page that asks for the second factor would take them for signed in
    record_authentication(request, link.user, "link")
    # The link was handed over by whoever runs the site, so it asks for no mail to the address first.
    login = Login(
        user=link.user,
        email=link.user.email,
        email_verification=EmailVerificationMethod.NONE,
        redirect_url=path,
    )
    return perform_login(request, login)


def _spent(request: HttpRequest) -> HttpResponse:
    # One page for used, expired and invented links alike: which of them it was is nobody's business.
    return render(request, "accounts/link_spent.html", status=410)


def _safe_path(request: HttpRequest, link: SignInLink) -> str:
    path = link.next_path
    here = url_has_allowed_host_and_scheme(path, allowed_hosts=None, require_https=request.is_secure())
    return path if here and path.startswith("/") else reverse("home")
