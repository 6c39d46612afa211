from io import BytesIO

import segno
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from battle.editions.models import Edition
from battle.leaderboard import presentation
from battle.leaderboard.boards import boards
from battle.leaderboard.projection import Audience
from battle.leaderboard.responses import board_response


@require_safe
def phone(request: HttpRequest, slug: str) -> HttpResponse:
    return _board_page(request, "leaderboard/phone.html", _edition(request, slug))


@require_safe
def screen(request: HttpRequest, slug: str) -> HttpResponse:
    """The screen in the hall speaks the edition's language, whatever the laptop behind it prefers."""
    edition = _edition(request, slug)
    with translation.override(edition.languages[0]):
        return _board_page(request, "leaderboard/screen.html", edition)


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    return _board_page(request, "leaderboard/embed.html", _edition(request, slug))


@require_safe
def board_json(request: HttpRequest, slug: str) -> HttpResponse:
    """The public board, the same bytes for everybody: what is asked of the rules is what a stranger may see."""
    if not AnonymousUser().has_perm("leaderboard.view_board"):
        raise PermissionDenied
    feed = boards.of_slug(slug, Audience.PUBLIC)
    if feed is None:
        raise Http404
    return board_response(request, feed.newest)


@require_safe
@cache_control(public=True, max_age=3600)
def qr(request: HttpRequest, slug: str) -> HttpResponse:
    """The phone board's address to point a camera at."""
    edition = _edition(request, slug)
    address = settings.PUBLIC_URL.rstrip("/") + reverse("live:phone", args=[edition.slug])
    picture = BytesIO()
    segno.make(address, error="m", micro=False).save(
        picture, kind="svg", border=3, dark="#000", light="#fff", omitsize=True
    )
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


def _edition(request: HttpRequest, slug: str) -> Edition:
    edition = get_object_or_404(Edition, slug=slug, published_at__isnull=False)
    if not request.user.has_perm("leaderboard.view_board", edition):
        raise PermissionDenied
    return edition


def _board_page(request: HttpRequest, template: str, edition: Edition) -> HttpResponse:
    context = presentation.page(edition) | {"sponsors": edition.sponsors.all(), "obs": "obs" in request.GET}
    response = render(request, template, context)
    # A kept page would begin with the board of then, and flash when the live one arrives.
    response.headers["Cache-Control"] = "no-store"
    return response
