from django.apps import AppConfig


class ShowlogConfig(AppConfig):
    name = "battle.showlog"
    default_auto_field = "django.db.models.BigAutoField"
