"""`manage.py verify_show` says OK, or names the first entry that differs."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from battle.showlog import triggers
from battle.showlog.models import Entry
from battle.stage import actions, tasks


@pytest.fixture
def played_show(opened_show):
    """Two answers of the first contender, scored by the worker's own task."""
    now = timezone.now()
    actions.call_contender(show_id=opened_show.pk, contender="finalist-1", actor="1", at=now)
    for question, value in (("team_founders", 3), ("ip_disruptive", "high")):
        actions.record_answer(
            show_id=opened_show.pk,
            contender="finalist-1",
            question=question,
            value=value,
            actor="1",
            at=now,
            key=question,
        )
        tasks.score_contender(opened_show.pk, "finalist-1")
    opened_show.refresh_from_db()
    return opened_show


def verify(slug: str = "valencia") -> str:
    out = StringIO()
    call_command("verify_show", slug, stdout=out)
    return out.getvalue()


def change_by_hand(show, seq: int, **columns: object) -> None:
    """As somebody with the keys of the database would: triggers off, one row changed, triggers on."""
    triggers.remove(connection)
    with connection.cursor() as cursor:
        for name, value in columns.items():
            cursor.execute(
                f"UPDATE showlog_entry SET {name} = %s WHERE show_id = %s AND seq = %s",  # noqa: S608  test's own names
                [value, show.pk, seq],
            )
    triggers.install(connection)


def test_it_says_ok_for_a_show_as_it_was_played(played_show):
    assert verify().startswith(
        f"OK: show valencia #1: {played_show.seq} entries chained, 2 scores recomputed"
    )


def test_it_names_the_entry_in_which_one_byte_was_changed(played_show):
    entry = Entry.objects.filter(show=played_show, kind="answered").first()
    change_by_hand(played_show, entry.seq, payload=entry.payload.replace("3", "2", 1))
    out = StringIO()

    with pytest.raises(SystemExit) as stopped:
        call_command("verify_show", "valencia", stdout=out)

    assert stopped.value.code == 1
    assert (
        out.getvalue()
        == f"DIFFERS: entry {entry.seq} of show valencia #1: its content does not match its hash\n"
    )


def test_an_unknown_show_is_told_with_its_own_exit_code(db):
    with pytest.raises(CommandError, match="no such show") as caught:
        verify("nowhere")
    assert caught.value.returncode == 2
