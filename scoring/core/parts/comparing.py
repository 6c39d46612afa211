"""The one part of a comparison: both juries on the hold-out of the data sets.

The order's details: ``candidate`` and ``champion``, versions; ``finalists``, see `evaluation.paired_moves.finals`;
``seen``, by jury whether it learned from the rows, None where nobody knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scoring.core import artefact
from scoring.core.dataset_file import restore
from scoring.core.evaluation.paired import compare_juries
from scoring.core.evaluation.paired_moves import Juries
from scoring.core.evaluation.stand_in import train_stand_in
from scoring.core.holdout import combine, held_out, rows_of
from scoring.core.jury import JuryModel
from scoring.core.parts.order import Done, Order
from scoring.core.questionnaire import load

PART = "compare"
CANDIDATE, CHAMPION = "model:candidate", "model:champion"


def needs(order: Order, part: str = PART) -> tuple[str, ...]:
    """Every data set and both model files."""
    return (*(f"dataset:{name}" for name in order.sources), CANDIDATE, CHAMPION)


def run_part(
    order: Order, part: str, inputs: Mapping[str, bytes], facts: Mapping[str, Mapping[str, Any]]
) -> Done:
    """Compare; the facts are the result, see `evaluation.paired.compare_juries`.

    Raises
    ------
    Problem : ``too_little_data`` or ``other_questionnaire``.
    """
    juries = Juries(candidate=_jury(inputs[CANDIDATE]), champion=_jury(inputs[CHAMPION]))
    asked = load(juries.candidate.questionnaire)
    rows, _counts = combine([restore(inputs[f"dataset:{name}"], asked) for name in order.sources])
    held = held_out(rows)
    seen = order.details.get("seen", {"candidate": None, "champion": None})
    return Done(
        facts=compare_juries(
            juries,
            rows_of(rows, held),
            finalists=order.details.get("finalists", ()),
            seen=seen,
            seed=order.seed,
            stand_in=train_stand_in(juries.champion, rows, held) if seen["champion"] else None,
        )
    )


def _jury(data: bytes) -> JuryModel:
    """The engine read the file by its hash; here it stands for itself."""
    return artefact.load(data, artefact.sha256(data))
