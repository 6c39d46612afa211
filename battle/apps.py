from django.apps import AppConfig


class BattleConfig(AppConfig):
    """The project itself: commands that compose the rooms (up, demo, rehearse, verify_show)."""

    name = "battle"
