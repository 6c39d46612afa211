"""How a viewer of the stream is written to.

Under uvicorn the stream takes the connection over once the response has begun: the request's task, its coroutines and
uvicorn's own protocol object end, and a small protocol object of ours stays on the transport. That is 2 instead of
11 kB for each viewer and half the work for each message; uvicorn still counts the connection among its own and closes
it when it stops. Under any other ASGI server the stream goes the standard way, in a task per viewer.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from battle.showlog.broadcast import Part, Topic, Viewer

LAST_CHUNK = b"0\r\n\r\n"


class WireViewer(Viewer, asyncio.Protocol):
    """A viewer that is the protocol of its own transport."""

    __slots__ = ("_connections", "_transport")

    def __init__(
        self, at: int, until: float | None, transport: asyncio.Transport, connections: set[Any]
    ) -> None:
        super().__init__(at, until)
        self._transport = transport
        self._connections = connections

    def write(self, part: Part) -> None:
        self._transport.write(part.chunk)

    def end(self) -> None:
        if not self._transport.is_closing():
            self._transport.write(LAST_CHUNK)
            self._transport.close()

    def abort(self) -> None:
        self._transport.abort()

    # What asyncio calls.

    def pause_writing(self) -> None:
        self.blocked = True

    def resume_writing(self) -> None:
        self.unblock()

    def connection_lost(self, error: Exception | None) -> None:
        self._connections.discard(self)
        if self.topic is not None:
            self.topic.leave(self)

    # What uvicorn calls on the connections it counts, when it stops.

    def shutdown(self) -> None:
        self.end()


class AsgiViewer(Viewer):
    """A viewer behind an ASGI `send`, on any server: each write is a task, and blocks the next until it is done."""

    __slots__ = ("_send", "_task", "_writing")

    def __init__(
        self,
        at: int,
        until: float | None,
        send: Callable[[dict[str, Any]], Awaitable[None]],
        task: asyncio.Task[Any],
    ) -> None:
        super().__init__(at, until)
        self._send = send
        self._task = task
        self._writing: asyncio.Task[None] | None = None

    def write(self, part: Part) -> None:
        self.blocked = True
        self._writing = asyncio.get_running_loop().create_task(self._write(part.plain))

    def end(self) -> None:
        self._task.cancel()

    def abort(self) -> None:
        self._task.cancel()

    async def _write(self, body: bytes) -> None:
        try:
            await self._send({"type": "http.response.body", "body": body, "more_body": True})
        except Exception:
            self._task.cancel()
        else:
            self.unblock()


def take_over(topic: Topic, at: int, until: float | None, send: Any) -> bool:
    """Put a viewer on the transport of a response that has begun. False where this server does not allow it."""
    cycle = getattr(send, "__self__", None)
    transport = getattr(cycle, "transport", None)
    if cycle is None or transport is None or getattr(cycle, "chunked_encoding", None) is not True:
        return False
    theirs = transport.get_protocol()
    connections = getattr(theirs, "connections", None)
    if connections is None or cycle.disconnected or transport.is_closing():
        return False
    viewer = WireViewer(at, until, transport, connections)
    transport.set_protocol(viewer)
    connections.discard(theirs)
    connections.add(viewer)
    # To uvicorn this request is over: its client has gone. Its parser and protocol refer to each other; without this
    # the two would wait for the garbage collector.
    cycle.disconnected = True
    theirs.parser = None
    topic.join(viewer)
    return True


async def watch(topic: Topic, at: int, until: float | None, receive: Any, send: Any) -> None:
    """Serve a viewer the standard way for as long as it stays."""
    task = asyncio.current_task()
    if task is None:
        raise RuntimeError("a viewer is served in a task of its own")
    viewer = AsgiViewer(at, until, send, task)
    topic.join(viewer)
    try:
        while (await receive())["type"] != "http.disconnect":
            pass
    except asyncio.CancelledError:
        # The server stops, the permission has ended or the viewer takes no bytes. Nothing waits outside this request,
        # so the cancellation ends here; the browser comes back with its last id.
        topic.leave(viewer)
        async with asyncio.timeout(1):
            await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        topic.leave(viewer)
