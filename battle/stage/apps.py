from django.apps import AppConfig


class StageConfig(AppConfig):
    name = "battle.stage"
    default_auto_field = "django.db.models.BigAutoField"
