from django.apps import AppConfig


class EditionsConfig(AppConfig):
    name = "battle.editions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep a history of what organisers change, and find what keeps an edition public (`holds`).

        The history begins here and not in the models: modeltranslation adds its fields when it is ready, which
        comes first (INSTALLED_APPS), and a history registered before would not know them.
        """
        from django.utils.module_loading import autodiscover_modules
        from simple_history import register

        from battle.editions.models import Edition, Prize, Sponsor

        for model in (Edition, Prize, Sponsor):
            register(model)
        autodiscover_modules("holds")
