import asyncio
import json
from datetime import timedelta
from typing import Any

import httpx
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from battle import rehearsal
from battle.accounts import factors
from battle.accounts.enums import Role
from battle.accounts.models import Membership
from battle.applications.queries import finalists
from battle.editions.models import Edition
from battle.leaderboard import tokens
from battle.leaderboard.projection import Audience
from battle.showlog.log import current_show
from battle.viewers import allow_open_files
from scoring import service

SESSION_LASTS = timedelta(hours=4)


class Command(BaseCommand):
    help = (
        "Play a whole show through the site's real addresses, as a host would, with the finalists' answers from their "
        "applications and N viewers watching. The site must be running. Plays the edition's own show, whose result "
        "is public: so for the demo edition only, unless --live-show is given."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("edition", help="the edition's short name")
        parser.add_argument(
            "--viewers", type=int, default=0, metavar="N", help="streams to attach (default 0)"
        )
        parser.add_argument(
            "--pace",
            type=float,
            metavar="S",
            help="seconds between answers (default: as soon as the score is seen)",
        )
        parser.add_argument(
            "--url", default=settings.PUBLIC_URL, help="where the site runs (default %(default)s)"
        )
        parser.add_argument(
            "--live-show", action="store_true", help="play the show of an edition that is no demo"
        )
        parser.add_argument("--json", action="store_true", help="print the figures as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        edition = Edition.objects.filter(slug=options["edition"]).first()
        if edition is None:
            raise CommandError(f"There is no edition {options['edition']!r}.", returncode=2)
        self._require_playable(edition, live_show=options["live_show"])
        if options["viewers"] < 0 or (options["pace"] is not None and options["pace"] < 0):
            raise CommandError("--viewers and --pace cannot be negative.", returncode=2)
        try:
            allow_open_files(options["viewers"] + 200)
            figures = asyncio.run(rehearsal.Rehearsal(self._plan(edition, options)).run())
        except httpx.TransportError as error:
            raise CommandError(
                f"Nothing answers at {options['url']}; start it with make run.", returncode=1
            ) from error
        except (rehearsal.RehearsalFailed, ValueError, OSError) as error:
            raise CommandError(f"The rehearsal stopped: {error}", returncode=1) from error
        if options["json"]:
            self.stdout.write(json.dumps(figures, indent=2))
            return
        for name, value in figures.items():
            self.stdout.write(f"{name:<20} {value}")

    def _require_playable(self, edition: Edition, *, live_show: bool) -> None:
        if edition.is_demo:
            return
        if not live_show:
            raise CommandError(
                "This edition is no demo: playing its show makes the result public. Say --live-show if you mean it.",
                returncode=2,
            )
        if current_show(edition.slug):
            raise CommandError("The show of this edition was opened already.", returncode=2)

    def _plan(self, edition: Edition, options: dict[str, Any]) -> rehearsal.Plan:
        member = (
            Membership.objects.filter(edition=edition, role__in=[Role.HOST, Role.ORGANISER])
            .order_by("role")
            .first()
        )
        if member is None:
            raise CommandError("The edition has no host; give somebody the role first.", returncode=2)
        stream = f"/live/{edition.slug}/stream"
        return rehearsal.Plan(
            url=options["url"].rstrip("/"),
            slug=edition.slug,
            session=factors.open_session(member.user, valid_for=SESSION_LASTS),
            host_stream=f"{stream}?token={tokens.sign(Audience.HOST, edition.slug)}",
            public_stream=stream,
            questions=[question.key for question in service.questionnaire().questions],
            answers={application.key: application.answers for application in finalists(edition)},
            viewers=options["viewers"],
            pace=options["pace"],
        )
