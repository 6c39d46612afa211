"""Second factors: a code of an app counts once, and what was lost can be taken away."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import app_settings
from allauth.usersessions.models import UserSession
from django.db import transaction

from battle.accounts.models import User


@transaction.atomic
def claim_app_code(*, authenticator: Authenticator, at: datetime) -> bool:
    """Take the code of this half minute; of two who send the same one, whichever comes second gets False."""
    step = int(at.timestamp()) // app_settings.TOTP_PERIOD
    kept = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    if kept.data.get("last_step", 0) >= step:
        return False
    kept.data["last_step"] = step
    kept.save(update_fields=["data"])
    authenticator.data = kept.data
    return True


@transaction.atomic
def forget_second_factor(*, user: User) -> int:
    """Take away app, passkeys and recovery codes of somebody who lost them, and end their sessions; returns how many.

    With them goes whatever somebody else may have added; the person signs in by a mailed code and sets up new ones.
    """
    for session in UserSession.objects.filter(user=user):
        session.end()
    count, _by_kind = Authenticator.objects.filter(user=user).delete()
    return count
