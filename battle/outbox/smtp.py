"""The dialogue with a mail server, in steps, so that it is always known whether the server may have a letter."""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from django.conf import settings
from django.core.mail.utils import DNS_NAME

from battle.outbox.enums import Problem

# A server that counts letters per connection hangs up after some; so we do before.
LETTERS_PER_CONNECTION = 50


class Unreachable(Exception):
    """There is no mail server to talk to, whatever the letter."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass
class Undelivered(Exception):
    """The server does not have the letter. `code` is the number of its refusal, never its words: those name people."""

    problem: Problem
    code: str = ""
    for_good: bool = False


class NoAnswer(Exception):
    """The letter was completed and no answer came: the server may have it or not."""


class ClaimLost(Exception):
    """Somebody else has the letter: it was not completed."""


class Server:
    """One connection to the configured server, for letters one after the other. Each step has EMAIL_TIMEOUT seconds."""

    def __init__(self, answer_within: float) -> None:
        self._answer_within = answer_within
        self._sent = 0
        self._smtp = _connected()

    def is_usable(self) -> bool:
        """Whether the server still listens; asked before the next letter is claimed."""
        if self._sent >= LETTERS_PER_CONNECTION:
            return False
        try:
            return self._smtp.noop()[0] == 250
        except (smtplib.SMTPException, OSError):
            return False

    def close(self) -> None:
        try:
            self._smtp.quit()
        except (smtplib.SMTPException, OSError):
            self._smtp.close()

    def deliver(
        self, message: EmailMessage, sender: str, recipient: str, hand_over: Callable[[], bool]
    ) -> None:
        """Say everything but the last dot, then `hand_over()`, then the dot; returns once the server has the letter.

        Raises
        ------
        Undelivered : the server does not have it.
        NoAnswer : it may have it.
        ClaimLost : `hand_over` said that this letter is not ours any more; the server was left without the dot.
        """
        self._sent += 1
        try:
            self._announce(sender, recipient)
            self._smtp.send(_dotted(message.as_bytes()))
        except smtplib.SMTPNotSupportedError:
            raise Undelivered(Problem.ADDRESS_NOT_SUPPORTED, for_good=True) from None
        except (smtplib.SMTPException, OSError):
            self._smtp.close()
            raise Undelivered(Problem.LOST_CONNECTION) from None
        except Undelivered:
            self._begin_anew()
            raise
        self._complete(hand_over)

    def _announce(self, sender: str, recipient: str) -> None:
        options = [] if recipient.isascii() else ["SMTPUTF8", "BODY=8BITMIME"]
        _check(self._smtp.mail(sender, options), Problem.SENDER_REFUSED)
        _check(self._smtp.rcpt(recipient), Problem.RECIPIENT_REFUSED)
        code, words = self._smtp.docmd("DATA")
        if code != 354:
            _check((code, words), Problem.MESSAGE_REFUSED, accepted=())

    def _complete(self, hand_over: Callable[[], bool]) -> None:
        try:
            ours = hand_over()
        except BaseException:
            self._smtp.close()
            raise
        if not ours:
            self._smtp.close()
            raise ClaimLost
        try:
            if self._smtp.sock is not None:
                self._smtp.sock.settimeout(self._answer_within)
            self._smtp.send(b".\r\n")
            code, words = self._smtp.getreply()
        except (smtplib.SMTPException, OSError):
            self._smtp.close()
            raise NoAnswer from None
        if not 200 <= code < 600:
            self._smtp.close()
            raise NoAnswer
        _check((code, words), Problem.MESSAGE_REFUSED)
        if self._smtp.sock is not None:
            self._smtp.sock.settimeout(settings.EMAIL_TIMEOUT)

    def _begin_anew(self) -> None:
        try:
            self._smtp.rset()
        except (smtplib.SMTPException, OSError):
            self._smtp.close()


def _connected() -> smtplib.SMTP:
    options: dict[str, Any] = {"local_hostname": DNS_NAME.get_fqdn(), "timeout": settings.EMAIL_TIMEOUT}
    kind: type[smtplib.SMTP] = smtplib.SMTP
    if settings.EMAIL_USE_SSL:
        kind, options["context"] = smtplib.SMTP_SSL, ssl.create_default_context()
    try:
        server = kind(settings.EMAIL_HOST, settings.EMAIL_PORT, **options)
    except (smtplib.SMTPException, OSError):
        raise Unreachable(Problem.NO_CONNECTION) from None
    try:
        if server.sock is not None:
            # The last dot goes out at once; else each letter waits 40 ms for the server's acknowledgement of its text.
            server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        server.ehlo_or_helo_if_needed()
        if settings.EMAIL_USE_TLS:
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        if settings.EMAIL_HOST_USER:
            server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except (smtplib.SMTPException, OSError) as error:
        server.close()
        raise Unreachable(_why(error)) from None
    return server


def _why(error: Exception) -> Problem:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Problem.LOGIN_REFUSED
    if isinstance(error, smtplib.SMTPNotSupportedError | ssl.SSLError):
        return Problem.NO_ENCRYPTION
    return Problem.NO_CONNECTION


def _check(reply: tuple[int, bytes], problem: Problem, *, accepted: tuple[int, ...] = (2,)) -> None:
    """Raise what a refusal means for the letter: 4xx may pass, 5xx never will."""
    code, words = reply
    if code // 100 in accepted:
        return
    found = re.match(rb"[245]\.\d{1,3}\.\d{1,3}\b", words or b"")
    told = f"{code} {found[0].decode()}" if found else str(code)
    if code // 100 == 5:
        raise Undelivered(problem, told, for_good=True)
    raise Undelivered(Problem.TRY_LATER, told)


def _dotted(message: bytes) -> bytes:
    """A line's first dot is doubled: one dot alone ends the letter, and that is said last."""
    lines = message if message.endswith(b"\r\n") else message + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", lines)
