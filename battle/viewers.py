"""Many viewers of one live stream in one process: enough of a client to know what each received, and when."""

import asyncio
import re
import resource
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_ID = re.compile(rb"(?:^|\n)id: ?(\d+)\r?\n")
CONNECT_AT_ONCE = 200


@dataclass
class Arrivals:
    """What all viewers together received: per message the number of viewers, and when the first and last had it."""

    viewers: int = 0
    gaps: int = 0
    lost: int = 0
    count: dict[int, int] = field(default_factory=dict)
    first: dict[int, float] = field(default_factory=dict)
    last: dict[int, float] = field(default_factory=dict)

    def note(self, message: int, now: float) -> None:
        self.count[message] = self.count.get(message, 0) + 1
        self.first.setdefault(message, now)
        self.last[message] = now

    def complete(self, message: int) -> bool:
        return self.count.get(message, 0) >= self.viewers - self.lost


class Viewer(asyncio.Protocol):
    """One open stream. Reads only the messages' numbers: they count up by one, so a missing one is a gap."""

    def __init__(self, arrivals: Arrivals, host: str, path: str) -> None:
        self.arrivals = arrivals
        self.request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: text/event-stream\r\n\r\n".encode()
        self.tail = b""
        self.newest: int | None = None
        self.began: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.closing = False
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  for the type checker; TCP gives nothing else
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        if not self.began.done() and not self._accepted(data):
            return
        data = self.tail + data
        end = 0
        for found in _ID.finditer(data):
            end = found.end()
            message = int(found[1])
            if self.newest is not None and message > self.newest + 1:
                self.arrivals.gaps += message - self.newest - 1
            self.newest = message
            self.arrivals.note(message, now)
        self.tail = data[max(end, len(data) - 32) :]

    def _accepted(self, data: bytes) -> bool:
        if b" 200 " not in data.split(b"\r\n", 1)[0]:
            self.began.set_exception(ConnectionError(data.split(b"\r\n", 1)[0].decode("latin-1")))
            return False
        self.began.set_result(None)
        return True

    def connection_lost(self, error: Exception | None) -> None:
        if not self.began.done():
            self.began.set_exception(ConnectionError("closed before the first message"))
        elif not self.closing:
            self.arrivals.lost += 1

    def close(self) -> None:
        self.closing = True
        if self.transport:
            self.transport.close()


def allow_open_files(wanted: int) -> None:
    """Raise this process's limit of open files as far as the system lets it.

    Raises
    ------
    ValueError : the hard limit is lower than what is wanted.
    """
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and wanted > hard:
        raise ValueError(f"{wanted} open files are wanted, this system allows {hard} per process")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(wanted, _soft), hard))


async def attach(url: str, path: str, number: int, arrivals: Arrivals) -> list[Viewer]:
    """Open `number` streams and return when each was accepted.

    Raises
    ------
    ConnectionError : one was refused.
    ValueError : streams are wanted from an https address, which these viewers do not speak.
    """
    parts = urlsplit(url)
    if number and parts.scheme != "http":
        raise ValueError("viewers speak plain http only; give --url the address behind the proxy")
    host, port = parts.hostname or "127.0.0.1", parts.port or 80
    loop, gate = asyncio.get_running_loop(), asyncio.Semaphore(CONNECT_AT_ONCE)

    async def open_one() -> Viewer:
        async with gate:
            _transport, viewer = await loop.create_connection(
                lambda: Viewer(arrivals, f"{host}:{port}", path), host, port
            )
            await asyncio.wait_for(viewer.began, 30)
            return viewer

    viewers = await asyncio.gather(*(open_one() for _ in range(number)))
    arrivals.viewers = len(viewers)
    return list(viewers)
