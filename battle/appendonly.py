"""Rows that are written once: the ORM refuses to change or delete them, and so does the database, whoever asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NoReturn

from django.db import models


class AppendOnly(Exception):
    """Somebody tried to change or delete what is only ever added to."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly(f"{self.model._meta.db_table} is append-only.")

    update = bulk_update = delete = update_or_create = aupdate = abulk_update = adelete = _refuse


class AppendOnlyManager(models.Manager[Any]):
    def get_queryset(self) -> AppendOnlyQuerySet:
        return AppendOnlyQuerySet(self.model, using=self._db)


class AppendOnlyModel(models.Model):
    """Written once, then never changed or deleted. It is to have an `AppendOnlyManager`."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnly(f"{self._meta.db_table} is append-only: nothing in it is ever changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly(f"{self._meta.db_table} is append-only: nothing in it is ever deleted.")


@dataclass(frozen=True, slots=True)
class Guard:
    """Triggers on one table. A migration installs them; on SQLite, one that rebuilds the table must do so again.

    Attributes
    ----------
    says : what the database answers to whoever tries.
    taken : SQL that is true of a row that an INSERT would replace, with NEW for the row that comes. SQLite's INSERT
        OR REPLACE deletes what is in its way without asking the trigger before DELETE; an ordinary insert is refused
        with an integrity error, as by the key itself.
    held : SQL that is true of a row that must stay, with OLD for the row; "" for every row. Where it is given, rows
        may be changed and only deleting is refused.
    fixed : with `held`, SQL that is true of a change that is refused all the same, with OLD and NEW.
    """

    table: str
    says: str
    taken: str
    held: str = ""
    fixed: str = ""

    def install(self, connection: Any) -> None:
        _run(connection, self._for_sqlite() if connection.vendor == "sqlite" else self._for_postgres())

    def remove(self, connection: Any) -> None:
        names = [f"{self.table}_no_{what}" for what in ("update", "delete", "replace", "change", "truncate")]
        if connection.vendor == "sqlite":
            _run(connection, [f"DROP TRIGGER IF EXISTS {name}" for name in names])
            return
        drop = [f"DROP TRIGGER IF EXISTS {name} ON {self.table}" for name in names]
        _run(connection, [*drop, f"DROP FUNCTION IF EXISTS {self.table}_refuse()"])

    def stands(self, connection: Any) -> bool:
        """Whether the triggers are there."""
        asked = (
            "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s AND name LIKE %s"
            if connection.vendor == "sqlite"
            else "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE %s AND tgenabled = 'O'"
        )
        with connection.cursor() as cursor:
            cursor.execute(asked, [self.table, f"{self.table}_no_%"])
            found = int(cursor.fetchone()[0])
        wanted = self._for_sqlite() if connection.vendor == "sqlite" else self._for_postgres()[1:]
        return found >= len(wanted)

    def _for_sqlite(self) -> list[str]:
        verbs = ("DELETE",) if self.held else ("UPDATE", "DELETE")
        when = f"WHEN {self.held} " if self.held else ""
        refuse = f"BEGIN SELECT RAISE(ABORT, '{self.says}'); END"
        changed = (
            f"CREATE TRIGGER {self.table}_no_update BEFORE UPDATE ON {self.table} WHEN {self.fixed} {refuse}"
        )
        return [
            *([changed] if self.fixed else []),
            *(
                f"CREATE TRIGGER {self.table}_no_{verb.lower()} BEFORE {verb} ON {self.table} {when}{refuse}"
                for verb in verbs
            ),
            f"CREATE TRIGGER {self.table}_no_replace BEFORE INSERT ON {self.table} WHEN EXISTS "  # noqa: S608
            f"(SELECT 1 FROM {self.table} WHERE {self.taken}) {refuse}",
        ]

    def _for_postgres(self) -> list[str]:
        verbs = "DELETE" if self.held and not self.fixed else "UPDATE OR DELETE"
        body = f"RAISE EXCEPTION '{self.says}';"
        if self.held:
            body = (
                f"IF TG_OP = 'DELETE' THEN IF NOT ({self.held}) THEN RETURN OLD; END IF; "
                f"ELSIF TG_OP = 'UPDATE' THEN IF NOT ({self.fixed or 'FALSE'}) THEN RETURN NEW; END IF; END IF; {body}"
            )
        return [
            f"CREATE OR REPLACE FUNCTION {self.table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN {body} END $$",
            f"CREATE TRIGGER {self.table}_no_change BEFORE {verbs} ON {self.table} "
            f"FOR EACH ROW EXECUTE FUNCTION {self.table}_refuse()",
            f"CREATE TRIGGER {self.table}_no_truncate BEFORE TRUNCATE ON {self.table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {self.table}_refuse()",
        ]


def _run(connection: Any, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
