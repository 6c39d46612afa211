"""Whether a black-box client may have one more score. Called with the client's row locked, so that two requests at
once cannot both have the last of a budget."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from scoring.models import ApiClient, ApiQuery

if TYPE_CHECKING:
    from scoring.core.features import Sheets

BUDGET_SPENT = "budget_spent"
SYSTEMATIC_SEARCH = "systematic_search"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to happen to a query.

    Attributes
    ----------
    code : "" to serve it, else ``budget_spent`` or ``systematic_search``.
    kind : of a systematic search, what it looks like: "grid", "sweep", "near_duplicates" or "membership".
    retry_after : seconds until asking again makes sense; 0 where the query is served.
    """

    code: str = ""
    kind: str = ""
    retry_after: int = 0


SERVE = Verdict()


def judge_query(*, client: ApiClient, sheet: Sheets, now: datetime) -> Verdict:
    """Judge one query, (28,), of a client before it is served or recorded.

    A hold that a steward lifted leaves `held_until` at the moment of lifting and `held_for` empty: what was asked
    before that moment is no longer held against the client.
    """
    if client.held_until is not None and client.held_until > now:
        return Verdict(SYSTEMATIC_SEARCH, client.held_for, _seconds(client.held_until - now))
    if served_today(client, now) >= client.daily_budget:
        return Verdict(BUDGET_SPENT, retry_after=_seconds(midnight(now) + timedelta(days=1) - now))
    return SERVE


def served_today(client: ApiClient, now: datetime) -> int:
    """How many scores the client has had since midnight UTC."""
    return ApiQuery.objects.filter(client=client, refused="", at__gte=midnight(now)).count()


def midnight(now: datetime) -> datetime:
    """The beginning of the day, UTC, in which budgets are counted."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _seconds(left: timedelta) -> int:
    """Whole seconds, so many that the time is over when they are."""
    return math.ceil(left.total_seconds())
