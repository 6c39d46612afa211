"""What the outbox keeps about a person: the letters to their address. Accounts, above this room, registers it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from battle.outbox.actions import anonymise
from battle.outbox.enums import State
from battle.outbox.models import Letter

if TYPE_CHECKING:
    from battle.accounts.models import User


def export(user: "User") -> list[dict[str, Any]]:
    """The letters that were sent to that person; what is still a draft may yet be thrown away."""
    sent = Letter.objects.filter(to__iexact=user.email).exclude(state__in=(State.DRAFT, State.CANCELLED))
    return [
        {
            "kind": letter.kind,
            "to": letter.to,
            "subject": letter.subject,
            "text": letter.body,
            "state": letter.state,
            "sent_at": letter.sent_at.isoformat() if letter.sent_at else None,
        }
        for letter in sent.order_by("pk")
    ]


def erase(user: "User", at: datetime) -> None:
    """Take the person out of every letter to them; what was not sent is deleted."""
    anonymise(Letter.objects.filter(to__iexact=user.email), at=at)
