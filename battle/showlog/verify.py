"""Recomputing the chain of a show's log."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import DatabaseError
from pydantic import ValidationError

from battle.showlog.events import decode
from battle.showlog.log import entry_hash
from battle.showlog.models import GENESIS, Entry, Show

# What drivers, Django's converters and the hash raise for a column that holds something else than its type: SQLite
# keeps any bytes in any column.
UNREADABLE = (DatabaseError, ValueError, TypeError, AttributeError, OverflowError)


@dataclass(frozen=True, slots=True)
class Difference:
    """The first entry that is not as it was written, and in what."""

    seq: int
    reason: str


def verify_chain(show: Show) -> Difference | None:
    """The first entry whose number, chain, content or hash differs, or None where all is as it was written."""
    prev, expected = GENESIS, 1
    for entry in _entries(show):
        if entry is None:
            return Difference(expected, "its content cannot be read")
        if reason := _fault(entry, show, prev, expected):
            return Difference(min(entry.seq, expected), reason)
        prev, expected = entry.hash, expected + 1
    if show.seq != expected - 1:
        return Difference(expected, f"the show counts {show.seq} entries, the log holds {expected - 1}")
    if show.head != prev:
        return Difference(expected - 1, "its hash is not the one the show ends with")
    return None


def _entries(show: Show) -> Iterator[Entry | None]:
    """The entries in the order of their numbers, each read by itself; None for one that cannot be read."""
    for pk in list(Entry.objects.filter(show=show).order_by("seq").values_list("pk", flat=True)):
        try:
            entry = Entry.objects.get(pk=pk)
        except UNREADABLE:
            yield None
        else:
            yield entry if isinstance(entry.seq, int) else None


def _fault(entry: Entry, show: Show, prev: str, expected: int) -> str:
    if entry.seq != expected:
        return f"entry {expected} is missing"
    if entry.prev_hash != prev:
        return "it is not chained to the entry before"
    try:
        digest = entry_hash(
            prev_hash=prev,
            show_uid=str(show.uid),
            seq=entry.seq,
            kind=entry.kind,
            payload=entry.payload,
            actor=entry.actor,
            key=entry.key,
            at=entry.at,
        )
    except UNREADABLE:
        return "its content cannot be read"
    if digest != entry.hash:
        return "its content does not match its hash"
    try:
        decode(entry.kind, entry.payload)
    except (KeyError, ValidationError):
        return "its content is not an event that this version knows"
    return ""
