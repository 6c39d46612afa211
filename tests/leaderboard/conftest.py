"""A real uvicorn server in this process, on a socket of its own, with the real tailer; and a reader of its stream."""

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import uvicorn
from django.core.asgi import get_asgi_application

from battle.leaderboard.stream import mount


@dataclass
class Site:
    host: str
    port: int
    server: uvicorn.Server
    thread: threading.Thread

    def request(self, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        """One whole response; not for a stream, which does not end."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=5)
        connection.request(
            method, path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )
        response = connection.getresponse()
        told = (
            response.status,
            {name.lower(): value for name, value in response.getheaders()},
            response.read(),
        )
        connection.close()
        return told

    def read(self, path: str = "/live/valencia/stream", **headers: str) -> "Reader":
        return Reader(self, path, headers)

    def stop(self) -> float:
        began = time.monotonic()
        self.server.should_exit = True
        self.thread.join(10)
        return time.monotonic() - began


class Reader:
    """One viewer of the stream, reading as slowly as the test likes."""

    def __init__(self, site: Site, path: str, headers: dict[str, str]) -> None:
        self._connection = http.client.HTTPConnection(site.host, site.port, timeout=5)
        self._connection.request(
            "GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )
        self.response = self._connection.getresponse()

    def message(self) -> tuple[int, dict]:
        """The next board with its id."""
        number = -1
        while line := self.response.readline():
            if line.startswith(b"id: "):
                number = int(line[4:])
            elif line.startswith(b"data: "):
                return number, json.loads(line[6:])
        raise EOFError("the stream has ended")

    def ids_until(self, last: int) -> list[int]:
        ids = [self.message()[0]]
        while ids[-1] < last:
            ids.append(self.message()[0])
        return ids

    def silent_for(self, seconds: float) -> bool:
        """True if nothing arrives; only for a reader that is thrown away after it."""
        self._connection.sock.settimeout(seconds)
        try:
            return not self.response.readline()
        except TimeoutError:
            return True

    def close(self) -> None:
        self.response.close()
        self._connection.close()


def serve(application, port: int = 0, **options: str) -> Site:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    config = uvicorn.Config(
        application, log_level="critical", access_log=False, timeout_graceful_shutdown=2, **options
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    return Site(*listener.getsockname(), server, thread)


@pytest.fixture
def site(transactional_db) -> Iterator[Site]:
    running = serve(mount(get_asgi_application()))
    yield running
    running.stop()


@pytest.fixture
def plain_site(transactional_db) -> Iterator[Site]:
    """The same site under a server that does not let its connections be taken over."""
    mounted = mount(get_asgi_application())

    async def application(scope, receive, send):
        async def plain_send(message):
            await send(message)

        await mounted(scope, receive, plain_send if scope["type"] == "http" else send)

    running = serve(application)
    yield running
    running.stop()
