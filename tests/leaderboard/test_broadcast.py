"""Many viewers, one of them slow."""

import asyncio

from battle.showlog.broadcast import FAR_BEHIND, PART_BYTES, PATIENCE, Part, Topic, Viewer


class Hand(Viewer):
    """A viewer that keeps what it was given and takes bytes only while `open`."""

    def __init__(self, at: int = 0, until: float | None = None) -> None:
        super().__init__(at, until)
        self.got: list[bytes] = []
        self.gone = ""
        self.open = True

    def write(self, part: Part) -> None:
        self.got.append(part.plain)
        self.blocked = not self.open

    def end(self) -> None:
        self.gone = "ended"

    def abort(self) -> None:
        self.gone = "aborted"


def topic() -> Topic:
    return Topic(lambda index, message: b"%d:%b " % (index, message), lambda: None)


async def settle() -> None:
    for _ in range(100):
        await asyncio.sleep(0)


def test_everybody_gets_the_same_bytes_object():
    async def play() -> None:
        stream, viewers = topic(), [Hand() for _ in range(100)]
        for viewer in viewers:
            stream.join(viewer)
        stream.grow([b"a"], 1)
        await settle()
        assert {id(viewer.got[0]) for viewer in viewers} == {id(viewers[0].got[0])}
        assert viewers[0].got == [b"0:a "]

    asyncio.run(play())


def test_a_viewer_that_was_blocked_for_a_while_goes_on_in_order():
    async def play() -> None:
        stream, slow = topic(), Hand()
        slow.open = False
        stream.join(slow)
        messages = [b"a"]
        for letter in (b"a", b"b", b"c"):
            messages = [*messages, letter]
            stream.grow(messages, len(messages) - 1)
            await settle()
        assert slow.got == [b"0:a "]
        slow.open = True
        slow.unblock()
        await settle()
        assert b"".join(slow.got) == b"0:a 1:a 2:b "

    asyncio.run(play())


def test_a_viewer_that_is_far_behind_goes_on_at_the_newest():
    async def play() -> None:
        stream, slow, quick = topic(), Hand(), Hand()
        slow.open = False
        for viewer in (slow, quick):
            stream.join(viewer)
        messages = [b"x"] * (FAR_BEHIND + 3)
        for length in range(1, len(messages) + 1):
            stream.grow(messages, length)
            await settle()
        slow.unblock()
        await settle()
        assert slow.got == [b"0:x ", b"%d:x " % (len(messages) - 1)]
        assert len(quick.got) == len(messages)

    asyncio.run(play())


def test_a_long_replay_is_written_in_parts():
    async def play() -> None:
        stream, viewer = topic(), Hand()
        stream.grow([b"x" * 10_000] * 20, 20)
        stream.join(viewer)
        await settle()
        assert len(viewer.got) > 1
        assert max(map(len, viewer.got)) <= PART_BYTES + 10_010
        assert b"".join(viewer.got) == b"".join(b"%d:%b " % (n, b"x" * 10_000) for n in range(20))

    asyncio.run(play())


def test_another_list_of_messages_begins_at_its_newest():
    async def play() -> None:
        stream, viewer = topic(), Hand()
        stream.join(viewer)
        stream.grow([b"a", b"b"], 2)
        await settle()
        stream.replace([b"c", b"d", b"e"], 3)
        await settle()
        assert viewer.got == [b"0:a 1:b ", b"2:e "]

    asyncio.run(play())


def test_the_heart_beats_for_each_viewer_once_in_a_round():
    async def play() -> None:
        stream, viewers = topic(), [Hand() for _ in range(95)]
        for viewer in viewers:
            stream.join(viewer)
        for tick in range(30):
            stream.beat(tick)
        assert all(viewer.got == [b":\n\n"] for viewer in viewers)

    asyncio.run(play())


def test_it_drops_who_takes_no_bytes_and_ends_whose_time_is_over():
    async def play() -> None:
        stream, stuck, over = topic(), Hand(), Hand(until=0.0)
        stuck.blocked = True
        for viewer in (stuck, over):
            stream.join(viewer)
        for tick in range(30 * PATIENCE):
            stream.beat(tick)
        assert (stuck.gone, over.gone) == ("", "ended")
        for tick in range(30):
            stream.beat(tick)
        assert stuck.gone == "aborted"

    asyncio.run(play())


def test_leaving_is_told_once():
    told: list[bool] = []
    stream = Topic(lambda _index, message: message, lambda: told.append(True))

    async def play() -> None:
        viewer = Hand()
        stream.join(viewer)
        stream.leave(viewer)
        stream.leave(viewer)

    asyncio.run(play())
    assert told == [True]
