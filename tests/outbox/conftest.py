import pytest

from battle.outbox.actions import write
from battle.outbox.models import Letter
from battle.outbox.postman import SMTP_BACKEND
from tests.outbox.mail_server import MailServer


@pytest.fixture
def mail_server(settings):
    """A mail server, and the settings that lead to it."""
    server = MailServer()
    server.start()
    settings.EMAIL_BACKEND = SMTP_BACKEND
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
    yield server
    server.stop()


@pytest.fixture
def draft(db):
    """Write a draft; what is not given is made up, and its key is its number."""

    def draft(**changes) -> Letter:
        number = Letter.objects.count() + 1
        fields = {
            "once": f"letter-{number}",
            "kind": "receipt",
            "to": f"u{number}@example.org",
            "language": "es",
        }
        return write(**(fields | {"subject": f"Hola {number}", "body": "Todo está bien."} | changes))

    return draft
