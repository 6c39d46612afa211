"""Writes of the editions room."""

from battle.editions.actions.editing import (
    FIRST_YEAR,
    LAST_YEAR,
    EditionFields,
    PrizeLine,
    SponsorLine,
    create_edition,
    locked_fields,
    pin_jury_model,
    update_edition,
)
from battle.editions.actions.team import give_role, take_role

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "EditionFields",
    "PrizeLine",
    "SponsorLine",
    "create_edition",
    "give_role",
    "locked_fields",
    "pin_jury_model",
    "take_role",
    "update_edition",
]
