"""What this room does by itself: the jury reads on, invitations lapse, reserves move up, letters are drafted."""

from datetime import datetime, timedelta

from battle.housekeeping import chore
from battle.selection import actions
from battle.selection.models import Decision


@chore("selection.opinions", every=timedelta(seconds=1))
def read_on(now: datetime) -> int:
    """Have the jury read applications of locked shortlists."""
    return actions.score_waiting(now=now)


@chore("selection.invitations", every=timedelta(seconds=5))
def give_places_on(now: datetime) -> int:
    """Close invitations that were not answered in time or whose application was withdrawn, and invite reserves."""
    return actions.lapse_invitations(now=now) + actions.settle_withdrawn(now=now)


@chore("selection.letters", every=timedelta(seconds=2))
def draft_on(now: datetime) -> int:
    """Draft the letters that were left when decisions about hundreds were applied."""
    due = Decision.objects.filter(letter_due=True).select_related("edition").order_by("pk").first()
    return actions.draft_letters(edition=due.edition) if due else 0
