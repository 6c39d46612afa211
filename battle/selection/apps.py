from django.apps import AppConfig


class SelectionConfig(AppConfig):
    name = "battle.selection"
    default_auto_field = "django.db.models.BigAutoField"
