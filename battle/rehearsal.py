"""A whole show driven through the real addresses, as a host would, while viewers watch; and what it measured."""

import asyncio
import json
import time
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import httpx
from django.conf import settings

from battle.viewers import Arrivals, attach

SCORE_WITHIN = 15.0


class RehearsalFailed(Exception):
    """The show could not be played to its end; says what the site answered."""


@dataclass(frozen=True)
class Plan:
    """What to play: where, by whom, with which answers."""

    url: str
    slug: str
    session: str
    host_stream: str
    public_stream: str
    questions: list[str]
    answers: Mapping[str, Mapping[str, float]]
    viewers: int = 0
    pace: float | None = None


@dataclass
class Measured:
    answers_sent: int = 0
    scores_seen: int = 0
    answer_to_board: list[float] = field(default_factory=list)
    last_viewer: list[float] = field(default_factory=list)


def quantile(values: list[float], share: float) -> float | None:
    """The value under which `share` of the values lie, in milliseconds with one decimal; None of none."""
    if not values:
        return None
    ordered = sorted(values)
    return round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)


class HostBoard:
    """The host's stream, read in the background: the newest board, and when each answer's score was first on it."""

    def __init__(self) -> None:
        self.board: dict[str, Any] = {}
        self.scored_at: dict[tuple[str, int], float] = {}
        self.changed = asyncio.Event()
        self.failure = ""

    def seen(self, contender: str, answered: int) -> float | None:
        """When a score that knows the contender's first `answered` answers was on the board: a later one does."""
        moments = [
            at for (key, known), at in self.scored_at.items() if key == contender and known >= answered
        ]
        return min(moments, default=None)

    async def follow(self, client: httpx.AsyncClient, path: str) -> None:
        newest = ""
        while True:
            headers = {"Last-Event-ID": newest} if newest else {}
            with suppress(httpx.TransportError):
                async with client.stream("GET", path, headers=headers, timeout=None) as stream:
                    if stream.status_code != 200:
                        self.failure = f"the host's stream answered {stream.status_code}"
                        self.changed.set()
                        return
                    async for line in stream.aiter_lines():
                        if line.startswith("id:"):
                            newest = line[3:].strip()
                        elif line.startswith("data:"):
                            self._take(json.loads(line[5:]), time.perf_counter())
            await asyncio.sleep(0.2)

    def _take(self, board: dict[str, Any], now: float) -> None:
        self.board = board
        for contender in board["contenders"]:
            if contender["score"] is not None and not contender["scoring"]:
                self.scored_at.setdefault((contender["key"], contender["answered"]), now)
        self.changed.set()
        self.changed = asyncio.Event()

    async def wait_for(self, what: str, holds: Any, within: float) -> None:
        async def until() -> None:
            while not holds():
                if self.failure:
                    raise RehearsalFailed(self.failure)
                await self.changed.wait()

        try:
            await asyncio.wait_for(until(), within)
        except TimeoutError:
            raise RehearsalFailed(f"{what} did not come within {within:.0f} s") from None


class Rehearsal:
    """Plays one plan. `run` returns the figures as a dict that can be printed as JSON."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.host = HostBoard()
        self.arrivals = Arrivals()
        self.measured = Measured()
        self.answered: list[tuple[str, int, float]] = []
        self.acts: list[float] = []

    async def run(self) -> dict[str, Any]:
        async with httpx.AsyncClient(base_url=self.plan.url, timeout=20, follow_redirects=False) as client:
            await self._sign_in(client)
            viewers = await attach(self.plan.url, self.plan.public_stream, self.plan.viewers, self.arrivals)
            await self._act(client, "open")
            following = asyncio.create_task(self.host.follow(client, self.plan.host_stream))
            try:
                await self.host.wait_for("the opened show", self._fresh, 10)
                await self._play(client)
            finally:
                following.cancel()
                for viewer in viewers:
                    viewer.close()
            return self._figures()

    def _fresh(self) -> bool:
        return self.host.board.get("phase") == "waiting"

    async def _sign_in(self, client: httpx.AsyncClient) -> None:
        """The command opened a session on this machine: neither a mailed code nor the host's phone is at hand here."""
        client.cookies.set(settings.SESSION_COOKIE_NAME, self.plan.session)
        page = await client.get("/organise/")  # brings the cookie that every writing request must send back
        if page.status_code != 200:
            raise RehearsalFailed(f"signing in answered {page.status_code}")

    async def _act(self, client: httpx.AsyncClient, action: str, **body: Any) -> None:
        answer = await client.post(
            f"/api/v1/shows/{self.plan.slug}/{action}",
            json=body,
            headers={
                "X-CSRFToken": client.cookies.get("csrftoken") or "",
                "Referer": self.plan.url,
                "Idempotency-Key": uuid.uuid4().hex,
            },
        )
        self.acts.append(time.perf_counter())
        if answer.status_code not in {200, 201}:
            raise RehearsalFailed(f"{action} {body} answered {answer.status_code}: {answer.text[:300]}")

    async def _play(self, client: httpx.AsyncClient) -> None:
        for contender in [c["key"] for c in self.host.board["contenders"]]:
            await self._act(client, "call", contender=contender)
            given = 0
            for question in self.plan.questions:
                value = self.plan.answers.get(contender, {}).get(question)
                if value is None:
                    await self._act(client, "skip", contender=contender, question=question)
                    continue
                given += 1
                await self._act(client, "answers", contender=contender, question=question, value=value)
                self.answered.append((contender, given, self.acts[-1]))
                await self._pause(contender, given)
        await self._act(client, "freeze")
        await self.host.wait_for("the last score", lambda: not self.host.board["pending"], SCORE_WITHIN)
        await self._act(client, "reveal")
        await self.host.wait_for("the reveal", lambda: self.host.board["phase"] == "revealed", 10)
        await self._let_viewers_catch_up()

    async def _pause(self, contender: str, given: int) -> None:
        if self.plan.pace is not None:
            await asyncio.sleep(self.plan.pace)
            return
        await self.host.wait_for("a score", lambda: (contender, given) in self.host.scored_at, SCORE_WITHIN)

    async def _let_viewers_catch_up(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(5):
                while self.arrivals.count and not self.arrivals.complete(max(self.arrivals.count)):
                    await asyncio.sleep(0.02)

    def _figures(self) -> dict[str, Any]:
        measured = self.measured
        measured.answers_sent = len(self.answered)
        for contender, given, sent in self.answered:
            if (seen := self.host.seen(contender, given)) is not None:
                measured.scores_seen += 1
                measured.answer_to_board.append(max(0.0, seen - sent))
        measured.last_viewer = self._last_viewer()
        board = self.host.board
        return {
            "edition": self.plan.slug,
            "show": board["show"],
            "mode": board["mode"],
            "answers_sent": measured.answers_sent,
            "scores_seen": measured.scores_seen,
            "viewers": self.arrivals.viewers,
            "viewers_lost": self.arrivals.lost,
            "messages": len(self.arrivals.count),
            "gaps": self.arrivals.gaps,
            "answer_to_board_ms": _spread(measured.answer_to_board),
            "last_viewer_ms": _spread(measured.last_viewer),
            "winner": next((c["company"] for c in board["contenders"] if c["key"] == board["winner"]), None),
            "ranking": [
                {"company": c["company"], "score": c["score"]}
                for c in sorted(board["contenders"], key=lambda c: c["rank"] or 99)
            ],
        }

    def _last_viewer(self) -> list[float]:
        """From an acknowledged answer to the moment when the last viewer had every message that followed from it.

        A message belongs to the act (answer, skip, call, freeze, reveal) before its first arrival anywhere.
        """
        answers = {sent for _contender, _given, sent in self.answered}
        spans = []
        for start, end in pairwise([*self.acts, float("inf")]):
            followed = [m for m, first in self.arrivals.first.items() if start <= first < end]
            complete = [self.arrivals.last[m] for m in followed if self.arrivals.complete(m)]
            if start in answers and complete:
                spans.append(max(complete) - start)
        return spans


def _spread(values: list[float]) -> dict[str, float | None]:
    return {"p50": quantile(values, 0.5), "p99": quantile(values, 0.99)}
