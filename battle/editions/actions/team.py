"""Roles in an edition are given and taken back."""

from django.db import transaction
from django.utils.translation import gettext as _

from battle.accounts.actions import find_or_create_user, grant_role
from battle.accounts.enums import Role
from battle.accounts.models import Membership
from battle.editions.models import Edition
from battle.problems import Refused


@transaction.atomic
def give_role(*, edition: Edition, email: str, role: Role) -> Membership:
    """Give a role to whoever has that address; they sign in with a code sent to it."""
    return grant_role(user=find_or_create_user(email=email), edition_id=edition.pk, role=role)


@transaction.atomic
def take_role(*, edition: Edition, membership_id: int) -> None:
    """Take a role back; giving it back never fails twice.

    Raises
    ------
    Refused : ``last_organiser``, somebody must be able to manage the edition.
    """
    # The lock makes two organisers who remove each other at once see one another.
    Edition.objects.select_for_update().get(pk=edition.pk)
    membership = Membership.objects.filter(pk=membership_id, edition=edition).first()
    if membership is None:
        return
    organisers = Membership.objects.filter(edition=edition, role=Role.ORGANISER)
    if membership.role == Role.ORGANISER and organisers.count() == 1:
        raise Refused("last_organiser", _("This is the last organiser; name another one first."))
    membership.delete()
