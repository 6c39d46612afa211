"""The built-in broker's messages appear whole or not at all."""

import threading
from queue import Empty

import pytest
from kombu import Connection

from battle import broker


@pytest.fixture
def connection(tmp_path):
    broker.register()
    folder, control = tmp_path / "messages", tmp_path / "control"
    folder.mkdir()
    control.mkdir()
    options = {
        "data_folder_in": str(folder),
        "data_folder_out": str(folder),
        "control_folder": str(control),
        "polling_interval": 0.02,
    }
    with Connection("filesystem://", transport_options=options) as connection:
        yield connection


def test_messages_arrive_in_order_and_leave_nothing_behind(connection, tmp_path):
    # A name of its own: kombu remembers for the whole process which queues are bound, whatever the folder.
    queue = connection.SimpleQueue("in-order")
    for number in range(5):
        queue.put({"number": number})

    got = [queue.get(timeout=10) for _ in range(5)]

    assert [message.payload for message in got] == [{"number": number} for number in range(5)]
    assert list((tmp_path / "messages").iterdir()) == []


def test_an_unfinished_message_is_not_read(connection, tmp_path):
    queue = connection.SimpleQueue("celery")
    unfinished = tmp_path / "messages" / "1_a.celery.part"
    unfinished.touch()

    with pytest.raises(Empty):
        queue.get(timeout=0.1)

    assert unfinished.exists()


def test_a_table_of_queues_being_written_is_waited_for(connection, tmp_path):
    table = tmp_path / "control" / "battle.exchange"
    with connection.channel() as channel:
        channel._queue_bind("battle", "key", "", "celery")
        whole = table.read_bytes()
        table.write_bytes(b"")
        threading.Timer(0.05, table.write_bytes, [whole]).start()

        channel._queue_bind("battle", "key", "", "other")

        assert [found.queue for found in channel.get_table("battle")] == ["other", "celery"]
