from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from battle.accounts.actions import forget_second_factor
from battle.accounts.models import User


class Command(BaseCommand):
    help = "Take away the second factor of somebody who lost it; they set up a new one at their next sign-in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="address of somebody who is known here")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            raise CommandError(f"Nobody here has the address {email}.")
        count = forget_second_factor(user=user)
        self.stdout.write(f"Taken away: {count}. Their sessions have ended.")
