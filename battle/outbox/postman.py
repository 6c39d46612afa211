"""Sends what waits, one letter after the other, in a thread of its own.

A mail server takes seconds where a score takes milliseconds. The embedded default has one worker that does one task
at a time, so the task only wakes this thread: no score waits for a mail server. Letters need no process and no queue
of their own, and whichever worker is alive sends them.
"""

import os
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from celery.signals import worker_process_shutdown, worker_shutdown
from django.conf import settings
from django.core import mail
from django.db import DatabaseError, connections
from django.utils import timezone

from battle.outbox import addresses, claims, smtp
from battle.outbox.claims import Claim
from battle.outbox.enums import Problem, State
from battle.outbox.message import Composed, compose, envelope_sender

SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
# Without a server nobody knocks at its door all the time.
REST, REST_MOST = timedelta(seconds=5), timedelta(minutes=1)
# A worker that is asked to stop waits so many seconds for the letter under way.
END_WITHIN = 5
# The answer of a mail server must not get lost because the database is locked or restarted.
RECORD_AGAIN = (0.1, 0.3, 1.0, 3.0)

logger = structlog.get_logger(__name__)


class Postman:
    """Delivers what is due. One at a time; several of them, in any number of processes, share the work by claims."""

    def __init__(self, clock: Callable[[], datetime] = timezone.now) -> None:
        self._clock = clock
        self._server: smtp.Server | None = None
        self._rest = REST
        self._rest_until: datetime | None = None

    def deliver_due(self, stop: Callable[[], bool] = lambda: False) -> int:
        """Send every letter that is due, unless the mail server is away; returns how many were sent."""
        if self._rest_until and self._clock() < self._rest_until:
            return 0
        sent = 0
        try:
            while not stop() and claims.due(self._clock()).exists():
                self._be_connected()
                if not (claim := claims.claim_next(self._clock())):
                    break
                sent += self._deliver(claim)
        except smtp.Unreachable as away:
            self._rest_until = self._clock() + self._rest
            self._rest = min(self._rest * 2, REST_MOST)
            claims.note_trouble(away.problem, self._clock())
            logger.warning("mail_server_away", problem=away.problem)
        else:
            self._rest, self._rest_until = REST, None
        finally:
            self._disconnect()
        return sent

    def _deliver(self, claim: Claim) -> bool:
        letter = claim.letter
        try:
            self._hand_over(claim)
        except smtp.ClaimLost:
            logger.warning("letter_claim_lost", letter=letter.pk)
        except smtp.NoAnswer:
            _record(partial(claim.record_doubt, Problem.NO_ANSWER))
            logger.warning("letter_in_doubt", letter=letter.pk)
        except smtp.Undelivered as refusal:
            _record(partial(self._record_refusal, claim, refusal))
            logger.warning("letter_not_sent", letter=letter.pk, problem=refusal.problem, code=refusal.code)
        else:
            _record(lambda: claim.record_sent(self._clock()))
            logger.info("letter_sent", letter=letter.pk, kind=letter.kind)
            return True
        return False

    def _record_refusal(self, claim: Claim, refusal: smtp.Undelivered) -> bool:
        if not refusal.for_good:
            return claim.record_retry(refusal.problem, refusal.code, self._clock())
        bounced = refusal.problem == Problem.RECIPIENT_REFUSED
        state = State.BOUNCED if bounced else State.FAILED
        return claim.record_refused(state, refusal.problem, refusal.code)

    def _hand_over(self, claim: Claim) -> None:
        try:
            message = compose(claim.letter, at=self._clock())
            recipient = addresses.on_the_wire(claim.letter.to)
        except (ValueError, LookupError):
            raise smtp.Undelivered(Problem.NO_MESSAGE, for_good=True) from None
        if self._server is None:
            self._by_backend(claim, Composed(claim.letter, message))
        else:
            self._server.deliver(
                message, envelope_sender(), recipient, lambda: claim.mark_handed(self._clock())
            )

    def _by_backend(self, claim: Claim, message: Composed) -> None:
        """Any other way of Django's to send mail: a file, memory, a service's API. It tells no steps apart."""
        backend = mail.get_connection()
        try:
            backend.open()
        except Exception as error:  # whose kind is the backend's own
            logger.warning("mail_backend_failed", error=type(error).__name__)
            raise smtp.Undelivered(Problem.BACKEND_FAILED) from None
        try:
            if not claim.mark_handed(self._clock()):
                raise smtp.ClaimLost
            backend.send_messages([message])
        except smtp.ClaimLost:
            raise
        except Exception as error:
            logger.warning("mail_backend_failed", error=type(error).__name__)
            raise smtp.NoAnswer from None
        finally:
            backend.close()

    def _be_connected(self) -> None:
        """Have a server that listens before a letter is claimed: without one no letter's attempts are counted."""
        if settings.EMAIL_BACKEND != SMTP_BACKEND:
            return
        if self._server and not self._server.is_usable():
            self._disconnect()
        self._server = self._server or smtp.Server(claims.answer_within())

    def _disconnect(self) -> None:
        if self._server:
            self._server.close()
        self._server = None


def _record(write: Callable[[], bool]) -> None:
    for pause in RECORD_AGAIN:
        try:
            write()
            return
        except DatabaseError as error:
            logger.warning("letter_not_recorded", error=type(error).__name__)
            connections.close_all()
            time.sleep(pause)
    write()


class Round:
    """The thread of one process in which its postman works; begun when it is first needed."""

    def __init__(self) -> None:
        self._wanted = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._pid = os.getpid()

    def wake(self) -> None:
        """Have what is due sent; returns at once."""
        with self._lock:
            self._wanted.set()
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="postman", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Finish the letter under way, if its server answers."""
        self._stopping.set()
        self._wanted.set()
        if self._thread and self._thread.is_alive():
            self._thread.join(timeout=END_WITHIN)

    def is_of_this_process(self) -> bool:
        return self._pid == os.getpid()

    def _run(self) -> None:
        postman = Postman()
        while self._wanted.wait() and not self._stopping.is_set():
            self._wanted.clear()
            try:
                postman.deliver_due(self._stopping.is_set)
            except Exception as error:
                # The kind only: messages of drivers carry hosts and addresses. The chore wakes this thread again.
                logger.warning("round_failed", error=type(error).__name__)
            finally:
                connections.close_all()


_rounds: list[Round] = []
_rounds_lock = threading.Lock()


def wake() -> None:
    """Wake the postman of this process; a pool's child has one of its own, not the one it was forked with."""
    with _rounds_lock:
        if not _rounds or not _rounds[0].is_of_this_process():
            _rounds[:] = [Round()]
        _rounds[0].wake()


@worker_shutdown.connect
@worker_process_shutdown.connect
def end(**kwargs: Any) -> None:
    while _rounds:
        _rounds.pop().stop()
