"""Writes of the applications room."""

from battle.applications.actions.applying import Entries, Submitted, submit_application
from battle.applications.actions.choosing import (
    add_finalist,
    decline,
    lock_edition,
    order_is_fixed,
    pick_finalists,
    put_in_state,
    require_not_opened,
    restore,
    set_running_order,
    shortlist,
)
from battle.applications.actions.drafting import Begun, Conflict, Saved, begin_application, save_entries
from battle.applications.actions.erasing import anonymise_application, erase_applications
from battle.applications.actions.filing import MOST_BYTES, attach_file, detach_file, shown_name
from battle.applications.actions.handing_in import hand_in, take_back, take_up
from battle.applications.actions.late import make_late_code, revoke_late_code

__all__ = [
    "MOST_BYTES",
    "Begun",
    "Conflict",
    "Entries",
    "Saved",
    "Submitted",
    "add_finalist",
    "anonymise_application",
    "attach_file",
    "begin_application",
    "decline",
    "detach_file",
    "erase_applications",
    "hand_in",
    "lock_edition",
    "make_late_code",
    "order_is_fixed",
    "pick_finalists",
    "put_in_state",
    "require_not_opened",
    "restore",
    "revoke_late_code",
    "save_entries",
    "set_running_order",
    "shortlist",
    "shown_name",
    "submit_application",
    "take_back",
    "take_up",
]
