from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from battle.accounts.enums import Role


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        user.remember_address()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """A person, known by their e-mail address (kept in lower case)."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)
    is_steward = models.BooleanField(
        _("data steward"), default=False, help_text=_("May retrain, compare and promote jury models.")
    )
    may_create_editions = models.BooleanField(_("may create editions"), default=False)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, blank=True)

    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def remember_address(self) -> None:
        """Give allauth a record of the address, which the first code sent to it marks as verified.

        Without one, whoever was named by an organiser would be asked for a second code right after the first.
        """
        from allauth.account.models import EmailAddress

        # One address for a person: an earlier one signs in no more.
        EmailAddress.objects.filter(user=self).exclude(email=self.email).delete()
        EmailAddress.objects.get_or_create(user=self, email=self.email, defaults={"primary": True})


class Membership(models.Model):
    """One role of one person in one edition. Written by `accounts.actions` only."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    edition = models.ForeignKey("editions.Edition", on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices)
    created_at = models.DateTimeField(default=timezone.now)

    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "edition", "role"], name="membership_once"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.edition_id}"


class SignInLink(models.Model):
    """A link that signs one person in, once, until it expires. Only the SHA-256 of its token is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_in_links")
    token_hash = models.CharField(max_length=64, unique=True)
    next_path = models.CharField(max_length=200, default="/")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.user_id} until {self.expires_at:%Y-%m-%d %H:%M}"


class Invitation(models.Model):
    """A role in an edition that is offered to an address until somebody signed in with that address accepts it.

    Invariants: only the SHA-256 of the token in its link is kept; one address has at most one open invitation to a
    role of an edition. Written by `accounts.actions` only.
    """

    edition = models.ForeignKey("editions.Edition", on_delete=models.CASCADE, related_name="role_invitations")
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(max_length=12, choices=Role.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    history = HistoricalRecords(excluded_fields=["token_hash"])

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "email", "role"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="invitation_open_once",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.role} {self.edition_id}"
