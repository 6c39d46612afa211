"""What happens in the process that computes a part. It loads the core alone: no Django, no database, no queue."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from scoring.core.problems import Problem

if TYPE_CHECKING:
    from scoring.core.parts import Done, Order


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that one part needs."""

    order: Order
    part: str
    inputs: dict[str, bytes]
    facts: dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Stated:
    """Why a part cannot be done, by whoever tries: a `Problem` in plain values."""

    failure: str
    detail: str
    params: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Died:
    """A part was not done; another attempt may succeed."""

    failure: str
    detail: str


def work(results: Connection, material: Material) -> None:
    """Do a part and send what came of it."""
    os.setsid()  # a group of its own, so that what it starts is killed with it
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # It computes nothing: it waits for the trainer's death, by whatever signal.
    threading.Thread(target=_end_with_trainer, daemon=True).start()
    results.send(_outcome(material))


def _outcome(material: Material) -> Done | Stated | Died:
    from scoring.core.parts import run_part

    try:
        return run_part(material.order, material.part, material.inputs, material.facts)
    except Problem as problem:
        return Stated(problem.type, problem.detail, problem.params)
    except MemoryError:
        return Died("out_of_memory", "There was not enough memory.")
    except Exception as error:
        # Whatever it was, the trainer has it tried again and then says so.
        return Died("part_failed", f"{type(error).__name__}: {error}")


def _end_with_trainer() -> None:
    trainer = multiprocessing.parent_process()
    if trainer is not None:
        trainer.join()
        os.killpg(0, signal.SIGKILL)
