import pytest
from django.db import DatabaseError, connection, transaction

from battle.showlog.models import AppendOnly, Entry

ORM_WRITES = {
    "save": lambda entry: entry.save(),
    "delete": lambda entry: entry.delete(),
    "queryset update": lambda entry: Entry.objects.filter(pk=entry.pk).update(actor="x"),
    "queryset delete": lambda entry: Entry.objects.filter(pk=entry.pk).delete(),
    "bulk_update": lambda entry: Entry.objects.bulk_update([entry], ["actor"]),
    "update_or_create": lambda entry: Entry.objects.update_or_create(pk=entry.pk, defaults={"actor": "x"}),
    "related manager": lambda entry: entry.show.entries.update(actor="x"),
}


@pytest.mark.parametrize("way", ORM_WRITES)
def test_the_orm_refuses_to_change_an_entry(written, way):
    entry = Entry.objects.get(show=written, seq=4)

    with pytest.raises(AppendOnly):
        ORM_WRITES[way](entry)

    assert Entry.objects.get(pk=entry.pk).actor == "7"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE showlog_entry SET payload = '{}' WHERE seq = 4",
        "UPDATE showlog_entry SET seq = seq + 10",
        "DELETE FROM showlog_entry WHERE seq = 5",
    ],
)
def test_the_database_refuses_whoever_gets_past_the_orm(written, statement):
    before = list(Entry.objects.values_list("seq", "payload"))

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert list(Entry.objects.values_list("seq", "payload")) == before


def test_postgres_refuses_to_truncate_the_log(written):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")

    with connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE"
        )  # else the rows just written are refused for another reason
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE showlog_entry CASCADE")


def test_a_show_with_entries_cannot_be_deleted(written):
    from django.db.models import ProtectedError

    with pytest.raises(ProtectedError):
        written.delete()


REPLACED = {
    "the row": "id, show_id, seq, key",
    "the number": "NULL, show_id, seq, NULL",
    "the key": "NULL, show_id, seq + 90, key",
}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has INSERT OR REPLACE")
@pytest.mark.parametrize("way", REPLACED)
def test_sqlite_refuses_to_replace_an_entry(written, way):
    before = list(Entry.objects.values_list("pk", "seq", "payload"))

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT OR REPLACE INTO showlog_entry "  # noqa: S608  test's own columns
            "(id, show_id, seq, key, kind, payload, actor, at, prev_hash, hash) "
            f"SELECT {REPLACED[way]}, kind, '{{}}', actor, at, prev_hash, hash FROM showlog_entry WHERE seq = 4"
        )

    assert list(Entry.objects.values_list("pk", "seq", "payload")) == before
