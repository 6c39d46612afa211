"""A real SMTP server on a free port that can refuse, hang up or stop answering at any step of the dialogue."""

import asyncio
import email
import threading
from email import policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tests.support.site import free_port

# MAIL, RCPT, DATA before its 354; DOT when the letter is complete, STORED when the server keeps it and has not said so.
HANG_UP = "hang up"


class Dialogue(SMTP):
    async def smtp_DATA(self, arg: str) -> None:
        if told := await self.event_handler.told("DATA", self.envelope.rcpt_tos[0], self):
            await self.push(told)
            return
        await super().smtp_DATA(arg)


class MailServer(Controller):
    """`received` holds every message that the server took; `answers` and `stalls` name a step and a local part."""

    def __init__(self, smtputf8: bool = True) -> None:
        self.received: list[EmailMessage] = []
        self.envelopes: list[tuple[str, list[str], bytes]] = []
        self.answers: dict[tuple[str, str], str] = {}
        self.stalls: set[tuple[str, str]] = set()
        self.stalled = threading.Event()
        self._go_on = asyncio.Event()
        super().__init__(self, hostname="127.0.0.1", port=free_port(), enable_SMTPUTF8=smtputf8)

    def factory(self) -> SMTP:
        return Dialogue(self, enable_SMTPUTF8=self.SMTP_kwargs["enable_SMTPUTF8"], hostname="mail.example")

    def recipients(self) -> list[str]:
        return [recipient for _sender, recipients, _content in self.envelopes for recipient in recipients]

    def go_on(self) -> None:
        """Answer where it stalled."""
        self.loop.call_soon_threadsafe(self._go_on.set)

    async def told(self, step: str, recipient: str, server: SMTP) -> str | None:
        """What to answer instead of yes; where it is to stall, only after `go_on`."""
        who = (step, recipient.partition("@")[0])
        if who in self.stalls:
            self.stalls.discard(who)
            self.stalled.set()
            await self._go_on.wait()
        answer = self.answers.get(who)
        if answer == HANG_UP:
            server.transport.close()
            await asyncio.Event().wait()
        return answer

    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return await self.told("MAIL", "", server) or "250 2.1.0 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if told := await self.told("RCPT", address, server):
            return told
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        first = envelope.rcpt_tos[0]
        if told := await self.told("DOT", first, server):
            return told
        self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos), envelope.content))
        self.received.append(email.message_from_bytes(envelope.content, policy=policy.default))
        return await self.told("STORED", first, server) or "250 2.0.0 OK"
