"""Numbers without gaps and chained hashes, whoever writes at once; the same on SQLite and PostgreSQL."""

import os
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection

from battle.showlog.events import Asked
from battle.showlog.log import read, writing
from battle.showlog.models import Entry, Show
from battle.showlog.verify import verify_chain
from tests.showlog.conftest import AT, opened

WRITERS, EACH = 4, 12

CHILD = """
import os, sys, django
django.setup()
from django.conf import settings
settings.DATABASES["default"]["NAME"] = os.environ["CHILD_DATABASE"]
from django.db import connections
connections["default"].settings_dict["NAME"] = os.environ["CHILD_DATABASE"]
from django.utils import timezone
from battle.showlog.events import Asked
from battle.showlog.log import writing
for number in range(int(sys.argv[2])):
    with writing(int(sys.argv[1])) as writer:
        writer.append(Asked(contender="acequia", question=f"q{number}"), actor=sys.argv[3], at=timezone.now())
"""


def _assert_gapless(show: Show, expected: int) -> None:
    assert list(Entry.objects.filter(show=show).order_by("pk").values_list("seq", flat=True)) == list(
        range(1, expected + 1)
    )
    show.refresh_from_db()
    assert show.seq == expected
    assert verify_chain(show) is None


@pytest.mark.django_db(transaction=True)
def test_threads_that_write_at_once_leave_no_gap():
    show = Show.objects.create(edition_slug="valencia")
    with writing(show.pk) as writer:
        writer.append(opened("acequia"), actor="7", at=AT)

    def write(actor: str) -> None:
        for number in range(EACH):
            with writing(show.pk) as writer:
                writer.append(Asked(contender="acequia", question=f"q{number}"), actor=actor, at=AT)
        connection.close()

    threads = [threading.Thread(target=write, args=[str(n)]) for n in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    _assert_gapless(show, 1 + WRITERS * EACH)


@pytest.mark.django_db(transaction=True)
def test_processes_that_write_at_once_leave_no_gap():
    show = Show.objects.create(edition_slug="valencia")
    with writing(show.pk) as writer:
        writer.append(opened("acequia"), actor="7", at=AT)
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "battle.settings"}
    env["CHILD_DATABASE"] = str(connection.settings_dict["NAME"])

    children = [
        subprocess.Popen([sys.executable, "-c", CHILD, str(show.pk), str(EACH), str(n)], env=env)
        for n in range(WRITERS)
    ]

    assert [child.wait(timeout=60) for child in children] == [0] * WRITERS
    _assert_gapless(show, 1 + WRITERS * EACH)


def test_what_fails_leaves_the_log_as_it_was(written):
    before = (written.seq, written.head, read(written.pk))

    with pytest.raises(RuntimeError), writing(written.pk) as writer:  # noqa: PT012
        writer.append(Asked(contender="acequia", question="q"), actor="7", at=AT)
        raise RuntimeError

    written.refresh_from_db()
    assert (written.seq, written.head, read(written.pk)) == before


def test_a_key_is_taken_once_per_show(written):
    other = Show.objects.create(edition_slug="valencia", number=2)

    with pytest.raises(IntegrityError), writing(written.pk) as writer:
        writer.append(Asked(contender="acequia", question="q"), actor="7", at=AT, key="k1")
    with writing(other.pk) as writer:
        writer.append(Asked(contender="acequia", question="q"), actor="7", at=AT, key="k1")

    assert Entry.objects.filter(key="k1").count() == 2


def test_entries_without_a_key_do_not_collide(written):
    assert Entry.objects.filter(show=written, key=None).count() == 4


def test_reading_after_a_number_gives_the_rest_in_order(written):
    assert [entry.seq for entry in read(written.pk, after=3)] == [4, 5]
    assert read(written.pk, after=3)[0].event.value == 0.1 + 0.2
    assert read(written.pk, after=3)[0].at - AT == timedelta(0)
