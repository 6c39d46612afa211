"""Web, worker and trainer as child processes that are started, watched, restarted and stopped together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

STOP_WITHIN = 4.0  # seconds until what has not stopped is killed
RESTART_PAUSE = 0.5
PR_SET_PDEATHSIG = 1


def _prepare_child(nice: int) -> None:
    """In the child: give way to the others, and be told to stop if the supervisor is killed (Linux), so that no port
    stays taken."""
    if nice:
        os.nice(nice)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    name: str
    command: Sequence[str]
    nice: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        # A session of its own: Ctrl-C reaches the supervisor only, which then stops the children in order.
        self.process = subprocess.Popen(  # preexec_fn: single-threaded here
            self.command, start_new_session=True, preexec_fn=partial(_prepare_child, self.nice)
        )

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Keeps its children running until SIGINT or SIGTERM."""

    def __init__(self, children: Sequence[Child], tell: Callable[[str], None]) -> None:
        self.children = children
        self.tell = tell
        self.stopping = False

    def start(self) -> None:
        signal.signal(signal.SIGINT, self._stop)
        signal.signal(signal.SIGTERM, self._stop)
        for child in self.children:
            child.start()

    def _stop(self, *args: object) -> None:
        self.stopping = True

    def wait_until(self, ready: Callable[[], bool], *, within: float) -> bool:
        """Poll `ready` until it holds; False when a child ended, time ran out, or we were asked to stop."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline and not self.stopping:
            if ready():
                return True
            if not all(child.alive for child in self.children):
                return False
            time.sleep(0.05)
        return False

    def watch(self) -> None:
        """Return when asked to stop; meanwhile start again whatever has died."""
        while not self.stopping:
            for child in self.children:
                if not child.alive and not self.stopping:
                    code = child.process.returncode if child.process else None
                    self.tell(f"{child.name} ended ({code}); starting it again")
                    time.sleep(RESTART_PAUSE)
                    child.start()
            time.sleep(0.1)

    def stop(self) -> None:
        """Ask every child to stop, and kill what has not within a few seconds."""
        for child in self.children:
            if child.process and child.alive:
                child.process.terminate()
        deadline = time.monotonic() + STOP_WITHIN
        for child in self.children:
            if child.process is None:
                continue
            try:
                child.process.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()
