"""What becomes of letters afterwards: returned by a mail server, or made to name nobody any more."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from battle.outbox.actions.writing import in_portions
from battle.outbox.enums import Problem, State
from battle.outbox.models import Letter

GONE = "-"
"""What a letter says once it may name nobody."""


def record_bounce(*, message_id: str, status: str) -> Letter | None:
    """Mark the letter that a mail server returned; None where it is none of ours, or was never sent."""
    # A returned letter was taken before, so it ends a doubt as well.
    sent = Letter.objects.filter(message_id=message_id, state__in=(State.SENT, State.IN_DOUBT))
    bounced = sent.update(
        state=State.BOUNCED, problem=Problem.RETURNED, server_code=status, claim="", claimed_until=None
    )
    return Letter.objects.get(message_id=message_id) if bounced else None


def anonymise_about(applications: Collection[str], *, at: datetime) -> int:
    """Make the letters about these applications (their keys) name nobody; returns how many letters that were."""
    count = 0
    with transaction.atomic():
        for portion in in_portions(list(applications)):
            count += anonymise(Letter.objects.filter(about__in=portion), at=at)
    return count


@transaction.atomic
def anonymise(letters: QuerySet[Letter], *, at: datetime) -> int:
    """Take recipient and text out of letters that went out, and delete those that did not; returns how many.

    A letter that is being handed over goes on: its sender holds the text, and may still say how it ended.
    """
    handed = Q(handed_at__isnull=False) | Q(state__in=(State.SENT, State.BOUNCED, State.FAILED))
    on_its_way = Q(state__in=(State.DRAFT, State.QUEUED, State.SENDING, State.CANCELLED)) & ~Q(
        state=State.SENDING, handed_at__isnull=False
    )
    deleted = letters.filter(on_its_way).count()
    letters.filter(on_its_way).delete()
    kept = letters.filter(handed, anonymised_at=None)
    return deleted + kept.update(to="", subject=GONE, body=GONE, values={}, anonymised_at=at)
