"""Reads of the accounts room."""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Count, Q, QuerySet

from battle.accounts.enums import Role
from battle.accounts.models import Invitation, Membership, User
from battle.accounts.tokens import digest_of

# A show may run late; for that long after its start its edition is not over.
SHOW_LASTS = timedelta(hours=8)


def find_invitation(token: str, now: datetime) -> Invitation | None:
    """The invitation behind the token of a link if it can still be accepted."""
    found = digest_of(token)
    if found is None:
        return None
    open_ones = Invitation.objects.filter(accepted_at=None, revoked_at=None, expires_at__gt=now)
    return open_ones.select_related("edition", "invited_by").filter(token_hash=found).first()


def open_invitations(edition_id: int) -> QuerySet[Invitation]:
    """What was offered in an edition and neither accepted nor revoked; what expired too, it can be sent again."""
    waiting = Invitation.objects.filter(edition_id=edition_id, accepted_at=None, revoked_at=None)
    return waiting.select_related("invited_by").order_by("email", "role")


def roles_of(user: User) -> QuerySet[Membership]:
    """A person's roles, those of the newest edition first."""
    return user.memberships.select_related("edition").order_by(
        "-edition__show_starts_at", "edition_id", "role"
    )


def held_alone_by(user: User, now: datetime) -> list[Membership]:
    """The organiser's roles in editions that are not over and that have no other organiser."""
    organised = user.memberships.filter(
        role=Role.ORGANISER, edition__show_starts_at__gt=now - SHOW_LASTS
    ).select_related("edition")
    counted = organised.annotate(
        organisers=Count(
            "edition__memberships", filter=Q(edition__memberships__role=Role.ORGANISER), distinct=True
        )
    )
    return list(counted.filter(organisers=1).order_by("edition__show_starts_at", "edition_id"))


def is_staff_of_any_kind(user: User) -> bool:
    """Whether that person can change or read what is not theirs: the site, the jury, or an edition."""
    return user.is_staff or user.is_steward or user.may_create_editions or user.memberships.exists()


def has_second_factor(user: User) -> bool:
    """Whether an app or a passkey stands beside the way that person signs in; recovery codes alone do not count."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Authenticator.objects.filter(user=user, type__in=kinds).exists()


def export_account(user: User) -> dict[str, object]:
    """What this room keeps about a person, without any secret."""
    return {
        "address": user.email,
        "name": user.get_full_name(),
        "language": user.language,
        "joined_at": user.date_joined.isoformat(),
        "last_signed_in_at": user.last_login and user.last_login.isoformat(),
        "has_password": user.has_usable_password(),
        "is_data_steward": user.is_steward,
        "may_create_editions": user.may_create_editions,
        "roles": [
            {"edition": each.edition.slug, "role": each.role, "since": each.created_at.isoformat()}
            for each in roles_of(user)
        ],
        "second_factors": [
            {
                "kind": each.type,
                "added_at": each.created_at.isoformat(),
                "last_used_at": each.last_used_at and each.last_used_at.isoformat(),
            }
            for each in Authenticator.objects.filter(user=user).order_by("pk")
        ],
        "sessions": [
            {"began_at": each.created_at.isoformat(), "address": each.ip, "browser": each.user_agent}
            for each in UserSession.objects.filter(user=user).order_by("pk")
        ],
        "invitations": [
            {
                "edition": each.edition.slug,
                "role": each.role,
                "sent_at": each.created_at.isoformat(),
                "accepted_at": each.accepted_at and each.accepted_at.isoformat(),
            }
            for each in Invitation.objects.filter(email=user.email).select_related("edition").order_by("pk")
        ],
    }
