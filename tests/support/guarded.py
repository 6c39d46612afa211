"""A black box that answers a stream of queries, with the guard and the daily budget or without, and no database."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np

from scoring.core.features import Sheets
from scoring.core.guard import Finding, Kept, Reference, hold_after, judge
from tests.support.api_clients import QUESTIONS, Query

BUDGET = 200
LOWEST = ("coherence", "at_most")
MONTH = 24.0 * 30


@dataclass
class Played:
    """What a client got of a stream.

    Attributes
    ----------
    answered : (n, 28), the sheets that it got a score of.
    found : how many had been answered before, and what was found, for each hold.
    judged : how many queries the guard looked at.
    closest : of ordinary use, the largest of each count, and the lowest coherence.
    """

    answered: Sheets
    found: list[tuple[int, Finding]] = field(default_factory=list)
    judged: int = 0
    closest: dict[str, float] = field(default_factory=dict)

    def watch(self, evidence: dict[str, float]) -> None:
        for name, value in evidence.items():
            known = self.closest.setdefault(name, value)
            self.closest[name] = min(known, value) if name in LOWEST else max(known, value)


def play(queries: Iterable[Query], reference: Reference, budget: int = BUDGET) -> Played:
    """Answer what the guard lets pass; who is held waits until it is over, and asks on."""
    sheets, hours = np.empty((10_000, QUESTIONS), dtype=np.int8), np.empty(10_000)
    played, got, held_until = Played(sheets), 0, 0.0
    today, served = -1, 0
    for hour, sheet in queries:
        if int(hour // 24) != today:
            today, served = int(hour // 24), 0
        if hour < held_until or served >= budget:
            continue
        holds = len(played.found)
        since = np.searchsorted(hours[:got], hour - MONTH)
        found = judge(Kept(sheets[since:got], hour - hours[since:got] < 24, holds), sheet, reference)
        played.judged += 1
        if found.kind:
            played.found.append((got, found))
            held_until = hour + hold_after(holds) / timedelta(hours=1)
            continue
        played.watch(found.evidence)
        sheets[got], hours[got] = sheet, hour
        got, served = got + 1, served + 1
    played.answered = sheets[:got].copy()
    return played
