"""`manage.py verify_show` says OK, or names the first entry that differs."""

from collections import OrderedDict
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from battle.showlog import triggers
from battle.showlog.models import Entry
from battle.stage import actions, tasks
from scoring.promotion import guards as record_guards
from scoring.service import juries


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


def change_by_hand(show, seq: int, /, **columns: object) -> None:
    """As somebody with the keys of the database would: triggers off, one row changed, triggers on."""
    triggers.remove(connection)
    with connection.cursor() as cursor:
        for name, value in columns.items():
            cursor.execute(
                f"UPDATE showlog_entry SET {name} = %s WHERE show_id = %s AND seq = %s",  # noqa: S608  test's own names
                [value, show.pk, seq],
            )
    triggers.install(connection)


def by_hand(statement: str, *values: object) -> None:
    """What somebody does who takes every guard away first and puts it back afterwards."""
    guards = (triggers.GUARD, *record_guards.GUARDS)
    for guard in guards:
        guard.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
    for guard in guards:
        guard.install(connection)


def told_difference() -> str:
    """What is said of a show that differs, with the exit code that goes with it."""
    out = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("verify_show", "valencia", stdout=out)
    assert stopped.value.code == 1
    return out.getvalue()


@pytest.fixture
def forgotten_models(monkeypatch):
    """As in a process of its own: no model file was read yet."""
    monkeypatch.setattr(juries, "_models", OrderedDict())


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


# What one changed byte of the first answer, entry 4, makes of it, in any database.
CHANGED_BYTES = {
    "seq": lambda entry: entry.seq + 10,
    "kind": lambda entry: "answeree",
    "payload": lambda entry: entry.payload[:-1],
    "actor": lambda entry: "2",
    "key": lambda entry: "team_foundert",
    "at": lambda entry: entry.at + timedelta(seconds=1),
    "prev_hash": lambda entry: ("1" if entry.prev_hash[0] == "0" else "0") + entry.prev_hash[1:],
    "hash": lambda entry: ("1" if entry.hash[0] == "0" else "0") + entry.hash[1:],
}


@pytest.mark.parametrize("column", CHANGED_BYTES)
def test_a_changed_byte_in_any_column_names_the_entry(played_show, column):
    entry = Entry.objects.get(show=played_show, seq=4)
    change_by_hand(played_show, 4, **{column: CHANGED_BYTES[column](entry)})

    assert told_difference().startswith("DIFFERS: entry 4 of show valencia #1: ")


def test_every_column_but_the_rows_own_number_is_tried():
    columns = {field.attname for field in Entry._meta.concrete_fields} - {"id", "show_id"}

    assert columns == CHANGED_BYTES.keys()


# What SQLite keeps in a column whatever its type.
NOT_OF_ITS_TYPE = {
    "no time": ("at", "'garbage'"),
    "a month that is none": ("at", "'2026-13-24 20:00:00'"),
    "a number for a time": ("at", "5"),
    "bytes for a time": ("at", "X'32'"),
    "text that is no UTF-8": ("payload", "CAST(X'7bff7d' AS TEXT)"),
    "bytes for a payload": ("payload", "X'7b7d'"),
    "bytes for a kind": ("kind", "X'61'"),
    "bytes for an actor": ("actor", "X'31'"),
    "bytes for a key": ("key", "X'31'"),
    "a kind that is no UTF-8": ("kind", "CAST(X'ff' AS TEXT)"),
    "a word for a number": ("seq", "'four'"),
    "bytes for a number": ("seq", "X'34'"),
    "bytes for the hash before": ("prev_hash", "X'31'"),
    "a hash that is no UTF-8": ("hash", "CAST(X'ff' AS TEXT)"),
}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps to the types of its columns")
@pytest.mark.parametrize("change", NOT_OF_ITS_TYPE)
def test_a_column_that_cannot_be_read_names_the_entry(played_show, change):
    column, value = NOT_OF_ITS_TYPE[change]
    by_hand(f'UPDATE showlog_entry SET "{column}" = {value} WHERE seq = 4')  # noqa: S608  test's own values

    assert told_difference().startswith("DIFFERS: entry 4 of show valencia #1: ")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps to the types of its columns")
@pytest.mark.parametrize("change", ["uid = 'garbage'", "created_at = '2026-13-24 20:00:00'"])
def test_a_show_whose_row_cannot_be_read_is_told(played_show, change):
    by_hand(f"UPDATE showlog_show SET {change}")  # noqa: S608  test's own values

    assert told_difference() == "DIFFERS: the row of a show of valencia cannot be read\n"


MODEL_CHANGES = {
    "deleted": ("DELETE FROM scoring_jurymodel", "is missing"),
    "renamed": ("UPDATE scoring_jurymodel SET version = 'other'", "is missing"),
    "another questionnaire": ("UPDATE scoring_jurymodel SET questionnaire = 'v9'", "was altered"),
}


@pytest.mark.parametrize("change", MODEL_CHANGES)
def test_a_model_that_is_not_what_it_was_names_the_opening(played_show, jury, change):
    statement, said = MODEL_CHANGES[change]
    if change == "deleted":  # the record names the jury, so whoever deletes it must begin there
        by_hand("DELETE FROM scoring_promotionstep")
    by_hand(statement)

    assert told_difference() == (
        f"DIFFERS: entry 1 of show valencia #1: its jury model {jury.version} {said}\n"
    )


def test_an_altered_model_file_names_the_opening(played_show, jury, trained_jury, forgotten_models):
    by_hand("UPDATE scoring_jurymodel SET file = %s", trained_jury[:-1] + b"?")

    assert told_difference() == (
        f"DIFFERS: entry 1 of show valencia #1: its jury model {jury.version} was altered\n"
    )


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps to the types of its columns")
@pytest.mark.parametrize("value", ["'a model'", "CAST(X'ff' AS TEXT)"])
def test_a_model_file_that_is_no_file_names_the_opening(played_show, jury, forgotten_models, value):
    by_hand(f"UPDATE scoring_jurymodel SET file = {value}")  # noqa: S608  test's own values

    assert told_difference() == (
        f"DIFFERS: entry 1 of show valencia #1: its jury model {jury.version} was altered\n"
    )


def test_an_unknown_show_is_told_with_its_own_exit_code(db):
    with pytest.raises(CommandError, match="no such show") as caught:
        verify("nowhere")
    assert caught.value.returncode == 2
