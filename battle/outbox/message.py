"""A letter as the message that goes over the wire."""

from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from django.conf import settings
from django.core import mail

from battle.outbox import addresses
from battle.outbox.models import Letter


def compose(letter: Letter, *, at: datetime) -> EmailMessage:
    """The message; its policy refuses a line break in any header, and encodes everything that is not ASCII.

    Only a recipient with other letters before the @ makes its headers UTF-8: no server of the last century takes
    those, and every other letter is plain ASCII on the wire.
    """
    recipient = addresses.on_the_wire(letter.to)
    wire = policy.SMTP if recipient.isascii() else policy.SMTPUTF8
    message = EmailMessage(policy=wire.clone(cte_type="7bit"))
    message["From"] = _named(settings.DEFAULT_FROM_EMAIL)
    message["To"] = Address(addr_spec=recipient) if recipient.isascii() else recipient
    if settings.EMAIL_REPLY_TO:
        message["Reply-To"] = _named(settings.EMAIL_REPLY_TO)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = letter.message_id
    # Answering machines do not answer machines.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(letter.body)
    message["Content-Language"] = letter.language
    return message


class Composed(mail.EmailMessage):
    """The same message for a mail backend of Django's, which asks for it by `message()`."""

    def __init__(self, letter: Letter, composed: EmailMessage) -> None:
        super().__init__(letter.subject, letter.body, settings.DEFAULT_FROM_EMAIL, [letter.to])
        self.extra_headers = {"Message-ID": letter.message_id, "Content-Language": letter.language}
        self._composed = composed

    def message(self) -> EmailMessage:  # type: ignore[override]  # the backends only ask for its bytes
        return self._composed


def envelope_sender() -> str:
    """Where refusals that come later go to."""
    return addresses.on_the_wire(settings.EMAIL_RETURN_PATH or addresses.bare(settings.DEFAULT_FROM_EMAIL))


def _named(mailbox: str) -> Address:
    name, address = parseaddr(mailbox)
    return Address(display_name=name, addr_spec=addresses.on_the_wire(address))
