"""Anonymise an edition's applications now, or say what that would touch."""

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from battle.editions.models import Edition
from battle.exchange import actions


class Command(BaseCommand):
    help = (
        "Anonymise the applications, reviews' comments and letters of one edition for good. Without --force only "
        "where the date until which its personal data is kept has passed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--edition", required=True, metavar="SLUG")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be anonymised")
        parser.add_argument("--force", action="store_true", help="also before that date")

    def handle(self, *args: Any, **options: Any) -> None:
        edition = Edition.objects.filter(slug=options["edition"]).first()
        if edition is None:
            raise CommandError(f"There is no edition {options['edition']}.")
        now = timezone.now()
        until = edition.retention_until
        if options["dry_run"]:
            told = actions.would_forget(edition)
        elif options["force"] or (until and now.astimezone(edition.zone).date() > until):
            told = actions.anonymise_edition(edition=edition, by=None, now=now)
        else:
            kept = f"keeps personal data until {until}" if until else "has no date for it"
            raise CommandError(f"{edition.slug} {kept}; --force anonymises it now.")
        for name, count in asdict(told).items():
            self.stdout.write(f"{name:<14}{count:>8}")
