"""One answer for every address that gives the board as JSON."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response


def board_response(request: HttpRequest, board: bytes) -> HttpResponse:
    """The board with its strong ETag, or 304 to a reader that has it; kept for a second by any cache on the way."""
    etag = f'"{hashlib.sha256(board).hexdigest()[:32]}"'
    response: HttpResponse = HttpResponse(board, content_type="application/json")
    told = get_conditional_response(request, etag=etag, response=response)
    answer = response if told is None else told
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = "public, s-maxage=1, max-age=0"
    # Told to the middleware below: these bytes depend on no cookie and no language.
    answer.uniform = True  # type: ignore[attr-defined]
    return answer
