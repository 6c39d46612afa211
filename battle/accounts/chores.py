"""What people leave behind: sessions, links and invitations that nobody can use any more."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from battle.accounts import actions
from battle.accounts.models import Invitation, SignInLink
from battle.housekeeping import chore

# So long an organiser still sees that an invitation expired and may send it again.
EXPIRED_KEPT_FOR = timedelta(days=90)


@chore("clear-spent-ways-in", every=timedelta(hours=6))
def clear_spent_ways_in(now: datetime) -> int:
    """Remove what is over; several workers that do it at once remove the same rows. Returns how many rows went."""
    Session.objects.filter(expire_date__lt=now).delete()
    # Where its session is gone, the record of it only keeps the address of somebody's computer.
    alive = Session.objects.values("session_key")
    ended = UserSession.objects.exclude(session_key__in=alive).delete()[0]
    links = SignInLink.objects.filter(expires_at__lt=now).delete()[0]
    forgotten = Invitation.objects.filter(accepted_at=None, expires_at__lt=now - EXPIRED_KEPT_FOR)
    numbers = list(forgotten.values_list("pk", flat=True))
    forgotten.delete()
    Invitation.history.filter(id__in=numbers).update(email="")
    return ended + links + len(numbers) + actions.forget_who_never_came(at=now)
