"""A run in parts: what a training or a comparison is made of, so that any number of processes can share it.

A part is a plain function: bytes of earlier parts in, bytes and a few facts out. It knows no database and no queue,
and the same order gives the same results to the last bit, wherever its parts were done and in whatever order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from threadpoolctl import threadpool_limits

from scoring.core.parts.order import Done, Order, Trained

__all__ = ["Done", "Order", "Trained", "needs", "run_part", "stage_parts", "trained"]

COMPARE = "compare"
Facts = Mapping[str, Mapping[str, Any]]


def stage_parts(order: Order, stage: str, facts: Facts) -> tuple[str, ...]:
    """Names of the parts of a stage; none where the order's kind has no such stage, or nothing of it to compute.

    Parameters
    ----------
    stage : ``prepare``, ``fit``, ``calibrate`` or ``judge`` of a training, ``compare`` of a comparison.
    facts : of the parts done so far, by name: how many parts there are depends on the rows.
    """
    if order.kind == COMPARE:
        return (COMPARE,) if stage == COMPARE else ()
    from scoring.core.parts.train import stage_parts as of_training

    return of_training(stage, facts)


def needs(order: Order, part: str, facts: Facts) -> tuple[str, ...]:
    """What a part reads: ``dataset:<name>`` for the bytes of a data set, ``model:candidate`` and ``model:champion`` for
    model files, or names of earlier parts. For ``register``: what `trained` reads.

    Parameters
    ----------
    facts : as for `stage_parts`.
    """
    if order.kind == COMPARE:
        from scoring.core.parts.comparing import needs as compared

        return compared(order, part)
    from scoring.core.parts.train import needs as trained_on

    return trained_on(order, part, facts)


def run_part(order: Order, part: str, inputs: Mapping[str, bytes], facts: Facts) -> Done:
    """Do one part.

    Parameters
    ----------
    inputs : what `needs` names, by name.
    facts : of the parts done so far, by name.

    Raises
    ------
    Problem : the rows cannot be used (``too_little_data``, ``nothing_to_learn``), or the jury breaks a promise
        (``broken_promise``). It would do so again: no reason to try twice.
    """
    if order.kind == COMPARE:
        from scoring.core.parts.comparing import run_part as do
    else:
        from scoring.core.parts.train import run_part as do
    # One thread: sums over threads would round differently from run to run.
    with threadpool_limits(limits=1):
        return do(order, part, inputs, facts)


def trained(inputs: Mapping[str, bytes], facts: Facts) -> Trained:
    """What a training has come to, from what ``needs(order, "register")`` names."""
    from scoring.core.parts.train import trained as found

    return found(inputs, facts)
