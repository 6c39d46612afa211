from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccountsConfig(AppConfig):
    name = "battle.accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Each room says what it keeps about a person (battle.accounts.personal).
        autodiscover_modules("personal")
