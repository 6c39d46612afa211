"""What the reviews need done from time to time."""

from datetime import datetime, timedelta

from battle.housekeeping import chore
from battle.reviews import actions


@chore("give back unread applications", every=timedelta(minutes=10))
def give_back(now: datetime) -> int:
    return actions.give_back_stale(now=now)
