"""Appending to a show's log, and reading it."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection, transaction

from battle.showlog.events import Event, decode, encode
from battle.showlog.models import Entry, Show

CHANNEL = "showlog"


@dataclass(frozen=True, slots=True)
class Logged:
    """An event with its place in the log: what projections read."""

    seq: int
    at: datetime
    event: Event


def entry_hash(
    *,
    prev_hash: str,
    show_uid: str,
    seq: int,
    kind: str,
    payload: str,
    actor: str,
    key: str | None,
    at: datetime,
) -> str:
    """SHA-256 (hex) over the hash before and every column of the entry, as a JSON list so that no two differ alike."""
    told = at.astimezone(UTC).isoformat(timespec="microseconds")
    body = json.dumps([prev_hash, show_uid, seq, kind, payload, actor, key, told], separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


class Writer:
    """Appends to one show while its row is locked. Made by `writing` only."""

    def __init__(self, show: Show) -> None:
        self.show = show
        self._first = show.seq

    def append(self, event: Event, *, actor: str, at: datetime, key: str | None = None) -> Entry:
        """Add one event as the next entry and chain it to the one before.

        Raises
        ------
        django.db.IntegrityError : `key` was used in this show already (look with `find` first).
        """
        show = self.show
        payload = encode(event)
        seq = show.seq + 1
        digest = entry_hash(
            prev_hash=show.head,
            show_uid=str(show.uid),
            seq=seq,
            kind=event.kind,
            payload=payload,
            actor=actor,
            key=key,
            at=at,
        )
        entry = Entry(
            show=show,
            seq=seq,
            kind=event.kind,
            payload=payload,
            actor=actor,
            key=key,
            at=at,
            prev_hash=show.head,
            hash=digest,
        )
        entry.save(force_insert=True)
        show.seq, show.head = seq, digest
        return entry

    def find(self, key: str) -> Entry | None:
        """The entry that a request with this idempotency key already made."""
        return Entry.objects.filter(show=self.show, key=key).first()

    def finish(self) -> None:
        if self.show.seq == self._first:
            return
        self.show.save(update_fields=["seq", "head"])
        if connection.vendor == "postgresql":
            # Delivered by PostgreSQL on commit, never before; SQLite's tailer sees PRAGMA data_version move instead.
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(self.show.pk)])


@contextmanager
def writing(show_id: int) -> Iterator[Writer]:
    """One transaction on one show's log, under a lock on the show's row.

    The lock is what makes the numbers gapless and visible in order: ids given by a sequence before commit made a
    tailing reader miss more than half of the rows with six writers. (SQLite locks the whole database instead, from
    the start of the transaction.) An exception leaves the log as it was.
    """
    with transaction.atomic():
        writer = Writer(Show.objects.select_for_update().get(pk=show_id))
        yield writer
        writer.finish()


def read(show_id: int, *, after: int = 0) -> list[Logged]:
    """The entries with a number above `after`, in order."""
    rows = (
        Entry.objects.filter(show_id=show_id, seq__gt=after)
        .order_by("seq")
        .values_list("seq", "at", "kind", "payload")
    )
    return [Logged(seq, at, decode(kind, payload)) for seq, at, kind, payload in rows]


def current_show(edition_slug: str) -> Show | None:
    """The show that counts for an edition: its newest."""
    return Show.objects.filter(edition_slug=edition_slug).order_by("-number").first()
