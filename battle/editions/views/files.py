"""What is fetched rather than read: logos, the share image, the calendar file."""

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from battle.editions import calendar, share
from battle.editions.models import Edition, Picture
from battle.editions.texts import LANGUAGES
from battle.editions.views.who import visible_edition

FOREVER = "public, max-age=31536000, immutable"
A_WHILE = "public, max-age=600"
NEVER = "private, no-store"


@require_safe
def logo(request: HttpRequest, slug: str, digest: str) -> HttpResponse:
    """A sponsor's logo. Its address holds the digest of its bytes, so whoever has it need never ask again."""
    edition = visible_edition(request, slug)
    picture = get_object_or_404(Picture.objects.filter(sponsors__edition=edition).distinct(), digest=digest)
    answer = HttpResponse(bytes(picture.png), content_type="image/png")
    answer["Cache-Control"] = FOREVER if edition.is_published else NEVER
    return _as_a_file_only(answer)


@require_safe
def share_image(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """The picture that other sites show beside a link to the edition, in the language of the page it stands on."""
    edition = _in_language(request, slug, language)
    with translation.override(language):
        told = share.what_it_tells(edition)
    return _answer(request, edition, told.digest, "image/png", lambda: share.draw(told))


@require_safe
def calendar_file(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """The end of the call and the show, for anybody's calendar."""
    edition = _in_language(request, slug, language)
    with translation.override(language):
        content = calendar.calendar_of(edition, site=settings.PUBLIC_URL.rstrip("/"))
    digest = hashlib.sha256(content).hexdigest()
    answer = _answer(request, edition, digest, "text/calendar; charset=utf-8", lambda: content)
    answer["Content-Disposition"] = f'attachment; filename="{edition.slug}.ics"'
    return answer


def _in_language(request: HttpRequest, slug: str, language: str) -> Edition:
    if language not in LANGUAGES:
        raise Http404
    return visible_edition(request, slug)


def _answer(
    request: HttpRequest, edition: Edition, digest: str, content_type: str, make: Callable[[], bytes]
) -> HttpResponse:
    """The file with its ETag, made at most once an hour; 304 for who has it."""
    etag = f'"{digest}"'
    answer = get_conditional_response(request, etag=etag)
    if answer is None:
        content = cache.get_or_set(f"edition-file-{digest}", make, 3600)
        answer = HttpResponse(content, content_type=content_type)
    answer["ETag"] = etag
    answer["Cache-Control"] = A_WHILE if edition.is_published else NEVER
    return _as_a_file_only(answer)


def _as_a_file_only(answer: HttpResponse) -> HttpResponse:
    """Whatever the bytes were taken for, they run nothing."""
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    # It may stand on other sites: a share image is made for them.
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
