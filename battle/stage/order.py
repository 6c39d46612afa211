"""Which question comes next: the questionnaire's own order, going on from where the host is."""

from collections.abc import Sequence

from battle.stage.state import ContenderState, ShowState
from scoring import service


def stage_order(questionnaire: str) -> list[str]:
    """The keys of a questionnaire in the order in which the jury asks them."""
    return [question.key for question in service.questionnaire(questionnaire).questions]


def upcoming_question(state: ShowState, contender: str, *, after: str | None = None) -> str | None:
    """The question that a contender on stage answers next: the one being asked, or the next that is still open.

    After a question chosen out of turn the order goes on from there and then returns to what was left out; skipped
    questions do not come back by themselves.
    """
    if state.on_stage != contender:
        return None
    return state.question or _next_open(
        state.contenders[contender], stage_order(state.questionnaire), after=after
    )


def _next_open(contender: ContenderState, order: Sequence[str], *, after: str | None) -> str | None:
    start = order.index(after) + 1 if after in order else 0
    done = contender.answers.keys() | contender.skipped
    return next((key for key in [*order[start:], *order[:start]] if key not in done), None)
