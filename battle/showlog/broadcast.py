"""The same bytes to many viewers at once.

A topic is a growing list of messages; a viewer is a place in that list and a way to write. There is no task, queue or
buffer per viewer: one pump per topic hands the same bytes object to every viewer that is behind and takes bytes. A
viewer that does not keep up is left alone until its connection takes bytes again; when it then is far behind it goes
on at the newest message, so what a slow reader can make this process hold is bounded by one part of a replay.

Everything here belongs to one event loop and is called on its thread.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from time import monotonic

HEARTBEAT_SECONDS = 15.0
# Viewers are dealt into slices: a pass lets the loop breathe between them, and each tick of the heart serves one, so
# that ten thousand heartbeats never meet a message at once.
SLICES = 30
TICK_SECONDS = HEARTBEAT_SECONDS / SLICES
# A replay is written in parts of about this size: well under what makes a transport call its reader slow (64 kB).
PART_BYTES = 32 * 1024
# A viewer that was blocked and is further behind than this goes on at the newest message.
FAR_BEHIND = 16
# Heartbeats that a viewer may be blocked through before its connection is given up.
PATIENCE = 2


class Part:
    """Bytes for any number of viewers, plain and as a chunk of HTTP/1.1, made once."""

    __slots__ = ("chunk", "plain")

    def __init__(self, plain: bytes) -> None:
        self.plain = plain
        self.chunk = b"%x\r\n%b\r\n" % (len(plain), plain)


HEARTBEAT = Part(b":\n\n")


class Viewer(ABC):
    """One connection: the index of the next message it needs, and whether it takes bytes now.

    `until` is the moment (of the monotonic clock) at which its permission ends, None for no end.
    """

    __slots__ = ("__weakref__", "at", "beats_missed", "blocked", "slice", "topic", "until")

    def __init__(self, at: int, until: float | None = None) -> None:
        self.at = at
        self.until = until
        self.slice = 0
        self.beats_missed = 0
        self.blocked = False
        self.topic: Topic | None = None

    @abstractmethod
    def write(self, part: Part) -> None:
        """Write without waiting; set `blocked` if the connection takes no more."""

    @abstractmethod
    def end(self) -> None:
        """End the response and the connection."""

    @abstractmethod
    def abort(self) -> None:
        """Drop the connection with whatever is still unsent."""

    def unblock(self) -> None:
        self.blocked, self.beats_missed = False, 0
        if self.topic is not None:
            self.topic.catch_up(self)


class Topic:
    """Messages, and everybody who wants them."""

    def __init__(self, frame: Callable[[int, bytes], bytes], on_leave: Callable[[], None]) -> None:
        """`frame(index, message)` gives one message as it goes over the wire; `on_leave()` is told of each leaving."""
        self._frame = frame
        self._on_leave = on_leave
        self._messages: Sequence[bytes] = ()
        self._length = 0
        self._slices: list[dict[Viewer, None]] = [{} for _ in range(SLICES)]
        self._dealt = 0
        self._pump: asyncio.Task[None] | None = None
        self._again = False
        self._shared: tuple[int, int, Part] | None = None

    @property
    def length(self) -> int:
        return self._length

    def grow(self, messages: Sequence[bytes], length: int) -> None:
        """The messages, the same and more, number `length` now: send what is new."""
        self._messages = messages
        if length > self._length:
            self._length = length
            self._wake()

    def replace(self, messages: Sequence[bytes], length: int) -> None:
        """Go on with another list of messages: every viewer gets its newest next."""
        self._messages, self._length, self._shared = messages, length, None
        for viewer in self._viewers():
            viewer.at = length - 1
        self._wake()

    def join(self, viewer: Viewer) -> None:
        """Add a viewer; it is served from its place on by the next pass."""
        viewer.topic = self
        viewer.slice = self._dealt = (self._dealt + 1) % SLICES
        self._slices[viewer.slice][viewer] = None
        self._wake()

    def leave(self, viewer: Viewer) -> None:
        """Forget a viewer; leaving twice is leaving once."""
        if viewer.topic is not None:
            viewer.topic = None
            del self._slices[viewer.slice][viewer]
            self._on_leave()

    def catch_up(self, viewer: Viewer) -> None:
        """Serve a viewer whose connection takes bytes again."""
        if self._length - viewer.at > FAR_BEHIND:
            viewer.at = self._length - 1
        if viewer.at < self._length:
            self._wake()

    def beat(self, tick: int) -> None:
        """Tell one slice of the viewers that the line is alive; end who may not look any longer or takes no bytes."""
        now = monotonic()
        for viewer in list(self._slices[tick % SLICES]):
            if viewer.until is not None and now >= viewer.until:
                viewer.end()
            elif not viewer.blocked:
                viewer.write(HEARTBEAT)
            elif viewer.beats_missed < PATIENCE:
                viewer.beats_missed += 1
            else:
                viewer.abort()

    def close(self) -> None:
        """End everybody's response."""
        if self._pump:
            self._pump.cancel()
        for viewer in self._viewers():
            viewer.end()

    def _viewers(self) -> Iterator[Viewer]:
        for viewers in self._slices:
            yield from list(viewers)

    def _wake(self) -> None:
        self._again = True
        if self._length and (self._pump is None or self._pump.done()):
            self._pump = asyncio.get_running_loop().create_task(self._serve())

    async def _serve(self) -> None:
        """Pass over the viewers until each has everything or is blocked.

        A message or a viewer that comes during a pass is served by the next, so everybody gets the same order.
        """
        while self._again:
            self._again = False
            for viewers in self._slices:
                if not viewers:
                    continue
                for viewer in list(viewers):
                    if viewer.at < self._length and not viewer.blocked:
                        self._serve_one(viewer)
                await asyncio.sleep(0)

    def _serve_one(self, viewer: Viewer) -> None:
        viewer.at, part = self._part(viewer.at)
        viewer.write(part)
        if viewer.at < self._length:
            self._again = True

    def _part(self, at: int) -> tuple[int, Part]:
        """The messages from `at` on, as many as fit; made once for all viewers that are at that place."""
        if self._shared is not None and self._shared[0] == at and self._shared[1] == self._length:
            return self._length, self._shared[2]
        frames: list[bytes] = []
        size, end = 0, at
        while end < self._length and size < PART_BYTES:
            frames.append(self._frame(end, self._messages[end]))
            size += len(frames[-1])
            end += 1
        part = Part(b"".join(frames))
        self._shared = (at, end, part)
        return end, part
