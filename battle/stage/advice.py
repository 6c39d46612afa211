"""The jury's advice on what to ask next, as far as it still holds: pure functions of a show's state."""

from typing import Any

from battle.showlog.events import Advised
from battle.stage.state import ContenderState, ShowState


def wants_advice(state: ShowState, contender: ContenderState) -> bool:
    """True where something was heard of the contender on stage that no advice knows of."""
    known = contender.advice.basis if contender.advice else 0
    return state.on_stage == contender.key and contender.heard_seq > known


def current_advice(state: ShowState) -> Advised | None:
    """The advice for the contender on stage; None where it is late or nothing is left to ask."""
    contender = state.contenders.get(state.on_stage or "")
    if contender is None or wants_advice(state, contender):
        return None
    return contender.advice


def told_advice(state: ShowState) -> dict[str, Any] | None:
    """The same as the host's console is told it."""
    advice = current_advice(state)
    if advice is None:
        return None
    told = {"question": advice.question, "section": advice.section, "reason": advice.reason}
    return told | {"share": round(advice.share, 4)}
