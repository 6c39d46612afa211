"""Lets one cached copy of the board serve everybody."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase


class UniformBytes:
    """Takes back what the language and session middleware add to every answer, where it marks itself `uniform`.

    `Vary: Accept-Language` on the board would make a proxy keep a copy, and ask for one, per language header seen.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if getattr(response, "uniform", False):
            for name in ("Vary", "Content-Language"):
                response.headers.pop(name, None)
        return response
