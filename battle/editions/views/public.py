"""What everybody sees."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from battle.editions import queries


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    return render(request, "home.html", {"editions": queries.for_home(now), "now": now})


@require_safe
def edition_page(request: HttpRequest, slug: str) -> HttpResponse:
    edition = get_object_or_404(queries.published(), slug=slug)
    now = timezone.now()
    context = {
        "edition": edition,
        "call_state": edition.call_state(now),
        "show_is_near": edition.show_starts_at - now < queries.SHOW_LASTS,
        "may_manage": request.user.has_perm("editions.manage_edition", edition),
    }
    return render(request, "editions/edition.html", context)
