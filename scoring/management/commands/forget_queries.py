"""Delete what API clients asked long ago; a worker does the same once an hour."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from scoring.sharing import KEPT_DAYS
from scoring.sharing.clients import forget_old_queries


class Command(BaseCommand):
    help = f"Delete what API clients asked more than {KEPT_DAYS} days ago. A running worker does it once an hour."

    def handle(self, *args: Any, **options: Any) -> None:
        deleted = forget_old_queries(now=timezone.now())
        self.stdout.write(f"{deleted} queries deleted.")
