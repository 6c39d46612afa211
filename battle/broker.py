"""The broker that needs no server: kombu's filesystem transport, with messages that appear whole or not at all.

kombu creates a message's file before it writes it. A worker that looks in between reads an empty message and ends with
an unrecoverable error: seen within 200 messages at the pace of a show.
"""

import time
import uuid
from collections.abc import Callable
from json import JSONDecodeError
from pathlib import Path
from typing import Any, TypeVar

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps

Result = TypeVar("Result")
# Celery waits two seconds for events before it looks whether it should stop.
NOTICE_WITHIN = 0.2


class Channel(filesystem.Channel):
    def _put(self, queue: str, message: Any, **kwargs: Any) -> None:  # type: ignore[override]  # kombu's own disagree
        """Write under a name that no worker looks for, then rename, which the file system does in one step."""
        file = Path(self.data_folder_out) / f"{time.time_ns()}_{uuid.uuid4().hex}.{queue}.msg"
        unfinished = file.with_suffix(".part")
        try:
            unfinished.write_text(dumps(message), encoding="utf-8")
            unfinished.rename(file)
        except OSError as error:
            raise ChannelError(f"Cannot add {file.name} to the broker's folder") from error

    def _queue_bind(self, *args: Any) -> None:
        _once_whole(lambda: super(Channel, self)._queue_bind(*args))

    def get_table(self, exchange: str) -> Any:
        return _once_whole(lambda: super(Channel, self).get_table(exchange))


def _once_whole(read: Callable[[], Result]) -> Result:
    """The table of queues has the same gap between creating and writing, when two processes start at once."""
    for _ in range(100):
        try:
            return read()
        except JSONDecodeError:
            time.sleep(0.01)
    return read()


class Transport(filesystem.Transport):
    Channel = Channel

    def drain_events(self, connection: Any, timeout: float | None = None, **kwargs: Any) -> None:
        """Look for messages, but not for longer than a worker may take to notice that it is asked to stop."""
        super().drain_events(connection, timeout=min(timeout or NOTICE_WITHIN, NOTICE_WITHIN), **kwargs)


def register() -> None:
    """Make filesystem:// mean this transport, in this process."""
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:Transport"
