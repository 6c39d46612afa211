"""Writes of the applications room."""

from battle.applications.actions.applying import Entries, Submitted, change_application, submit_application
from battle.applications.actions.choosing import (
    decline,
    pick_finalists,
    restore,
    set_running_order,
    shortlist,
)

__all__ = [
    "Entries",
    "Submitted",
    "change_application",
    "decline",
    "pick_finalists",
    "restore",
    "set_running_order",
    "shortlist",
    "submit_application",
]
