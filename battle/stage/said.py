"""What the jury says, as the log keeps it, and whether it would say the same again."""

import math
from collections.abc import Iterator
from typing import Any

from battle.showlog.events import Advised, Comparison, Payload, Scored, Sections
from scoring import service

# Two processors may round the last digits of a sum differently; a different model or answer changes far more.
TOLERANCE = 1e-9
# Where two possible scores are equal but for such digits, one of 262,144 pairs is counted otherwise.
COUNTED_TOLERANCE = 1e-4


def scored_event(contender: str, basis: int, score: service.Score) -> Scored:
    return Scored(
        contender=contender,
        basis=basis,
        score=score.score,
        low=score.low,
        high=score.high,
        base=score.base,
        sections=Sections(**score.sections),
        points_rule=score.points_rule,
        answered=score.answered,
        model=score.model,
        questionnaire=score.questionnaire,
    )


def advised_event(contender: str, basis: int, found: service.NextQuestion) -> Advised:
    return Advised(
        contender=contender,
        basis=basis,
        question=found.question,
        section=found.section,  # type: ignore[arg-type]  # one of the questionnaire's, checked by the event
        fall=found.fall,
        share=found.share,
        reason=found.reason,  # type: ignore[arg-type]  # one of the jury's, checked by the event
        model=found.model,
    )


def compared_pair(upper: tuple[str, int], lower: tuple[str, int], call: tuple[float, bool]) -> Comparison:
    """Two contenders, each with the basis of its score, and what `service.close_call` said of their answers."""
    return Comparison(
        upper=upper[0],
        upper_basis=upper[1],
        lower=lower[0],
        lower_basis=lower[1],
        probability=call[0],
        close=call[1],
    )


def differing_field(one: Payload, other: Payload) -> str:
    """The first field in which two entries of one kind differ by more than rounding; empty where none does."""
    for (name, value), (_name, again) in zip(_flat(one.model_dump()), _flat(other.model_dump()), strict=True):
        tolerance = COUNTED_TOLERANCE if name == "probability" else TOLERANCE
        same = (
            math.isclose(value, again, rel_tol=0, abs_tol=tolerance)
            if isinstance(value, float)
            else value == again
        )
        if not same:
            return name
    return ""


def _flat(body: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in body.items():
        if isinstance(value, dict):
            yield from _flat(value)
        else:
            yield name, value
