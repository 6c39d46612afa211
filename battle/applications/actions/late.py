"""The organiser's late codes."""

import secrets
from datetime import datetime

from battle.applications.models import LateCode
from battle.editions.models import Edition

# Without letters and digits that are taken for one another when they are read out.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def make_late_code(
    *, edition: Edition, note: str, expires_at: datetime, uses: int, now: datetime
) -> LateCode:
    """Make a code that opens the call for that many applications until it ends."""
    return LateCode.objects.create(
        edition=edition,
        code="-".join("".join(secrets.choice(ALPHABET) for _place in range(4)) for _group in range(3)),
        note=note,
        expires_at=expires_at,
        uses_left=uses,
        created_at=now,
    )


def revoke_late_code(*, edition: Edition, code_id: int, now: datetime) -> None:
    """End a code at once: nobody new gets in, and whom it let in can no longer change anything by it."""
    late = LateCode.objects.filter(edition=edition, pk=code_id, revoked_at=None).first()
    if late is not None:
        late.revoked_at = now
        late.save()
