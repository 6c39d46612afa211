from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from battle import demo, startup
from battle.editions.enums import Mode


class Command(BaseCommand):
    help = "Seed the demo edition (slug: demo), with the built-in finalists or with those of a CSV file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--finalists",
            type=Path,
            default=demo.BUILT_IN,
            help="CSV: company, and a column for each question's key",
        )
        parser.add_argument("--mode", choices=Mode.values, default=Mode.OPEN)

    def handle(self, *args: Any, **options: Any) -> None:
        startup.prepare_database(self.stderr.write)
        try:
            finalists = demo.read_finalists(options["finalists"])
        except demo.BadFinalists as error:
            raise CommandError(str(error), returncode=2) from error
        if demo.slug_is_taken():
            raise CommandError(f"An edition that is no demo is called {demo.SLUG!r}.", returncode=2)
        edition = demo.seed_demo(finalists=finalists, now=timezone.now(), mode=Mode(options["mode"]))
        for place, finalist in enumerate(finalists, start=1):
            self.stdout.write(f"{place}. {finalist.company}: {len(finalist.answers)} answers")
        self.stdout.write(
            f"The demo edition {edition.slug!r} is ready ({edition.mode}). "
            "A show played before stays on its board until the next one is opened."
        )
