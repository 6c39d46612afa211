from datetime import datetime, timedelta

from battle.editions import actions
from battle.housekeeping import chore


@chore("sweep_pictures", every=timedelta(hours=1))
def sweep_pictures(now: datetime) -> None:
    """Deleting twice is deleting once: several workers may do it at the same time."""
    actions.sweep_pictures(now)
