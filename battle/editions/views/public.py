"""What everybody sees."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, to_locale
from django.views.decorators.http import require_safe

from battle.editions import queries
from battle.editions.models import Edition
from battle.editions.views.who import visible_edition


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    return render(request, "home.html", {"editions": queries.for_home(now), "now": now})


@require_safe
def edition_page(request: HttpRequest, slug: str) -> HttpResponse:
    edition = visible_edition(request, slug)
    now = timezone.now()
    context = _shared(edition) | {
        # The preview shows what readers will see once the draft is public.
        "call_state": edition.planned_call_state(now),
        "show_is_near": edition.show_starts_at - now < queries.SHOW_LASTS,
        "is_over": now - edition.show_starts_at > queries.SHOW_LASTS,
        "may_manage": request.user.has_perm("editions.manage_edition", edition),
    }
    return _kept_by_nobody(edition, render(request, "editions/edition.html", context))


@require_safe
def privacy_page(request: HttpRequest, slug: str) -> HttpResponse:
    """What applicants are told about their data, on a page that a form can link to."""
    edition = visible_edition(request, slug)
    return _kept_by_nobody(edition, render(request, "editions/privacy.html", _shared(edition)))


def _shared(edition: Edition) -> dict[str, object]:
    """What the head of an edition's pages tells those who link to them."""
    site, language = settings.PUBLIC_URL.rstrip("/"), get_language() or "en"
    return {
        "edition": edition,
        "locale": to_locale(language),
        "page_url": site + reverse("edition", args=[edition.slug]),
        "share_url": site + reverse("edition-share", args=[edition.slug, language]),
        "calendar_url": reverse("edition-calendar", args=[edition.slug, language]),
    }


def _kept_by_nobody(edition: Edition, answer: HttpResponse) -> HttpResponse:
    """A preview must not outlive the draft in any cache."""
    if not edition.is_published:
        patch_cache_control(answer, private=True, no_store=True)
    return answer
