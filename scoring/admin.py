"""Read-only: models come from training, and a champion from a promotion."""

from django.contrib import admin
from django.http import HttpRequest

from scoring.models import JuryModel


@admin.register(JuryModel)
class JuryModelAdmin(admin.ModelAdmin):
    list_display = ["version", "status", "trained_on", "synthetic", "rows", "seed", "created_at"]
    list_filter = ["status", "synthetic"]
    exclude = ["file"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: JuryModel | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: JuryModel | None = None) -> bool:
        return False
