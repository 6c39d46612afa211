"""Waiting for what happens in another process or thread."""

import time
from collections.abc import Callable


def wait_for(holds: Callable[[], object], within: float) -> float:
    """Wait until something holds; returns the seconds it took."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < within, f"did not happen within {within} s"
        time.sleep(0.05)
    return time.monotonic() - began
