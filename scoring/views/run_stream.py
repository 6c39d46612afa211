"""A run's progress as server-sent events, for the few stewards who watch one.

A Django view is enough here (the audience's stream is a raw application for its thousands). It must run under an ASGI
server, as the audience's does: a server of pages alone refuses, and the page asks for state.json instead.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from uuid import UUID

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from scoring.enums import RunState
from scoring.models import Run
from scoring.runs import queries
from scoring.runs.words import shown_state

LOOK_EVERY = 0.3
HEARTBEAT_EVERY = 15.0
LONGEST = 120.0
"""Seconds that one stream lasts. The page then comes back by itself, and its reader's right is asked for anew."""


@require_safe
async def run_stream(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Every change of a run as one event with its whole state, until it ends."""
    user = await request.auser()
    if not await sync_to_async(user.has_perm)("scoring.open_model_room"):
        code = "permission_denied" if user.is_authenticated else "not_authenticated"
        return _refusal(code, "Only data stewards may watch a run.", 403)
    if not isinstance(request, ASGIRequest):
        return _refusal("no_stream", "This server sends no streams; state.json has the same.", 503)
    if not await Run.objects.filter(key=key).aexists():
        return _refusal("not_found", "There is no such run.", 404)
    events = _events(key, request.LANGUAGE_CODE)
    answer = StreamingHttpResponse(events, content_type="text/event-stream; charset=utf-8")
    # Without it a proxy that compresses holds every event back.
    answer.headers["X-Accel-Buffering"] = "no"
    answer.headers["Cache-Control"] = "no-store"
    return answer


async def _events(key: UUID, language: str) -> AsyncIterator[bytes]:
    sent, silent, lasted = None, 0.0, 0.0
    while lasted < LONGEST:
        place, told = await sync_to_async(_look)(key, language, sent)
        if told is not None:
            yield told
            sent, silent = place, 0.0
        elif silent >= HEARTBEAT_EVERY:
            yield b": alive\n\n"
            silent = 0.0
        if place is None or place[2] not in RunState.active():
            yield b"event: end\ndata: {}\n\n"
            return
        await asyncio.sleep(LOOK_EVERY)
        silent, lasted = silent + LOOK_EVERY, lasted + LOOK_EVERY


Place = tuple[int, int, str]


def _look(key: UUID, language: str, sent: Place | None) -> tuple[Place | None, bytes | None]:
    """Where the run is (change, trainers, state), and the event to send if that is another place than before."""
    run = Run.objects.select_related("jury").defer("jury__file").filter(key=key).first()
    if run is None:
        return None, None
    place = (run.rev, queries.trainers_alive(timezone.now()), str(run.state))
    if place == sent:
        return place, None
    with translation.override(language):
        told = json.dumps(shown_state(queries.run_state(run)), ensure_ascii=False)
    return place, f"id: {run.rev}\ndata: {told}\n\n".encode()


def _refusal(code: str, detail: str, status: int) -> JsonResponse:
    told = {
        "type": f"urn:battle:problem:{code}",
        "title": detail,
        "status": status,
        "code": code,
        "detail": detail,
    }
    return JsonResponse(told, status=status, content_type="application/problem+json")
