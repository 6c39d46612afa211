"""Between the log and the viewers of one web process: one tailer, one topic per edition and audience."""

import asyncio
import contextlib
import resource
from collections.abc import Callable, Mapping
from functools import partial

from django.db import connection

from battle.leaderboard.boards import Feed, boards
from battle.leaderboard.projection import Audience
from battle.showlog.broadcast import TICK_SECONDS, Topic
from battle.showlog.tail import Tailer

# File descriptors that are not viewers: database, listening sockets, logs, static files.
RESERVED_FILES = 256
MOST_FILES = 1_000_000
NOT_READ = Feed(show=-1, first=0, messages=[], length=0)


class UnknownEdition(Exception):
    """There is no edition with that slug."""


class FeedTopic:
    """The topic of one edition and audience, and which show's feed it is at."""

    def __init__(self, leave: Callable[[], None]) -> None:
        """`leave()` is to be called once for each `Hub.enter`; the topic does so for whoever has joined it."""
        self.leave = leave
        self.topic = Topic(self._frame, leave)
        self.feed = NOT_READ
        self.loading: asyncio.Task[None] | None = None
        self.inside = 0

    def follow(self, feed: Feed) -> None:
        """Go on to what this feed has; an older feed than the one in hand changes nothing."""
        if feed.show > self.feed.show:
            self.feed = feed
            self.topic.replace(feed.messages, feed.length)
        elif feed.show == self.feed.show and feed.length >= self.topic.length:
            self.feed = feed
            self.topic.grow(feed.messages, feed.length)

    def place(self, last_rev: int | None, show: int | None) -> int:
        """The index that a viewer begins at which has seen `last_rev` of `show` (None where it did not say)."""
        newest = self.topic.length - 1
        if last_rev is None or show not in {None, self.feed.show}:
            return newest
        seen = last_rev - self.feed.first
        return max(seen + 1, 0) if seen <= newest else newest

    def _frame(self, index: int, message: bytes) -> bytes:
        return b"id: %d\nevent: board\nretry: 1000\ndata: %b\n\n" % (self.feed.first + index, message)


class Hub:
    """Everything here runs on the event loop, but for `_read`, which the tailer's thread calls."""

    def __init__(self) -> None:
        self._topics: dict[tuple[str, Audience], FeedTopic] = {}
        self._tailer: Tailer | None = None
        self._heart: asyncio.Task[None] | None = None
        self._viewers = 0
        self._capacity = 0

    @property
    def full(self) -> bool:
        return self._tailer is not None and self._viewers >= self._capacity

    async def enter(self, slug: str, audience: Audience) -> FeedTopic:
        """The loaded topic of an edition, kept until everybody who entered has left.

        Raises
        ------
        UnknownEdition : nobody has to leave.
        """
        self._start()
        key = (slug, audience)
        if key not in self._topics:
            self._topics[key] = FeedTopic(partial(self._leave, key))
        entry = self._topics[key]
        entry.inside += 1
        self._viewers += 1
        try:
            if entry.feed is NOT_READ:
                if entry.loading is None or entry.loading.done():
                    entry.loading = asyncio.create_task(self._load(entry, slug, audience))
                # Shielded: everybody who arrived meanwhile waits for the same reading.
                await asyncio.shield(entry.loading)
        except BaseException:
            entry.leave()
            raise
        return entry

    def _leave(self, key: tuple[str, Audience]) -> None:
        entry = self._topics[key]
        entry.inside -= 1
        self._viewers -= 1
        if not entry.inside:
            del self._topics[key]

    async def stop(self) -> None:
        for entry in list(self._topics.values()):
            entry.topic.close()
        if self._heart:
            self._heart.cancel()
        if self._tailer:
            await asyncio.to_thread(self._tailer.stop)
        self._tailer = self._heart = None

    def _start(self) -> None:
        if self._tailer is None:
            self._capacity = _raise_file_limit() - RESERVED_FILES
            self._tailer = Tailer(partial(self._read, asyncio.get_running_loop()))
            self._tailer.start()
            self._heart = asyncio.create_task(self._beat())

    async def _load(self, entry: FeedTopic, slug: str, audience: Audience) -> None:
        entry.follow(await asyncio.to_thread(_feed_of, slug, audience))

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        """Read forward what is looked at, once for all its viewers, and hand it to the loop."""
        slugs = {slug for slug, _audience in list(self._topics)}
        if slugs:
            loop.call_soon_threadsafe(self._publish, boards.of_shows(slugs))

    def _publish(self, feeds: Mapping[str, Mapping[Audience, Feed]]) -> None:
        for (slug, audience), entry in self._topics.items():
            if slug in feeds:
                entry.follow(feeds[slug][audience])

    async def _beat(self) -> None:
        tick = 0
        while True:
            await asyncio.sleep(TICK_SECONDS)
            tick += 1
            for entry in list(self._topics.values()):
                entry.topic.beat(tick)


def _feed_of(slug: str, audience: Audience) -> Feed:
    try:
        feed = boards.of_slug(slug, audience)
        if feed is None:
            raise UnknownEdition(slug)
        return feed
    finally:
        # This thread belongs to a pool: a connection left open in it would be nobody's.
        connection.close()


def _raise_file_limit() -> int:
    """Allow this process as many open files as the system lets it have, and say how many."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]
