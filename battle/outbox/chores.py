"""What every worker looks after: letters whose sender died, and letters whose hint was lost."""

from datetime import datetime, timedelta

from battle.housekeeping import chore
from battle.outbox import claims, postman


@chore("letters", every=timedelta(seconds=2))
def look_for_letters(now: datetime) -> int:
    """Find what was lost, and wake the postman where letters wait; returns how many were lost."""
    lost = claims.recover_lost(now)
    if claims.due(now).exists():
        postman.wake()
    return lost
