"""The live stream: /live/<edition>/stream as server-sent events, a small raw ASGI application beside Django.

As a Django view the same stream cost 31-45 kB per viewer, and ten times the time. The price is that no middleware of
Django runs before it, so what a middleware would check is checked here: host, method, token, headers.
"""

import json
import re
from collections.abc import Awaitable, Callable
from functools import lru_cache
from time import monotonic
from typing import Any, TypeAlias
from urllib.parse import parse_qs

import structlog
from django.conf import settings
from django.http.request import split_domain_port, validate_host

from battle.leaderboard.hub import FeedTopic, Hub, UnknownEdition
from battle.leaderboard.projection import Audience
from battle.leaderboard.tokens import BadToken, read
from battle.leaderboard.wire import take_over, watch

Scope: TypeAlias = dict[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[dict[str, Any]]]
Application: TypeAlias = Callable[[Scope, Receive, Any], Awaitable[None]]

STREAM_PATH = re.compile(r"/live/([-a-zA-Z0-9_]{1,60})/stream")

logger = structlog.get_logger(__name__)


def mount(django_app: Any) -> Application:
    """The site under an ASGI server: the stream answers its own addresses, Django everything else."""
    hub = Hub()

    async def application(scope: Scope, receive: Receive, send: Any) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(hub, receive, send)
        elif scope["type"] == "http" and (address := STREAM_PATH.fullmatch(scope["path"])):
            await _answer(hub, address[1], scope, receive, send)
        else:
            await django_app(scope, receive, send)

    return application


async def _lifespan(hub: Hub, receive: Receive, send: Any) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.shutdown":
            await hub.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return
        await send({"type": "lifespan.startup.complete"})


class _Refusal(Exception):
    def __init__(self, status: int, code: str, title: str) -> None:
        super().__init__(code)
        self.status, self.code, self.title = status, code, title


class _Request:
    """What the stream wants to know of a request.

    `until` is when its permission ends, on the monotonic clock.
    """

    __slots__ = ("audience", "last_rev", "show", "until")

    def __init__(self, slug: str, scope: Scope) -> None:
        headers = {name: value for name, value in scope["headers"] if name in {b"host", b"last-event-id"}}
        if not _host_allowed(headers.get(b"host", b"").decode("latin-1")):
            raise _Refusal(400, "bad_host", "This host is not served here.")
        if scope["method"] != "GET":
            raise _Refusal(405, "method_not_allowed", "The stream can only be read.")
        query = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=10)
        self.audience, self.until = _admission(query.get("token", [""])[0], slug)
        last = headers.get(b"last-event-id", b"").decode("latin-1") or query.get("last_event_id", [""])[0]
        self.last_rev = _number(last)
        self.show = _number(query.get("show", [""])[0])


async def _answer(hub: Hub, slug: str, scope: Scope, receive: Receive, send: Any) -> None:
    try:
        request = _Request(slug, scope)
        entry = await _enter(hub, slug, request)
    except _Refusal as refusal:
        await _refuse(refusal, send)
        return
    try:
        await send({"type": "http.response.start", "status": 200, "headers": _stream_headers()})
    except BaseException:
        entry.leave()
        raise
    # From the place to the joining nothing waits, so no message falls between. Joined, the topic sees to the leaving.
    at = entry.place(request.last_rev, request.show)
    if not take_over(entry.topic, at, request.until, send):
        await watch(entry.topic, at, request.until, receive, send)


async def _enter(hub: Hub, slug: str, request: _Request) -> FeedTopic:
    if hub.full:
        raise _Refusal(
            503, "too_many_viewers", "No place is left on the stream; board.json has the same board."
        )
    try:
        return await hub.enter(slug, request.audience)
    except UnknownEdition:
        raise _Refusal(404, "not_found", "There is no such edition.") from None
    except Exception as error:
        logger.warning("stream_cannot_read", error=type(error).__name__)
        raise _Refusal(503, "not_ready", "The board cannot be read now; try again.") from None


async def _refuse(refusal: _Refusal, send: Any) -> None:
    body = json.dumps(
        {
            "type": f"urn:battle:problem:{refusal.code}",
            "title": refusal.title,
            "status": refusal.status,
            "code": refusal.code,
            "detail": refusal.title,
        }
    ).encode()
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", b"%d" % len(body)),
        *_security_headers(),
    ]
    if refusal.status == 405:
        headers.append((b"allow", b"GET"))
    if refusal.status == 503:
        headers.append((b"retry-after", b"5"))
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@lru_cache
def _stream_headers() -> list[tuple[bytes, bytes]]:
    # Without X-Accel-Buffering a proxy that compresses holds every event back.
    return [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"x-accel-buffering", b"no"),
        *_security_headers(),
    ]


@lru_cache
def _security_headers() -> list[tuple[bytes, bytes]]:
    """What Django's middleware would add. There is no CORS header: other sites may not read the stream."""
    headers = [
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"x-frame-options", b"DENY"),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
        (b"referrer-policy", settings.SECURE_REFERRER_POLICY.encode()),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
    ]
    if settings.SECURE_HSTS_SECONDS:
        headers.append((b"strict-transport-security", b"max-age=%d" % settings.SECURE_HSTS_SECONDS))
    return headers


@lru_cache(maxsize=256)
def _host_allowed(host: str) -> bool:
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def _admission(token: str, slug: str) -> tuple[Audience, float | None]:
    if not token:
        return Audience.PUBLIC, None
    try:
        audience, seconds = read(token, slug)
    except BadToken:
        raise _Refusal(
            403, "bad_token", "This link to the stream is not valid any more; load the page again."
        ) from None
    return audience, monotonic() + seconds


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
