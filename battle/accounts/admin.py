from typing import Any

from allauth.mfa.admin import AuthenticatorAdmin
from allauth.mfa.models import Authenticator
from allauth.usersessions.admin import UserSessionAdmin
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.http import HttpRequest

from battle.accounts.models import Membership, User


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """People are found by address; sign-in is by e-mail, so nobody's password is set here."""

    list_display = ("email", "is_steward", "may_create_editions", "is_active")
    list_filter = ("is_steward", "may_create_editions", "is_active")
    search_fields = ("email", "first_name", "last_name")
    fields = (
        "email",
        "first_name",
        "last_name",
        "is_active",
        "is_staff",
        "is_steward",
        "may_create_editions",
    )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Removing the row alone would leave what other rooms keep: `manage.py erase_person` removes all of it."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        obj.email = obj.email.lower()
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        obj.remember_address()


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    list_display = ("user", "edition", "role", "created_at")
    list_filter = ("role",)
    list_select_related = ("user", "edition")
    autocomplete_fields = ("user",)


# The library's own pages show the secrets of second factors and let them be written, and search sessions by a name
# that people do not have here. Imported above, so that they are registered before they are replaced.
admin.site.unregister(Authenticator)
admin.site.unregister(UserSession)


class _LookAndRemove:
    """Rows that only their owner makes; whoever runs the site may remove one."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Authenticator)
class SecondFactorAdmin(_LookAndRemove, AuthenticatorAdmin):
    """To remove the app or passkey of somebody who lost it; they set up another one at their next sign-in."""

    fields = ("user", "type", "created_at", "last_used_at")
    search_fields = ("user__email",)
    list_select_related = ("user",)


@admin.register(UserSession)
class SessionAdmin(_LookAndRemove, UserSessionAdmin):
    fields = ("user", "created_at", "last_seen_at", "ip", "user_agent")
    search_fields = ("user__email",)
    list_select_related = ("user",)
