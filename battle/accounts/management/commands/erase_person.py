from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from battle.accounts.actions import erase_person
from battle.accounts.models import User
from battle.problems import Refused


class Command(BaseCommand):
    help = "Remove a person and everything that is kept about them, as if they had done it on their own page."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="address of somebody who is known here")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            raise CommandError(f"Nobody here has the address {email}.")
        try:
            erase_person(user=user, at=timezone.now())
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write("Removed.")
