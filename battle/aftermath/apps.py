from django.apps import AppConfig


class AftermathConfig(AppConfig):
    name = "battle.aftermath"
    default_auto_field = "django.db.models.BigAutoField"
