"""Recomputing the chain of a show's log."""

from dataclasses import dataclass

from pydantic import ValidationError

from battle.showlog.events import decode
from battle.showlog.log import entry_hash
from battle.showlog.models import GENESIS, Entry, Show


@dataclass(frozen=True, slots=True)
class Difference:
    """The first entry that is not as it was written, and in what."""

    seq: int
    reason: str


def verify_chain(show: Show) -> Difference | None:
    """The first entry whose number, chain, content or hash differs, or None where all is as it was written."""
    prev, expected = GENESIS, 1
    for entry in Entry.objects.filter(show=show).order_by("seq").iterator():
        if reason := _fault(entry, show, prev, expected):
            return Difference(min(entry.seq, expected), reason)
        prev, expected = entry.hash, expected + 1
    if show.seq != expected - 1:
        return Difference(expected, f"the show counts {show.seq} entries, the log holds {expected - 1}")
    if show.head != prev:
        return Difference(expected - 1, "its hash is not the one the show ends with")
    return None


def _fault(entry: Entry, show: Show, prev: str, expected: int) -> str:
    if entry.seq != expected:
        return f"entry {expected} is missing"
    if entry.prev_hash != prev:
        return "it is not chained to the entry before"
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
    if digest != entry.hash:
        return "its content does not match its hash"
    try:
        decode(entry.kind, entry.payload)
    except (KeyError, ValidationError):
        return "its content is not an event that this version knows"
    return ""
