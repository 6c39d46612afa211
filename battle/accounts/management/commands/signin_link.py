from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.urls import reverse
from django.utils import timezone

from battle.accounts.actions import issue_sign_in_link
from battle.accounts.models import User


class Command(BaseCommand):
    help = "Print a link that signs one person in, once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="address of somebody who is known here")
        parser.add_argument(
            "--next", default="/", metavar="PATH", help="page to open afterwards (default: /)"
        )
        parser.add_argument(
            "--hours", type=int, default=12, help="how long the link can be used (default: 12)"
        )

    def handle(self, *args: Any, email: str, next: str, hours: int, **options: Any) -> None:
        if not next.startswith("/") or next.startswith("//") or len(next) > 200:
            raise CommandError("--next takes a path of this site, such as /organise/.")
        if not 1 <= hours <= 24 * 30:
            raise CommandError("--hours takes 1 to 720.")
        try:
            validate_email(email)
        except ValidationError as problem:
            raise CommandError(f"'{email}' is not an e-mail address.") from problem
        user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
        if user is None:
            raise CommandError(f"Nobody here has the address {email}.")
        token = issue_sign_in_link(
            user=user, next_path=next, now=timezone.now(), valid_for=timedelta(hours=hours)
        )
        self.stdout.write(settings.PUBLIC_URL + reverse("sign_in_link", args=[token]))
