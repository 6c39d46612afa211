"""Kept entries are used only where they are what the database holds."""

import threading
import time
from collections import OrderedDict

import pytest

from battle.problems import Refused
from battle.showlog.log import read
from battle.showlog.models import Show
from battle.stage import reading


@pytest.fixture
def fresh(called):
    """The show's row as it stands now."""
    return lambda: Show.objects.get(pk=called.show.pk)


def test_it_gives_what_the_database_holds(called, fresh):
    called.answer("team_founders", 3)

    assert reading.entries_of(fresh()) == read(called.show.pk)


def test_kept_entries_cost_no_query(called, fresh, django_assert_num_queries):
    show = fresh()
    reading.entries_of(show)

    with django_assert_num_queries(0):
        reading.entries_of(show)


def test_what_another_process_added_is_read(called, fresh, django_assert_num_queries):
    before = dict(reading._kept)
    called.answer("team_founders", 3)
    reading._kept.update(before)
    show = fresh()

    with django_assert_num_queries(1):
        entries = reading.entries_of(show)

    assert entries == read(called.show.pk)


def test_what_was_rolled_back_is_forgotten(called, fresh):
    from django.db import transaction

    with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012
        called.answer("team_founders", 3)
        raise RuntimeError
    called.answer("team_founders", 2)

    assert reading.entries_of(fresh()) == read(called.show.pk)
    assert called.state.contenders["finalist-1"].answers == {"team_founders": 2.0}


def test_a_refused_act_leaves_no_trace(called, fresh):
    with pytest.raises(Refused):
        called.ask("team_age")

    assert reading.entries_of(fresh()) == read(called.show.pk)


def test_a_caller_cannot_change_what_is_kept(called, fresh):
    reading.entries_of(fresh()).clear()

    assert reading.entries_of(fresh()) == read(called.show.pk)


class Unhurried(OrderedDict):
    """Lets another thread run where the interpreter may do so at any time."""

    def __setitem__(self, key, value) -> None:
        super().__setitem__(key, value)
        time.sleep(0.001)


def test_threads_that_keep_shows_at_once_do_not_trip_over_each_other(monkeypatch):
    monkeypatch.setattr(reading, "_kept", Unhurried())
    monkeypatch.setattr(reading, "SHOWS_KEPT", 1)
    failed = []

    def keep_many() -> None:
        try:
            for _ in range(20):
                reading.keep(Show(head="f" * 64), [])
        except KeyError as error:
            failed.append(error)

    threads = [threading.Thread(target=keep_many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert len(reading._kept) == 1
