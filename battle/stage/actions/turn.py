"""One turn of a show: its log read and locked, checked against what it says, and added to.

Every refusal of the stage is made here, so that its code and its sentence are written once.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from battle.problems import Refused
from battle.showlog.events import Asked, Event, decode
from battle.showlog.log import Logged, Writer, writing
from battle.showlog.models import Entry
from battle.stage.enums import Phase
from battle.stage.order import stage_order, upcoming_question
from battle.stage.reading import entries_of, keep
from battle.stage.state import ContenderState, ShowState, apply, fold

# No colon: keys with one are the worker's own, and nobody may take the place of a score.
KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")


def require_key(key: str | None) -> None:
    """An idempotency key is what a client makes up; it has to fit the log."""
    if key is not None and not KEY.fullmatch(key):
        message = _("An idempotency key has 1 to 64 letters, digits, hyphens or underscores.")
        raise Refused("key_unusable", message, field="key", http_status=422)


def key_reused() -> Refused:
    message = _("This idempotency key was used for a different request.")
    return Refused("key_reused", message, field="key", http_status=422)


@dataclass(frozen=True, slots=True)
class Step:
    """What one request of the host came to. Made from the log alone, so that a repeated request gets the same."""

    seq: int
    contender: str | None = None
    question: str | None = None
    value: float | None = None
    next_question: str | None = None


@dataclass(slots=True)
class Turn:
    """A show under lock: the state that its log says, kept up to date by what is added. Made by `turn` only."""

    writer: Writer
    entries: list[Logged]
    state: ShowState

    def append(self, event: Event, *, actor: str, at: datetime, key: str | None = None) -> Entry:
        entry = self.writer.append(event, actor=actor, at=at, key=key)
        logged = Logged(entry.seq, at, event)
        self.entries.append(logged)
        apply(self.state, logged)
        return entry

    def earlier(self, key: str | None, *expected: Event) -> int | None:
        """The number of the entry that this same request made before, or None for a new request.

        Raises
        ------
        Refused : ``key_unusable``, or ``key_reused`` where the key came with another request.
        """
        require_key(key)
        entry = self.writer.find(key) if key else None
        if entry is None:
            return None
        if decode(entry.kind, entry.payload) not in expected:
            raise key_reused()
        return entry.seq

    def state_after(self, seq: int) -> ShowState:
        """What the show was right after an entry."""
        return self.state if seq == self.state.seq else fold(self.entries[:seq])

    def ask_next(self, contender: str, *, after: str | None, actor: str, at: datetime) -> str | None:
        """Ask the contender on stage the next open question, unless one is being asked; returns that question."""
        upcoming = upcoming_question(self.state, contender, after=after)
        if upcoming and self.state.question is None:
            self.append(Asked(contender=contender, question=upcoming), actor=actor, at=at)
        return upcoming

    # --- what the rules of a show demand ---------------------------------------------------------------------
    def require_running(self) -> None:
        """Answers are taken until the host ends the questioning."""
        self.require_unrevealed()
        if self.state.phase is Phase.FROZEN:
            raise Refused(
                "already_frozen", _("The questioning has ended; nothing can be asked or answered now.")
            )

    def require_unrevealed(self) -> None:
        if self.state.phase is Phase.REVEALED:
            raise Refused("already_revealed", _("The winner has been revealed; this show is over."))

    def require_contender(self, key: str) -> ContenderState:
        if key not in self.state.contenders:
            message = _("This startup is not among the finalists of this show.")
            raise Refused("unknown_contender", message, field="contender", http_status=422)
        return self.state.contenders[key]

    def require_called(self, key: str) -> ContenderState:
        """Whoever was called once may still be answered for: a queued answer arrives after the next call."""
        contender = self.require_contender(key)
        if not contender.called:
            message = _("%(company)s has not been called onto the stage.")
            raise Refused("not_on_stage", message % {"company": contender.company}, field="contender")
        return contender

    def require_question(self, key: str) -> None:
        if key not in stage_order(self.state.questionnaire):
            message = _("There is no such question in the jury's questionnaire.")
            raise Refused("unknown_question", message, field="question", http_status=422)


@contextmanager
def turn(show_id: int) -> Iterator[Turn]:
    """Lock a show, read what its log says, and add to it in one transaction."""
    with writing(show_id) as writer:
        entries = entries_of(writer.show)
        if not entries:
            raise Refused("not_open", _("The show has not been opened yet."))
        now = Turn(writer, entries, fold(entries))
        yield now
        keep(writer.show, now.entries)
