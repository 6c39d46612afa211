"""Read-only: models come from training, a champion from a promotion, data sets from an import."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from scoring.models import DataSet, Finding, JuryModel


class ReadOnlyAdmin(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(JuryModel)
class JuryModelAdmin(ReadOnlyAdmin):
    list_display = ["version", "status", "trained_on", "synthetic", "rows", "seed", "created_at"]
    list_filter = ["status", "synthetic"]
    exclude = ["file"]


@admin.register(DataSet)
class DataSetAdmin(ReadOnlyAdmin):
    list_display = ["name", "label", "rows", "successes", "first_date", "last_date", "licence", "created_at"]
    list_filter = ["label", "questionnaire"]
    exclude = ["content"]


@admin.register(Finding)
class FindingAdmin(ReadOnlyAdmin):
    list_display = ["dataset", "code", "column", "serious", "overruled_by", "overruled_at"]
    list_filter = ["code", "serious", "dataset"]
    list_select_related = ["dataset"]
