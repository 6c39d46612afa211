"""A change by hand, past every guard, is found and named."""

from datetime import timedelta

import pytest
from django.db import connection

from battle.showlog import triggers
from battle.showlog.models import GENESIS, Entry, Show
from battle.showlog.verify import Difference, verify_chain
from tests.showlog.conftest import AT, write_some

CONTENT = "its content does not match its hash"

# Every column of the entry 4 that can be changed by hand, and what is said about it.
CHANGES = {
    "seq": (14, Difference(4, "entry 4 is missing")),
    "kind": ("asked", Difference(4, CONTENT)),
    "payload": ('{"contender":"acequia","question":"team_founders","value":4.0}', Difference(4, CONTENT)),
    "actor": ("8", Difference(4, CONTENT)),
    "key": (None, Difference(4, CONTENT)),
    "at": (AT + timedelta(microseconds=1), Difference(4, CONTENT)),
    "prev_hash": (GENESIS, Difference(4, "it is not chained to the entry before")),
    "hash": ("f" * 64, Difference(4, CONTENT)),
}


@pytest.fixture
def by_hand(db):
    """Runs one statement with the triggers out of the way, as somebody with the database's password would."""

    def run(statement: str, *values: object) -> None:
        triggers.remove(connection)
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement, values)
        finally:
            triggers.install(connection)

    return run


def test_an_untouched_log_is_as_it_was_written(written):
    assert verify_chain(written) is None


def test_an_empty_log_is_as_it_was_written(show):
    assert verify_chain(show) is None


@pytest.mark.parametrize("column", CHANGES)
def test_a_column_changed_by_hand_names_the_entry(written, by_hand, column):
    value, expected = CHANGES[column]
    by_hand(f'UPDATE showlog_entry SET "{column}" = %s WHERE seq = 4', value)  # noqa: S608

    assert verify_chain(written) == expected


def test_an_entry_moved_to_another_show_is_missing_here(written, by_hand):
    other = Show.objects.create(edition_slug="valencia", number=2)
    by_hand("UPDATE showlog_entry SET show_id = %s WHERE seq = 4", other.pk)

    assert verify_chain(written) == Difference(4, "entry 4 is missing")


def test_every_column_of_an_entry_is_covered():
    columns = {field.attname for field in Entry._meta.concrete_fields} - {"id", "show_id"}

    assert columns == CHANGES.keys()


@pytest.mark.parametrize(("seq", "said"), [(1, 1), (3, 3), (5, 5)])
def test_a_deleted_entry_is_missed(written, by_hand, seq, said):
    by_hand("DELETE FROM showlog_entry WHERE seq = %s", seq)

    assert verify_chain(written).seq == said


def test_a_rewritten_tail_is_found_by_the_shows_own_head(written, by_hand):
    """Somebody recomputes the last hash too: only the show's row gives it away."""
    twin = Show.objects.create(edition_slug="valencia", number=2)
    write_some(twin)
    Show.objects.filter(pk=written.pk).update(head="f" * 64)
    written.refresh_from_db()

    assert verify_chain(written) == Difference(5, "its hash is not the one the show ends with")


def test_a_changed_show_identity_breaks_the_first_entry(written):
    written.uid = Show.objects.create(edition_slug="other").uid

    assert verify_chain(written) == Difference(1, CONTENT)


def test_an_event_of_a_later_version_is_named(show):
    from battle.showlog.log import entry_hash

    digest = entry_hash(
        prev_hash=GENESIS,
        show_uid=str(show.uid),
        seq=1,
        kind="applauded",
        payload="{}",
        actor="7",
        key=None,
        at=AT,
    )
    Entry.objects.create(
        show=show, seq=1, kind="applauded", payload="{}", actor="7", at=AT, prev_hash=GENESIS, hash=digest
    )
    Show.objects.filter(pk=show.pk).update(seq=1, head=digest)
    show.refresh_from_db()

    assert verify_chain(show) == Difference(1, "its content is not an event that this version knows")
