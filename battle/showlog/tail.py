"""Noticing that a log has grown, whoever wrote it: one thread per process waits, however many people watch.

SQLite tells through `PRAGMA data_version`, which moves for one connection when another has committed; PostgreSQL
through LISTEN. Neither says what was written: the tailer only wakes its owner, which reads by the shows' own
sequence numbers and so catches up after a lost connection, or after a wake that never came, without missing any.
"""

import selectors
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator

import structlog
from django.db import connection

from battle.showlog.log import CHANNEL

SQLITE_POLL_SECONDS = 0.02
# Without a wake for this long the owner is woken anyway: a connection pooler may drop notifications, a cut network
# may leave a connection that is dead but does not say so.
WAKE_ANYWAY_SECONDS = 5.0
BACKOFF_FIRST_SECONDS, BACKOFF_LAST_SECONDS = 0.1, 5.0

logger = structlog.get_logger(__name__)


class Tailer:
    """Calls `on_wake()`, on a thread of its own, at the start and whenever the logs may have grown.

    Whatever fails, a lost database above all, the tailer connects again, with growing pauses, and wakes its owner, so
    nothing committed in between is lost.
    """

    def __init__(self, on_wake: Callable[[], None]) -> None:
        self._on_wake = on_wake
        self._stopping = threading.Event()
        self._bell, self._ear = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name="showlog-tailer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout: float = 2.0) -> None:
        self._stopping.set()
        self._bell.send(b".")
        self._thread.join(timeout)

    def _run(self) -> None:
        pause = BACKOFF_FIRST_SECONDS
        while not self._stopping.is_set():
            try:
                for _ in self._wakes():
                    if self._stopping.is_set():
                        break
                    self._on_wake()
                    pause = BACKOFF_FIRST_SECONDS
            except Exception as error:  # a screen that stands still for good is worse than any of them
                # The kind only: messages of drivers carry host names and users.
                logger.warning("tailer_interrupted", error=type(error).__name__, again_in=pause)
            finally:
                connection.close()
            self._stopping.wait(pause)
            pause = min(pause * 2, BACKOFF_LAST_SECONDS)

    def _wakes(self) -> Iterator[None]:
        return self._postgres_wakes() if connection.vendor == "postgresql" else self._sqlite_wakes()

    def _sqlite_wakes(self) -> Iterator[None]:
        watcher = sqlite3.connect(str(connection.settings_dict["NAME"]), isolation_level=None)
        try:
            seen = -1
            while not self._stopping.is_set():
                (version,) = watcher.execute("PRAGMA data_version").fetchone()
                if version != seen:
                    seen = version
                    yield
                self._stopping.wait(SQLITE_POLL_SECONDS)
        finally:
            watcher.close()

    def _postgres_wakes(self) -> Iterator[None]:
        """LISTEN on the connection that the owner reads with: one connection per process for both."""
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {CHANNEL}")
        raw = connection.connection
        yield
        # Not select.select: it takes no file descriptor above 1023, and a full house has thousands.
        with selectors.DefaultSelector() as waiting:
            waiting.register(raw, selectors.EVENT_READ)
            waiting.register(self._ear, selectors.EVENT_READ)
            while not self._stopping.is_set():
                if not raw.notifies:
                    waiting.select(WAKE_ANYWAY_SECONDS)
                    raw.poll()
                # Read after this wake sees every show that was told of up to here, so all of them count as told.
                raw.notifies.clear()
                yield
