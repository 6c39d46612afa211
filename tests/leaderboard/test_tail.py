"""Waking when a log has grown."""

import os
import resource
import threading
import time
from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection

from battle.leaderboard.boards import Boards
from battle.leaderboard.projection import Audience
from battle.showlog import events as e
from battle.showlog import log, triggers
from battle.showlog.log import read
from battle.showlog.models import Show
from battle.showlog.tail import Tailer
from tests.leaderboard.plays import BEGAN, new_show, opened, revealed, scored, write

pytestmark = pytest.mark.django_db(transaction=True)


class Ear:
    """Counts wakes, and reads the log at each as the owner of a tailer does."""

    def __init__(self) -> None:
        self.wakes = 0
        self.seen: list[int] = []
        self.failing = False
        self._changed = threading.Condition()

    def __call__(self) -> None:
        if self.failing:
            self.failing = False
            raise OSError("the line is cut")
        with self._changed:
            for show in Show.objects.all():
                self.seen += [entry.seq for entry in read(show.pk, after=len(self.seen))]
            self.wakes += 1
            self._changed.notify_all()

    def wait_for(self, seq: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self.seen and self.seen[-1] >= seq, timeout=8)


@pytest.fixture
def ear() -> Iterator[Ear]:
    listening = Ear()
    tailer = Tailer(listening)
    tailer.start()
    yield listening
    tailer.stop()


def test_it_wakes_within_a_moment_of_a_commit(ear):
    show = new_show("valencia", opened())
    ear.wait_for(1)
    began = time.monotonic()
    write(show, e.Called(contender="acequia"))
    ear.wait_for(2)

    assert time.monotonic() - began < 0.5


def test_it_misses_nothing_of_many_writers(ear):
    show = new_show("valencia", opened())

    def append() -> None:
        for _ in range(15):
            with log.writing(show.pk) as writer:
                writer.append(e.Called(contender="acequia"), actor="test", at=BEGAN)
        connection.close()

    writers = [threading.Thread(target=append) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    ear.wait_for(61)

    assert ear.seen == list(range(1, 62))


def test_it_goes_on_after_whatever_its_owner_raises(ear):
    show = new_show("valencia", opened())
    ear.wait_for(1)
    ear.failing = True
    write(show, e.Called(contender="acequia"))
    ear.wait_for(2)

    assert ear.seen == [1, 2]


@pytest.fixture
def a_full_house() -> Iterator[None]:
    """More open files than `select` can name, as thousands of viewers make them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4096)), hard))
    opened_files = [os.open(os.devnull, os.O_RDONLY) for _ in range(1100)]
    yield
    for each in opened_files:
        os.close(each)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_it_hears_of_every_commit_among_a_thousand_connections(a_full_house, ear):
    show = new_show("valencia", opened())
    ear.wait_for(1)
    woken = ear.wakes
    time.sleep(0.5)
    assert ear.wakes - woken <= 2  # it waits, and does not fail and connect again
    write(show, e.Called(contender="acequia"))
    ear.wait_for(2)

    assert ear.seen == [1, 2]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no connection to lose")
def test_it_connects_again_after_losing_the_database_and_catches_up(ear):
    show = new_show("valencia", opened())
    ear.wait_for(1)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    write(show, e.Called(contender="acequia"), e.Called(contender="boreal"))
    ear.wait_for(3)

    assert ear.seen == [1, 2, 3]


def test_a_log_changed_by_hand_stops_its_board_and_no_other():
    broken = new_show("valencia", opened())
    whole = new_show("lisboa", opened(slug="lisboa"))
    boards = Boards()
    write(broken, e.Called(contender="nobody"))
    write(whole, e.Called(contender="acequia"))

    feeds = boards.of_shows(["valencia", "lisboa"])
    assert (feeds["valencia"][Audience.PUBLIC].rev, feeds["lisboa"][Audience.PUBLIC].rev) == (1, 2)


def by_hand(statement: str) -> None:
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement)
    triggers.install(connection)


# A log whose beginning is no show any more, whatever the database.
FIRST_ENTRIES = {
    "of another questionnaire": "UPDATE showlog_entry SET payload = replace(payload, 'v1', 'v9') WHERE seq = 1",
    "of another kind": "UPDATE showlog_entry SET kind = 'frozen', payload = '{}' WHERE seq = 1",
    "unknown": "UPDATE showlog_entry SET kind = 'applauded' WHERE seq = 1",
}


@pytest.mark.parametrize("change", FIRST_ENTRIES)
def test_a_show_whose_first_entry_was_changed_leaves_its_pages_as_before_a_show(client, edition, change):
    played = [scored("boreal", 63.25), e.Frozen(), revealed(("boreal", 63.25))]
    new_show("valencia", opened(), *played)
    by_hand(FIRST_ENTRIES[change])

    assert [client.get(page).status_code for page in ("/live/valencia/", "/e/valencia/")] == [200, 200]
    assert client.get("/live/valencia/board.json").json()["phase"] == "none"
    assert client.get("/api/v1/editions/valencia/result").status_code == 404


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps to the types of its columns")
@pytest.mark.parametrize(
    "change",
    ["at = 'garbage'", "at = 5", "at = '2026-13-24'", "payload = CAST(X'ff' AS TEXT)", "payload = X'ff'"],
)
def test_a_column_that_cannot_be_read_stops_its_board_and_no_other(change):
    broken = new_show("valencia", opened())
    new_show("lisboa", opened(slug="lisboa"))
    boards = Boards()
    boards.of_shows(["valencia", "lisboa"])
    write(broken, e.Called(contender="acequia"))
    write(Show.objects.get(edition_slug="lisboa"), e.Called(contender="acequia"))
    by_hand(f"UPDATE showlog_entry SET {change} WHERE seq = 2 AND show_id = {broken.pk}")  # noqa: S608

    feeds = boards.of_shows(["valencia", "lisboa"])
    assert (feeds["valencia"][Audience.PUBLIC].rev, feeds["lisboa"][Audience.PUBLIC].rev) == (1, 2)


def test_a_database_that_is_away_stops_no_board(monkeypatch):
    show = new_show("valencia", opened())
    boards = Boards()

    def away(*_args, **_kwargs):
        raise OperationalError("the database is locked")

    with monkeypatch.context() as lost, pytest.raises(OperationalError):  # noqa: PT012
        lost.setattr(log, "read", away)
        boards.of_shows(["valencia"])
    assert boards.of_show(show, Audience.PUBLIC).rev == 1


def test_boards_read_from_a_transaction_that_was_rolled_back_are_forgotten():
    from django.db import transaction

    boards, show = Boards(), new_show("valencia", opened())
    with transaction.atomic():
        write(show, e.Called(contender="acequia"))
        assert boards.of_shows(["valencia"])["valencia"][Audience.PUBLIC].rev == 2
        transaction.set_rollback(True)
    assert boards.of_shows(["valencia"])["valencia"][Audience.PUBLIC].rev == 1
    write(Show.objects.get(), e.Called(contender="boreal"))

    assert b'"on_stage":"boreal"' in boards.of_shows(["valencia"])["valencia"][Audience.PUBLIC].newest
