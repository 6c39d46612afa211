from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccountsConfig(AppConfig):
    name = "battle.accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from battle.accounts import personal, queries
        from battle.accounts.actions.leaving import erase_invitations
        from battle.outbox import personal as letters

        personal.register("account", queries.export_account, erase_invitations)
        # The outbox lies below this room and cannot register itself.
        personal.register("letters", letters.export, letters.erase)
        # Each room says in its module of that name what it keeps about a person.
        autodiscover_modules("personal")
