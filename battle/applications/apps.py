from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "battle.applications"
    default_auto_field = "django.db.models.BigAutoField"
