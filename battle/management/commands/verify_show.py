import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from battle.showlog.models import Show
from battle.showlog.verify import UNREADABLE, Difference, verify_chain
from battle.stage import queries


class Command(BaseCommand):
    help = (
        "Recompute the chain of a show's log, every score with the show's model, and the ranking. "
        "Says OK, or names the first entry that differs and exits with 1."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the edition's short name")
        parser.add_argument("--number", type=int, help="which show of the edition (default: its newest)")

    def handle(self, *args: Any, **options: Any) -> None:
        shows = Show.objects.filter(edition_slug=options["slug"]).order_by("-number")
        if options["number"] is not None:
            shows = shows.filter(number=options["number"])
        try:
            show = shows.first()
        except UNREADABLE:
            self.stdout.write(f"DIFFERS: the row of a show of {options['slug']} cannot be read")
            sys.exit(1)
        if show is None:
            raise CommandError(f"There is no such show of {options['slug']!r}; open it first.", returncode=2)
        difference = find_difference(show)
        if difference:
            self.stdout.write(f"DIFFERS: entry {difference.seq} of show {show}: {difference.reason}")
            sys.exit(1)
        self.stdout.write(
            f"OK: show {show}: {show.seq} entries chained, {queries.count_scores(show)} scores recomputed, "
            f"ranking {queries.ranking_word(show)}"
        )


def find_difference(show: Show) -> Difference | None:
    """The first entry of the log that differs from what the log itself and the pinned model say it must be."""
    return verify_chain(show) or queries.recompute_scores(show) or queries.recheck_ranking(show)
