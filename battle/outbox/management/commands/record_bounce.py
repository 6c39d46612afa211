import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from battle.outbox import bounces

# Of sysexits.h: the mail server keeps the mail and tries again.
EX_TEMPFAIL = 75


class Command(BaseCommand):
    help = (
        "Read a delivery status notification (RFC 3464) from standard input and mark the letter that came back. "
        "Meant for a mail server's pipe: point EMAIL_RETURN_PATH to an address that is delivered here."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            letter = bounces.take(sys.stdin.buffer.read(bounces.MOST))
        except DatabaseError as error:
            self.stderr.write(f"not recorded ({type(error).__name__}); try again later")
            sys.exit(EX_TEMPFAIL)
        # Another mail at that address is no failure: an answer would only come back here.
        self.stdout.write(f"letter {letter.pk}: bounced" if letter else "no letter of ours was returned")
