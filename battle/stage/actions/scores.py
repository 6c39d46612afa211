"""Turning answers into scores: the worker's part of a show."""

from collections.abc import Callable
from datetime import datetime

import structlog

from battle.showlog.models import Entry, Show
from battle.stage.actions.turn import turn
from battle.stage.enums import Phase
from battle.stage.models import WorkerBeat
from battle.stage.reading import entries_of
from battle.stage.said import scored_event
from battle.stage.state import ShowState, fold
from scoring import service

ACTOR = "jury"

logger = structlog.get_logger(__name__)


class WrongModel(Exception):
    """The registered model is not the one with which the show was opened; no score may come from it."""


def score_contender(*, show_id: int, contender: str, clock: Callable[[], datetime]) -> Entry | None:
    """Score a contender's newest answers with the show's model; None where nothing is left to do.

    Safe to run any number of times and at once: the log decides under its lock whether a score is still wanted. An
    answer that arrives while the jury thinks makes it think again.

    Raises
    ------
    WrongModel : the model's file is not the one that the log names.
    """
    while True:
        state = fold(entries_of(Show.objects.get(pk=show_id)))
        standing = state.contenders.get(contender)
        if standing is None or not standing.pending or state.phase is Phase.REVEALED:
            return None
        model = pinned_model(state)
        basis = standing.answer_seq
        score = service.score(standing.answers, model=model)
        entry, newer = record_score(
            show_id=show_id, contender=contender, basis=basis, score=score, at=clock()
        )
        if not newer:
            return entry


def pinned_model(state: ShowState) -> service.ModelRef:
    """The jury that the show was opened with.

    Raises
    ------
    WrongModel : another file is registered under its name.
    """
    model = service.model_ref(state.model)
    if model.sha256 != state.model_sha256:
        raise WrongModel(state.model)
    return model


def record_score(
    *, show_id: int, contender: str, basis: int, score: service.Score, at: datetime
) -> tuple[Entry | None, bool]:
    """Append the score of the answers up to the entry `basis`.

    Returns the new entry or None, and whether a newer answer has overtaken it and waits for a score of its own. One
    answer gets one score, and none after the reveal.
    """
    with turn(show_id) as now:
        standing = now.require_contender(contender)
        if now.state.phase is Phase.REVEALED or not standing.pending:
            return None, False
        if standing.answer_seq != basis:
            return None, True
        event = scored_event(contender, basis, score)
        return now.append(event, actor=ACTOR, at=at, key=f"scored:{contender}:{basis}"), False


def record_beat(*, worker: str, at: datetime) -> None:
    """A worker says that it is alive."""
    WorkerBeat.objects.update_or_create(worker=worker, defaults={"at": at})
