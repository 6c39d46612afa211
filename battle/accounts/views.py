from django.contrib.auth import login
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
        if link is None:
            return _spent(request)
        login(request, link.user, backend="django.contrib.auth.backends.ModelBackend")
        return redirect(_safe_path(request, link))
    link = actions.find_sign_in_link(token=token, now=now)
    if link is None:
        return _spent(request)
    return render(request, "accounts/sign_in_link.html", {"address": _masked(link.user.email)})


def not_offered(request: HttpRequest, rest: str = "") -> HttpResponse:
    """What the sign-in library could do and this site does not: passwords, several addresses of mail."""
    raise Http404


def _spent(request: HttpRequest) -> HttpResponse:
    # One page for used, expired and invented links alike: which of them it was is nobody's business.
    return render(request, "accounts/link_spent.html", status=410)


def _safe_path(request: HttpRequest, link: SignInLink) -> str:
    path = link.next_path
    here = url_has_allowed_host_and_scheme(path, allowed_hosts=None, require_https=request.is_secure())
    return path if here and path.startswith("/") else reverse("home")


def _masked(email: str) -> str:
    """Enough to recognise one's own address, too little to learn another's."""
    name, _at, domain = email.partition("@")
    return f"{name[:1]}•••@{domain}"
