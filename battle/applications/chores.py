"""What the applications room does from time to time."""

from datetime import datetime, timedelta

from django.db import transaction

from battle.applications import letters, queries
from battle.applications.models import Application
from battle.housekeeping import chore

BEFORE_DEADLINE = timedelta(hours=72)
# Whoever was at it a moment ago knows of it.
LEFT_ALONE = timedelta(hours=12)
AT_ONCE = 200


@chore("applications.remind_of_drafts", every=timedelta(minutes=10))
def remind_of_drafts(now: datetime) -> int:
    """Write once to whoever has a draft and three days left; returns to how many."""
    due = queries.drafts_closing(now, within=BEFORE_DEADLINE, untouched_since=now - LEFT_ALONE)
    return sum(_remind(pk, now) for pk in due.values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic
def _remind(pk: int, now: datetime) -> bool:
    # Of several workers at the same draft the update lets exactly one write. `update` leaves changed_at as it is.
    if not Application.objects.filter(pk=pk, reminded_at=None).update(reminded_at=now):
        return False
    letters.post_reminder(Application.objects.select_related("edition", "late_access__code").get(pk=pk))
    return True
