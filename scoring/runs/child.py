"""The process that computes one part: it can be killed at any moment, and an end for want of memory ends it alone.

Children are forked from a server that has loaded the core and nothing else (multiprocessing's "forkserver"): no
connection to database or broker, no thread and no lock of the trainer is copied into them.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from importlib import import_module
from multiprocessing import process
from multiprocessing.connection import wait
from typing import TYPE_CHECKING

from scoring.runs.work import Died, Material, Stated, work

if TYPE_CHECKING:
    from scoring.core.parts import Done

PRELOADED = [
    "scoring.runs.work",
    "scoring.core.parts",
    "scoring.core.parts.train",
    "scoring.core.parts.comparing",
]
OWN = ["scoring.comparing"]
"""What only the trainer itself needs."""
GONE_WITHIN = 5.0

_processes = multiprocessing.get_context("forkserver")
_loaded = False
# As multiprocessing knows it, before a pool forks.
_this_process = multiprocessing.current_process()


def load() -> None:
    """Load the core here, which needs it to say what a part reads, and in the server that children are forked from.

    It takes seconds, on a busy machine more than a lease lasts, so it is done before a part is claimed.
    """
    global _loaded  # once a process
    if not _loaded:
        _be_a_parent()
        _processes.set_forkserver_preload(PRELOADED)
        first = _processes.Process(target=os.getpid)
        first.start()
        for name in (*PRELOADED, *OWN):
            import_module(name)
        first.join()
        _loaded = True


def _be_a_parent() -> None:
    """In Celery's pool of processes: there billiard has put an object of its own for the current process into
    multiprocessing, which can neither send it to a child nor let it have one."""
    process._current_process = _this_process  # type: ignore[attr-defined]  # there is no public way


class Child:
    """One part under way in a process of its own. Leaving the context kills it."""

    def __init__(self, material: Material) -> None:
        self._results, sender = _processes.Pipe(duplex=False)
        # Not a daemon: a proof asks processes of its own.
        self._process = _processes.Process(target=work, args=(sender, material), daemon=False)
        self._sender = sender

    def __enter__(self) -> Child:
        self._process.start()
        self._sender.close()
        return self

    def __exit__(self, *args: object) -> None:
        """Kill it and whatever it has started, which lives on where it has died by itself."""
        pid = self._process.pid
        if self._process.is_alive():
            self._process.kill()
        if pid is not None:
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
