"""Who sends a letter: claimed, handed over, recorded; each a conditional update in a transaction of its own.

A mail server cannot be asked whether it has a letter. So a letter is handed over at most once: the mark `handed_at` is
committed right before the message is completed, by the claim that still holds, and from then on only the server's
answer ends the sending. A sender that was killed, or slept longer than its claim lasts, finds its claim gone and may
not complete anything. What was marked and never answered is in doubt, and a person decides.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q, QuerySet

from battle.outbox.enums import Problem, State
from battle.outbox.models import Letter

PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720)]
"""After each temporary refusal; after as many attempts and one more the letter failed."""

# MAIL, RCPT, DATA and the text, each answered within EMAIL_TIMEOUT, and some time to think.
STEPS, MARGIN = 4, 2
# A server may look a while at a finished letter before it says that it has it.
PATIENCE = 6


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to send one letter, until somebody else takes it."""

    letter: Letter
    token: str

    def _held(self, *states: State) -> QuerySet[Letter]:
        return Letter.objects.filter(
            pk=self.letter.pk, claim=self.token, state__in=states or (State.SENDING,)
        )

    def mark_handed(self, now: datetime) -> bool:
        """Say that the message is about to be completed; False where the claim is lost and it must not be."""
        until = now + timedelta(seconds=answer_within() + MARGIN)
        return bool(self._held().update(handed_at=now, claimed_until=until))

    def record_sent(self, now: datetime) -> bool:
        """The server has it. Also where the claim ran out meanwhile and the letter was taken to be in doubt."""
        return bool(
            self._held(State.SENDING, State.IN_DOUBT).update(
                state=State.SENT, sent_at=now, problem="", server_code="", claim="", claimed_until=None
            )
        )

    def record_refused(self, state: State, problem: Problem, server_code: str) -> bool:
        """The server will never take it."""
        return self._end(state=state, problem=problem, server_code=server_code)

    def record_doubt(self, problem: Problem) -> bool:
        return bool(self._held().update(state=State.IN_DOUBT, problem=problem, claimed_until=None))

    def record_retry(self, problem: Problem, server_code: str, now: datetime) -> bool:
        """The server did not take it and may do so later; after too many attempts it failed."""
        if self.letter.attempts > len(PAUSES):
            return self.record_refused(State.FAILED, problem, server_code)
        due_at = now + PAUSES[self.letter.attempts - 1]
        return self._end(
            state=State.QUEUED, problem=problem, server_code=server_code, due_at=due_at, handed_at=None
        )

    def _end(self, **changes: object) -> bool:
        # An answer that comes after all is better than the doubt that began meanwhile.
        held = self._held(State.SENDING, State.IN_DOUBT)
        return bool(held.update(**changes, claim="", claimed_until=None))


def answer_within() -> int:
    """How many seconds a mail server has to answer to a complete letter."""
    return PATIENCE * settings.EMAIL_TIMEOUT


def due(now: datetime) -> QuerySet[Letter]:
    return Letter.objects.filter(state=State.QUEUED, due_at__lte=now)


def claim_next(now: datetime) -> Claim | None:
    """Take the letter that waits most urgently, or None where nobody waits."""
    # Two senders may read the same letter here; the conditional update gives it to one, the other reads on.
    while letter := due(now).order_by("-urgent", "due_at", "pk").first():
        token = uuid.uuid4().hex
        until = now + timedelta(seconds=STEPS * settings.EMAIL_TIMEOUT + MARGIN)
        waiting = Letter.objects.filter(pk=letter.pk, state=State.QUEUED)
        if waiting.update(
            state=State.SENDING, claim=token, claimed_until=until, handed_at=None, attempts=F("attempts") + 1
        ):
            letter.refresh_from_db()
            return Claim(letter, token)
    return None


def recover_lost(now: datetime) -> int:
    """Letters whose sender is gone: back into the queue if nothing was handed over, else in doubt."""
    lost = Letter.objects.filter(state=State.SENDING, claimed_until__lt=now)
    unclaimed = {"claimed_until": None, "problem": Problem.SENDER_DIED}
    # The claim of a letter in doubt is kept: its sender may live after all, and know the answer.
    count = lost.filter(handed_at__isnull=False).update(state=State.IN_DOUBT, **unclaimed)
    given_up = Q(attempts__gt=len(PAUSES))
    untouched = lost.filter(handed_at__isnull=True)
    count += untouched.filter(given_up).update(state=State.FAILED, claim="", **unclaimed)
    return count + untouched.exclude(given_up).update(state=State.QUEUED, due_at=now, claim="", **unclaimed)


def note_trouble(problem: Problem, now: datetime) -> None:
    """Say at every letter that waits why it does."""
    due(now).exclude(problem=problem).update(problem=problem, server_code="")
