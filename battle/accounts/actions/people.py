"""People, their roles, and links that sign them in."""

import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from battle.accounts.enums import Role
from battle.accounts.models import Membership, SignInLink, User
from battle.accounts.tokens import digest


def grant_role(*, user: User, edition_id: int, role: Role) -> Membership:
    """Give a person a role in an edition; giving it twice changes nothing."""
    membership, _created = Membership.objects.get_or_create(user=user, edition_id=edition_id, role=role)
    return membership


def find_or_create_user(*, email: str) -> User:
    """The person with that address, made without a password where there is none yet."""
    email = email.strip().lower()
    user = User.objects.filter(email=email).first()
    if user is not None:
        return user
    try:
        with transaction.atomic():
            return User.objects.create_user(email)
    except IntegrityError:  # made by another request just now
        return User.objects.get(email=email)


def issue_sign_in_link(*, user: User, next_path: str, now: datetime, valid_for: timedelta) -> str:
    """Make a one-time sign-in link and return its token, which is kept nowhere."""
    token = secrets.token_urlsafe(32)
    SignInLink.objects.create(
        user=user, token_hash=digest(token), next_path=next_path, expires_at=now + valid_for
    )
    return token


def find_sign_in_link(*, token: str, now: datetime) -> SignInLink | None:
    """The link behind a token if it can still be used."""
    return SignInLink.objects.filter(
        token_hash=digest(token), used_at=None, expires_at__gt=now, user__is_active=True
    ).first()


@transaction.atomic
def use_sign_in_link(*, token: str, now: datetime) -> SignInLink | None:
    """Claim the link: of two clicks at once exactly one gets it, because the update asks for an unused row."""
    claimed = SignInLink.objects.filter(
        token_hash=digest(token), used_at=None, expires_at__gt=now, user__is_active=True
    ).update(used_at=now)
    return SignInLink.objects.select_related("user").get(token_hash=digest(token)) if claimed else None


def update_profile(*, user: User, name: str, language: str) -> None:
    """Write how a person is called and in which language they are written to."""
    user.first_name, user.last_name, user.language = name, "", language
    user.save(update_fields=["first_name", "last_name", "language"])
