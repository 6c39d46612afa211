"""Roles are offered by a letter with a link; whoever reads the mail of that address accepts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from battle.accounts.actions.people import find_or_create_user, grant_role
from battle.accounts.enums import Role
from battle.accounts.models import Invitation, Membership, User
from battle.accounts.tokens import digest_of, new_token
from battle.outbox.actions import post
from battle.outbox.addresses import is_reachable
from battle.outbox.rendering import render
from battle.problems import Refused

if TYPE_CHECKING:
    from battle.editions.models import Edition

VALID_FOR = timedelta(days=14)


@transaction.atomic
def invite(*, edition: Edition, email: str, role: Role, invited_by: User, at: datetime) -> Invitation | None:
    """Offer a role to an address by a letter; None where somebody with that address has the role already.

    An invitation that waits already is sent again with a new link, and the old link ends.

    Raises
    ------
    Refused : ``bad_recipient`` (email), no mail can be sent to such an address.
    """
    email = email.strip().lower()
    if not is_reachable(email):
        raise Refused(
            "bad_recipient", _("No mail can be sent to such an address."), field="email", http_status=422
        )
    if Membership.objects.filter(edition_id=edition.pk, role=role, user__email=email).exists():
        return None
    token, token_hash = new_token()
    fresh = {
        "token_hash": token_hash,
        "invited_by": invited_by,
        "expires_at": at + VALID_FOR,
    }
    invitation, _made = Invitation.objects.update_or_create(
        edition_id=edition.pk,
        email=email,
        role=role,
        accepted_at=None,
        revoked_at=None,
        defaults=fresh,
        create_defaults={**fresh, "created_at": at},
    )
    _send(invitation, token)
    return invitation


@transaction.atomic
def send_again(*, edition: Edition, invitation_id: int, invited_by: User, at: datetime) -> Invitation | None:
    """Send an invitation with a new link, which is the only one that works; None where it waits no longer."""
    invitation = _waiting(edition, invitation_id)
    if invitation is None:
        return None
    return invite(
        edition=edition,
        email=invitation.email,
        role=Role(invitation.role),
        invited_by=invited_by,
        at=at,
    )


@transaction.atomic
def revoke(*, edition: Edition, invitation_id: int, at: datetime) -> Invitation | None:
    """End an invitation that waits; None where it waits no longer."""
    invitation = _waiting(edition, invitation_id)
    if invitation is not None:
        invitation.revoked_at = at
        invitation.save(update_fields=["revoked_at"])
    return invitation


@transaction.atomic
def accept(*, token: str, user: User, at: datetime) -> Membership:
    """Take the role that the link offers.

    Raises
    ------
    Refused : ``invitation_spent``, the link is used, expired, revoked or invented; ``invitation_of_another``, it was
    sent to another address than that of the person who is signed in.
    """
    waiting = Invitation.objects.select_related("edition").filter(
        token_hash=digest_of(token) or "", accepted_at=None, revoked_at=None, expires_at__gt=at
    )
    invitation = waiting.first()
    if invitation is None:
        raise Refused("invitation_spent", _("This link cannot be used."), http_status=410)
    if invitation.email != user.email:
        raise Refused(
            "invitation_of_another", _("This invitation was sent to another address."), http_status=403
        )
    # Of two clicks at once exactly one takes it, because the update asks for an invitation that waits.
    if not waiting.filter(pk=invitation.pk).update(accepted_at=at):
        raise Refused("invitation_spent", _("This link cannot be used."), http_status=410)
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])  # the update above leaves no trace in the history
    return grant_role(user=user, edition_id=invitation.edition_id, role=Role(invitation.role))


def make_room_for(invitation: Invitation) -> None:
    """Make sure that whoever was invited can have a code sent to their address; they have no role by that."""
    find_or_create_user(email=invitation.email)


def _waiting(edition: Edition, invitation_id: int) -> Invitation | None:
    return (
        Invitation.objects.select_for_update()
        .filter(pk=invitation_id, edition_id=edition.pk, accepted_at=None, revoked_at=None)
        .first()
    )


def _send(invitation: Invitation, token: str) -> None:
    """The letter is in the language that the person chose, or else in that of who invites."""
    known = User.objects.filter(email=invitation.email).values_list("language", flat=True).first()
    language = known or get_language() or settings.LANGUAGE_CODE
    context = {
        "invitation": invitation,
        "edition": invitation.edition,
        "url": settings.PUBLIC_URL + reverse("invitation", args=[token]),
    }
    subject, body = render("accounts/mail/invitation", context, language)
    post(
        once=f"role-invitation:{invitation.pk}:{invitation.token_hash[:16]}",
        kind="role_invitation",
        to=invitation.email,
        language=language,
        subject=subject,
        body=body,
        edition_id=invitation.edition_id,
    )
