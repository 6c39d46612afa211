from typing import Any

from django.core.management.base import BaseCommand

from battle.translations import compile_catalogs


class Command(BaseCommand):
    help = "Compile the message catalogs that changed (needs no GNU gettext)."

    def handle(self, *args: Any, **options: Any) -> None:
        for target in compile_catalogs():
            self.stdout.write(f"compiled {target.parent.parent.name}")
