"""What the jury says besides the score: what to ask next, for the host, and how sure the ranking is, for everybody.

Both come after the score in entries of their own, so that no score waits for them, and no show for either: without
advice the console goes on in the order of the questionnaire, and the board falls back on the distance in points.
"""

from collections.abc import Callable
from datetime import datetime

from battle.showlog.events import Compared, Comparison
from battle.showlog.models import Entry, Show
from battle.stage.actions.scores import ACTOR, pinned_model, score_contender
from battle.stage.actions.turn import turn
from battle.stage.advice import wants_advice
from battle.stage.comparing import uncompared
from battle.stage.reading import entries_of
from battle.stage.said import advised_event, compared_pair
from battle.stage.state import ContenderState, ShowState, fold
from scoring import service


def judge_contender(*, show_id: int, contender: str, clock: Callable[[], datetime]) -> None:
    """All that a worker does for a contender of whom something was heard: the score first, then the rest.

    Raises
    ------
    WrongModel : as in `score_contender`.
    """
    score_contender(show_id=show_id, contender=contender, clock=clock)
    advise_contender(show_id=show_id, contender=contender, clock=clock)
    compare_neighbours(show_id=show_id, clock=clock)


def advise_contender(*, show_id: int, contender: str, clock: Callable[[], datetime]) -> Entry | None:
    """Advise what to ask the contender on stage; None where that is known, or nothing is left to ask.

    Safe to run any number of times and at once. What is heard while the jury thinks makes this advice worthless; it has
    a hint of its own.
    """
    state = _state(show_id)
    standing = state.contenders.get(contender)
    if standing is None or not wants_advice(state, standing):
        return None
    basis = standing.heard_seq
    found = service.next_question(standing.answers, model=pinned_model(state), closed=standing.skipped)
    if found is None:
        return None
    with turn(show_id) as now:
        standing = now.require_contender(contender)
        if not wants_advice(now.state, standing) or standing.heard_seq != basis:
            return None
        event = advised_event(contender, basis, found)
        return now.append(event, actor=ACTOR, at=clock(), key=f"advised:{contender}:{basis}")


def compare_neighbours(*, show_id: int, clock: Callable[[], datetime]) -> Entry | None:
    """Compare the neighbours of the ranking that have not been since their newest scores; None where all are.

    Safe to run any number of times and at once. The worker of the newest score sees all others, so once every score is
    there every pair gets compared. That may be just after the reveal: it changes no place, and the reveal never waits.
    """
    state = _state(show_id)
    found = [_compared(state, upper, lower) for upper, lower in uncompared(state)]
    if not found:
        return None
    with turn(show_id) as now:
        wanted = uncompared(now.state)
        pairs = [pair for pair in found if (pair.upper, pair.lower) in wanted and _fits(now.state, pair)]
        if not pairs:
            return None
        return now.append(Compared(pairs=pairs, model=now.state.model), actor=ACTOR, at=clock())


def _compared(state: ShowState, upper: str, lower: str) -> Comparison:
    above, below = state.contenders[upper], state.contenders[lower]
    call = service.close_call(above.answers, below.answers, model=pinned_model(state))
    return compared_pair((upper, above.answer_seq), (lower, below.answer_seq), call)


def _fits(state: ShowState, pair: Comparison) -> bool:
    upper, lower = state.contenders[pair.upper], state.contenders[pair.lower]
    return _standing(upper) == pair.upper_basis and _standing(lower) == pair.lower_basis


def _standing(contender: ContenderState) -> int:
    return contender.score.basis if contender.score else 0


def _state(show_id: int) -> ShowState:
    return fold(entries_of(Show.objects.get(pk=show_id)))
