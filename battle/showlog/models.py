from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from battle.appendonly import AppendOnly, AppendOnlyManager, AppendOnlyModel

__all__ = ["GENESIS", "AppendOnly", "Entry", "Show"]

GENESIS = "0" * 64


class Show(models.Model):
    """The live event of an edition; its entries are the truth about it.

    `seq` and `head` are the number and hash of the newest entry. They change only in `showlog.log.writing`, under a
    lock on this row, so that entries are numbered without gaps and a reader that tails `seq > last` never skips one.
    An edition whose show was played again (the demo) has several; the one with the highest number counts.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    edition_slug = models.SlugField(max_length=60)
    number = models.PositiveIntegerField(default=1)
    seq = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, default=GENESIS)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition_slug", "number"], name="show_number_once_per_edition")
        ]

    def __str__(self) -> str:
        return f"{self.edition_slug} #{self.number}"


class Entry(AppendOnlyModel):
    """One event of a show. Append-only: written once by `showlog.log.writing`, then never changed or deleted.

    The ORM refuses it here, the database by a trigger (`showlog.triggers`), and a change by hand breaks the chain:
    `hash` is the SHA-256 over the hash before and every column of this row.
    """

    show = models.ForeignKey(Show, on_delete=models.PROTECT, related_name="entries")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=16)
    payload = models.TextField()
    actor = models.CharField(max_length=40)
    key = models.CharField(max_length=80, null=True, blank=True)  # noqa: DJ001  unique where given, so absent is NULL
    at = models.DateTimeField()
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects: ClassVar[models.Manager[Entry]] = AppendOnlyManager()

    class Meta:
        ordering = ["show_id", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["show", "seq"], name="entry_seq_once_per_show"),
            models.UniqueConstraint(fields=["show", "key"], name="entry_key_once_per_show"),
        ]

    def __str__(self) -> str:
        return f"{self.show_id}/{self.seq} {self.kind}"
