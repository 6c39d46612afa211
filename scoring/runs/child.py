"""The process that computes one part: it can be killed at any moment, and an end for want of memory ends it alone.

Children are forked from a server that has loaded the core and nothing else (multiprocessing's "forkserver"): no
connection to database or broker, no thread and no lock of the trainer is copied into them.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any

from scoring.core.problems import Problem

if TYPE_CHECKING:
    from scoring.core.parts import Done
    from scoring.runs.orders import Material

PRELOADED = ["scoring.core.parts", "scoring.core.parts.train", "scoring.core.parts.comparing"]
GONE_WITHIN = 5.0

_processes = multiprocessing.get_context("forkserver")


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


class Child:
    """One part under way in a process of its own. Leaving the context kills it."""

    def __init__(self, material: Material) -> None:
        self._results, sender = _processes.Pipe(duplex=False)
        # Not a daemon: a proof asks processes of its own.
        self._process = _processes.Process(target=_work, args=(sender, material), daemon=False)
        self._sender = sender

    def __enter__(self) -> Child:
        _processes.set_forkserver_preload(PRELOADED)
        self._process.start()
        self._sender.close()
        return self

    def __exit__(self, *args: object) -> None:
        """Kill it and whatever it has started."""
        pid = self._process.pid
        if self._process.is_alive() and pid is not None:
            self._process.kill()
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
        self._process.join(GONE_WITHIN)
        self._results.close()

    @property
    def pid(self) -> int | None:
        return self._process.pid

    def outcome(self, within: float) -> Done | Stated | Died | None:
        """What came of it, or None while it works on after so many seconds."""
        ready = wait([self._results, self._process.sentinel], timeout=within)
        if not ready:
            return None
        try:
            if self._results.poll():
                outcome: Done | Stated | Died = self._results.recv()
                return outcome
        except (EOFError, OSError):
            pass
        self._process.join(GONE_WITHIN)
        return Died("child_died", _how_it_ended(self._process.exitcode))


def _how_it_ended(code: int | None) -> str:
    if code == -signal.SIGKILL:
        return "The process was killed (SIGKILL), which is what happens when memory runs out."
    if code is not None and code < 0:
        return f"The process was ended by {signal.Signals(-code).name}."
    return f"The process ended with code {code}."


def _work(results: Connection, material: Material) -> None:
    """In the child."""
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
        # Whatever it was, the trainer tries again and then says so.
        return Died("part_failed", f"{type(error).__name__}: {error}")


def _end_with_trainer() -> None:
    trainer = multiprocessing.parent_process()
    if trainer is not None:
        trainer.join()
        os.killpg(0, signal.SIGKILL)
