"""Writes of the outbox: one action, one transaction. How a letter is then sent: `outbox.postman`."""

from battle.outbox.actions.keeping import anonymise, anonymise_about, record_bounce
from battle.outbox.actions.organising import (
    cancel,
    change,
    filled,
    has_secret,
    recall,
    release_chosen,
    release_drafts,
    retry,
    reword,
    settle,
)
from battle.outbox.actions.writing import post, release, write

__all__ = [
    "anonymise",
    "anonymise_about",
    "cancel",
    "change",
    "filled",
    "has_secret",
    "post",
    "recall",
    "record_bounce",
    "release",
    "release_chosen",
    "release_drafts",
    "retry",
    "reword",
    "settle",
    "write",
]
