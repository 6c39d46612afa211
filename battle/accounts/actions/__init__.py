"""Writes of the accounts room."""

from battle.accounts.actions.factors import claim_app_code, forget_second_factor
from battle.accounts.actions.invitations import accept, invite, make_room_for, revoke, send_again
from battle.accounts.actions.leaving import erase_person, forget_who_never_came
from battle.accounts.actions.people import (
    find_or_create_user,
    find_sign_in_link,
    grant_role,
    issue_sign_in_link,
    update_profile,
    use_sign_in_link,
)

__all__ = [
    "accept",
    "claim_app_code",
    "erase_person",
    "find_or_create_user",
    "find_sign_in_link",
    "forget_second_factor",
    "forget_who_never_came",
    "grant_role",
    "invite",
    "issue_sign_in_link",
    "make_room_for",
    "revoke",
    "send_again",
    "update_profile",
    "use_sign_in_link",
]
