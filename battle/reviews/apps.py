from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "battle.reviews"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from battle.reviews import cloning  # noqa: F401  (registers what a clone takes over)
