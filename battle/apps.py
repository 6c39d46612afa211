from django.apps import AppConfig


class BattleConfig(AppConfig):
    """The project itself: commands that compose the rooms (up, demo, rehearse, verify_show)."""

    name = "battle"

    def ready(self) -> None:
        from battle import housekeeping  # noqa: F401  (a worker's signals)
