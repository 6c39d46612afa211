"""Chores are done when their time has come, whatever the others do, and by workers that take scores alone."""

from datetime import UTC, datetime, timedelta

import pytest

from battle import housekeeping
from battle.celery import SCORES, TRAINING, app
from battle.housekeeping import Housekeeper, chore

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_other_chores(monkeypatch):
    monkeypatch.setattr(housekeeping, "CHORES", {})


def test_each_chore_is_done_when_its_time_has_come():
    done = []
    chore("often", every=timedelta(seconds=10))(lambda now: done.append(("often", now)))
    chore("rarely", every=timedelta(minutes=1))(lambda now: done.append(("rarely", now)))
    keeper = Housekeeper()

    told = [keeper.do_what_is_due(NOON + timedelta(seconds=second)) for second in (0, 9, 10, 60)]

    assert told == [["often", "rarely"], [], ["often"], ["often", "rarely"]]
    assert done[0] == ("often", NOON)


def test_a_chore_that_fails_holds_up_no_other_and_is_said_once_without_its_words(caplog):
    done = []

    @chore("broken", every=timedelta(seconds=1))
    def broken(now):
        raise ValueError("uma@example.org")

    chore("works", every=timedelta(seconds=1))(done.append)
    keeper = Housekeeper()

    for second in range(3):
        keeper.do_what_is_due(NOON + timedelta(seconds=second))

    assert len(done) == 3
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == 1
    assert "ValueError" in told[0]
    assert "uma" not in told[0]


def test_a_chore_that_fails_anew_after_it_worked_is_said_again(caplog):
    fails = [True, False, True]

    @chore("now and then", every=timedelta(seconds=1))
    def now_and_then(now):
        if fails.pop():
            raise ValueError

    keeper = Housekeeper()
    for second in range(3):
        keeper.do_what_is_due(NOON + timedelta(seconds=second))

    assert len(caplog.records) == 2


@pytest.mark.parametrize(("queue", "keeps"), [(SCORES, 1), (TRAINING, 0)])
def test_only_workers_that_take_scores_keep_house(queue, keeps, monkeypatch):
    class Worker:
        pass

    Worker.app = app
    monkeypatch.setattr(housekeeping, "consumes", lambda of, name: name == queue)

    housekeeping.begin(sender=Worker())
    try:
        assert len(housekeeping._keepers) == keeps
    finally:
        housekeeping.end()
    assert housekeeping._keepers == []
