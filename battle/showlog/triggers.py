"""Database triggers that refuse to change or delete an entry, whoever asks. Used by the migration."""

from typing import Any

TABLE = "showlog_entry"

_SQLITE_INSTALL = [
    f"CREATE TRIGGER showlog_entry_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
    "BEGIN SELECT RAISE(ABORT, 'the log of a show is append-only'); END"
    for verb in ("UPDATE", "DELETE")
]
_SQLITE_REMOVE = [f"DROP TRIGGER IF EXISTS showlog_entry_no_{verb}" for verb in ("update", "delete")]

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
