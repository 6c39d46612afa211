"""Whether a black-box client may have one more score. Called with the client's row locked, so that two requests at
once cannot both have the last of a budget.

What a systematic search looks like is said by `scoring.core.guard`; here it is asked with what the client was served in
the last `KEPT_DAYS`, and a finding becomes a hold. A search that goes on once a hold is over is held for twice as long.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from scoring.models import ApiClient, ApiQuery, StewardNote
from scoring.sharing import KEPT_DAYS

if TYPE_CHECKING:
    from scoring.core.features import Sheets
    from scoring.core.guard import Finding, Kept, Reference
    from scoring.service.juries import ModelRef

BUDGET_SPENT = "budget_spent"
SYSTEMATIC_SEARCH = "systematic_search"
QUESTIONS = 28
MOST_KEPT = 6_000
"""Queries of a client that are looked at, the newest: a month of the usual budget."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to happen to a query.

    Attributes
    ----------
    code : "" to serve it, else ``budget_spent`` or ``systematic_search``.
    kind : of a systematic search, what it looks like, see `scoring.core.guard.Finding`.
    retry_after : seconds until asking again makes sense; 0 where the query is served.
    evidence : of a search found just now, the numbers that it rests on, by name.
    """

    code: str = ""
    kind: str = ""
    retry_after: int = 0
    evidence: dict[str, float] = field(default_factory=dict)


SERVE = Verdict()


def judge_query(*, client: ApiClient, sheet: Sheets, now: datetime) -> Verdict:
    """Judge one query, (28,), of a client before it is served or recorded.

    A hold that a steward lifted leaves `held_until` at the moment of lifting and `held_for` empty: what was asked
    before that moment is no longer held against the client, nor are the holds before it.

    Raises
    ------
    NoJuryModel, BadModelFile : there is no jury to tell how startups answer.
    """
    if client.held_until is not None and client.held_until > now:
        return Verdict(SYSTEMATIC_SEARCH, client.held_for, _seconds(client.held_until - now))
    if served_today(client, now) >= client.daily_budget:
        return Verdict(BUDGET_SPENT, retry_after=_seconds(midnight(now) + timedelta(days=1) - now))
    # The guard's numerics are not loaded by who merely reads about sharing.
    from scoring.core.guard import hold_after

    kept = kept_queries(client, now)
    found = find_search(client, kept, sheet)
    if not found.kind:
        return SERVE
    return Verdict(SYSTEMATIC_SEARCH, found.kind, _seconds(hold_after(kept.holds)), found.evidence)


def kept_queries(client: ApiClient, now: datetime) -> Kept:
    """What the client was served, and how often it was held, of late and since a steward last lifted a hold."""
    import numpy as np

    from scoring.core.guard import Kept

    since = now - timedelta(days=KEPT_DAYS)
    if client.held_until is not None and not client.held_for:
        since = max(since, client.held_until)
    served = ApiQuery.objects.filter(client=client, refused="", at__gte=since)
    newest = list(served.order_by("-pk").values_list("sheet", flat=True)[:MOST_KEPT])[::-1]
    sheets = np.frombuffer(b"".join(newest), dtype=np.int8).reshape(-1, QUESTIONS)
    # A client's queries wait for one another, so those of the last day are the last.
    lately = np.arange(len(sheets), 0, -1) <= served.filter(at__gt=now - timedelta(days=1)).count()
    holds = StewardNote.objects.filter(client=client, code=SYSTEMATIC_SEARCH, at__gte=since).count()
    return Kept(sheets, lately, holds)


def find_search(client: ApiClient, kept: Kept, sheet: Sheets) -> Finding:
    """Whether a sheet is part of a systematic search, judged by the population of the jury that the client gets."""
    from scoring.core.guard import Finding, judge

    # Reads of sharing tell of verdicts, so they import this module first.
    from scoring.sharing.queries import shared_model

    if not len(kept.sheets):
        return Finding()
    return judge(kept, sheet, _reference(shared_model(client)))


@lru_cache(maxsize=8)
def _reference(ref: ModelRef) -> Reference:
    from scoring.core.guard import Reference
    from scoring.service.juries import load

    return Reference.of(load(ref).population)


def served_today(client: ApiClient, now: datetime) -> int:
    """How many scores the client has had since midnight UTC."""
    return ApiQuery.objects.filter(client=client, refused="", at__gte=midnight(now)).count()


def midnight(now: datetime) -> datetime:
    """The beginning of the day, UTC, in which budgets are counted."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _seconds(left: timedelta) -> int:
    """Whole seconds, so many that the time is over when they are."""
    return math.ceil(left.total_seconds())
