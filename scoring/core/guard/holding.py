"""How long a client is held."""

from __future__ import annotations

from datetime import timedelta

FIRST_HOLD = timedelta(hours=1)
LONGEST_HOLD = timedelta(days=7)


def hold_after(holds: int) -> timedelta:
    """How long a client is held that was held so often of late: twice as long each time, a week at most."""
    doubled: timedelta = FIRST_HOLD * 2 ** min(holds, 20)
    return min(doubled, LONGEST_HOLD)
