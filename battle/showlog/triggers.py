"""Database triggers that refuse to change or delete an entry, whoever asks. Used by the migration."""

from typing import Any

TABLE = "showlog_entry"

_SQLITE_INSTALL = [
    f"CREATE TRIGGER showlog_entry_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
    "BEGIN SELECT RAISE(ABORT, 'the log of a show is append-only'); END"
    for verb in ("UPDATE", "DELETE")
] + [
    # INSERT OR REPLACE deletes what is in its way without asking the trigger before DELETE. Every unique key that it
    # could replace by is named; an ordinary insert is refused with an integrity error, as by the key itself.
    f"CREATE TRIGGER showlog_entry_no_replace BEFORE INSERT ON {TABLE} WHEN EXISTS (SELECT 1 FROM {TABLE} "  # noqa: S608
    "WHERE id = NEW.id OR (show_id = NEW.show_id AND (seq = NEW.seq OR key = NEW.key))) "
    "BEGIN SELECT RAISE(ABORT, 'the log of a show is append-only'); END"
]
_SQLITE_REMOVE = [
    f"DROP TRIGGER IF EXISTS showlog_entry_no_{verb}" for verb in ("update", "delete", "replace")
]

_POSTGRES_INSTALL = [
    "CREATE OR REPLACE FUNCTION showlog_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN RAISE EXCEPTION 'the log of a show is append-only'; END $$",
    f"CREATE TRIGGER showlog_entry_no_change BEFORE UPDATE OR DELETE ON {TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION showlog_refuse()",
    f"CREATE TRIGGER showlog_entry_no_truncate BEFORE TRUNCATE ON {TABLE} "
    "FOR EACH STATEMENT EXECUTE FUNCTION showlog_refuse()",
]
_POSTGRES_REMOVE = [
    f"DROP TRIGGER IF EXISTS showlog_entry_no_change ON {TABLE}",
    f"DROP TRIGGER IF EXISTS showlog_entry_no_truncate ON {TABLE}",
    "DROP FUNCTION IF EXISTS showlog_refuse()",
]


def install(connection: Any) -> None:
    _run(connection, _SQLITE_INSTALL if connection.vendor == "sqlite" else _POSTGRES_INSTALL)


def remove(connection: Any) -> None:
    _run(connection, _SQLITE_REMOVE if connection.vendor == "sqlite" else _POSTGRES_REMOVE)


def _run(connection: Any, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
