"""Calling, asking and answering: what the host does while contenders are on stage."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from battle.problems import Refused
from battle.showlog.events import Answered, Asked, Called, Corrected, Skipped
from battle.stage.actions.hints import hint_when_committed
from battle.stage.actions.turn import Step, Turn, turn
from battle.stage.answers import clean
from battle.stage.order import upcoming_question


def call_contender(*, show_id: int, contender: str, actor: str, at: datetime, key: str | None = None) -> Step:
    """Bring a contender onto the stage and ask the first question that is still open."""
    event = Called(contender=contender)
    with turn(show_id) as now:
        hint_when_committed(show_id, contender)
        if seq := now.earlier(key, event):
            return _repeat(now, seq, event)
        now.require_running()
        now.require_contender(contender)
        if now.state.on_stage == contender:
            raise Refused("already_on_stage", _("This startup is on stage already."), field="contender")
        return _add(now, event, actor=actor, at=at, key=key)


def ask_question(
    *, show_id: int, contender: str, question: str, actor: str, at: datetime, key: str | None = None
) -> Step:
    """Put a question of the host's choice to the contender on stage; asking an answered one again is allowed."""
    event = Asked(contender=contender, question=question)
    with turn(show_id) as now:
        seq = now.earlier(key, event)
        if seq is None:
            now.require_running()
            now.require_called(contender)
            now.require_question(question)
            if now.state.on_stage != contender:
                raise Refused("not_on_stage", _("Somebody else is on stage now."), field="contender")
            seq = now.append(event, actor=actor, at=at, key=key).seq
        return Step(seq=seq, contender=contender, question=question, next_question=question)


def record_answer(
    *, show_id: int, contender: str, question: str, value: Any, actor: str, at: datetime, key: str | None
) -> Step:
    """Take an answer and ask what comes next. A question answered before is corrected by it.

    `value` is as the host gave it: a choice's slug or level, or a number in natural units.
    """
    with turn(show_id) as now:
        now.require_question(question)
        number = clean(question, value)
        answered = Answered(contender=contender, question=question, value=number)
        corrected = Corrected(contender=contender, question=question, value=number)
        hint_when_committed(show_id, contender)
        if seq := now.earlier(key, answered, corrected):
            return _repeat(now, seq, answered)
        now.require_running()
        known = question in now.require_called(contender).answers
        return _add(now, corrected if known else answered, actor=actor, at=at, key=key)


def correct_answer(
    *, show_id: int, contender: str, question: str, value: Any, actor: str, at: datetime, key: str | None
) -> Step:
    """Replace an earlier answer, or take it back with None; the earlier one stays in the log."""
    with turn(show_id) as now:
        now.require_question(question)
        number = None if value is None else clean(question, value)
        event = Corrected(contender=contender, question=question, value=number)
        hint_when_committed(show_id, contender)
        if seq := now.earlier(key, event):
            return _repeat(now, seq, event)
        now.require_running()
        if question not in now.require_called(contender).answers:
            message = _("This question has no answer that could be corrected.")
            raise Refused("not_answered", message, field="question")
        return _add(now, event, actor=actor, at=at, key=key)


def skip_question(
    *, show_id: int, contender: str, question: str, actor: str, at: datetime, key: str | None = None
) -> Step:
    """Leave a question unanswered for now and ask the next; it can still be asked by choosing it."""
    event = Skipped(contender=contender, question=question)
    with turn(show_id) as now:
        hint_when_committed(show_id, contender)
        if seq := now.earlier(key, event):
            return _repeat(now, seq, event)
        now.require_running()
        now.require_question(question)
        if question in now.require_called(contender).answers:
            message = _("This question has been answered; take the answer back instead.")
            raise Refused("already_answered", message, field="question")
        return _add(now, event, actor=actor, at=at, key=key)


def _add(
    now: Turn, event: Called | Answered | Corrected | Skipped, *, actor: str, at: datetime, key: str | None
) -> Step:
    """Append what happened and ask what comes next."""
    seq = now.append(event, actor=actor, at=at, key=key).seq
    upcoming = now.ask_next(event.contender, after=_left(event), actor=actor, at=at)
    return _step(seq, event, upcoming)


def _repeat(now: Turn, seq: int, event: Called | Answered | Corrected | Skipped) -> Step:
    """What `_add` returned for the entry `seq`, from the log as it was then."""
    upcoming = upcoming_question(now.state_after(seq), event.contender, after=_left(event))
    return _step(seq, event, upcoming)


def _step(seq: int, event: Called | Answered | Corrected | Skipped, upcoming: str | None) -> Step:
    value = event.value if isinstance(event, Answered | Corrected) else None
    return Step(seq, event.contender, _left(event), value, upcoming)


def _left(event: Called | Answered | Corrected | Skipped) -> str | None:
    return None if isinstance(event, Called) else event.question
