"""A person leaves: every room erases what it keeps about them, then they are removed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext as _
from simple_history.models import HistoricalRecords

from battle.accounts import personal, queries
from battle.accounts.models import Invitation, Membership, User
from battle.problems import Refused

NEVER_CAME_AFTER = timedelta(days=30)


@transaction.atomic
def erase_person(*, user: User, at: datetime) -> None:
    """Erase what is kept about a person and remove them; records that may not change keep their number alone.

    Raises
    ------
    Refused : ``last_organiser``, an edition that is not over would be left without anybody who can manage it.
    """
    # The lock makes two organisers who leave at once see one another.
    editions: Any = Membership._meta.get_field("edition").related_model
    list(editions.objects.select_for_update().filter(memberships__user=user).values_list("pk"))
    alone = queries.held_alone_by(user, at)
    if alone:
        names = ", ".join(membership.edition.name for membership in alone)
        raise Refused(
            "last_organiser",
            _("You are the last organiser of: %(editions)s. Name another one first.") % {"editions": names},
        )
    personal.erase_all(user, at)
    for session in UserSession.objects.filter(user=user):
        session.end()
    number = user.pk
    with _in_nobodys_name():
        user.delete()
    _blank_history(number)


def erase_invitations(user: User, at: datetime) -> None:
    """Nobody can accept an invitation to an address that left, and its trail no longer says which address it was."""
    numbers = list(Invitation.objects.filter(email=user.email).values_list("pk", flat=True))
    Invitation.objects.filter(pk__in=numbers).delete()
    Invitation.history.filter(id__in=numbers).update(email="")


@contextmanager
def _in_nobodys_name() -> Iterator[None]:
    """The trail of what goes with a person cannot name them as who did it: their row is not there any more."""
    request = getattr(HistoricalRecords.context, "request", None)
    HistoricalRecords.context.request = None
    try:
        yield
    finally:
        HistoricalRecords.context.request = request


@transaction.atomic
def forget_who_never_came(*, at: datetime) -> int:
    """Remove accounts made for an address from which nobody ever signed in; returns how many.

    What rooms keep about such an address is not touched: an application may have been brought in by its organiser.
    """
    never_came = User.objects.filter(
        last_login=None,
        date_joined__lt=at - NEVER_CAME_AFTER,
        is_staff=False,
        is_steward=False,
        may_create_editions=False,
        memberships=None,
        emailaddress__verified=False,
    )
    numbers = list(never_came.values_list("pk", flat=True))
    User.objects.filter(pk__in=numbers).delete()
    User.history.filter(id__in=numbers).update(email="", first_name="", last_name="")
    return len(numbers)


def _blank_history(number: int) -> None:
    """The trail of a person keeps what changed when; who it was is left as a number."""
    User.history.filter(id=number).update(email="", first_name="", last_name="")
