from typing import Any

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
