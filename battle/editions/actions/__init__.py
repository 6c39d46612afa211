"""Writes of the editions room."""

from battle.editions.actions.cloning import clone_edition, shifted
from battle.editions.actions.editing import (
    FIRST_YEAR,
    LAST_YEAR,
    EditionFields,
    create_edition,
    locked_fields,
    pin_jury_model,
    update_edition,
)
from battle.editions.actions.lines import PrizeLine, SponsorLine
from battle.editions.actions.pictures import keep_picture, sweep_pictures
from battle.editions.actions.publishing import publish_edition, unpublish_edition, why_public
from battle.editions.actions.team import give_role, take_role

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "EditionFields",
    "PrizeLine",
    "SponsorLine",
    "clone_edition",
    "create_edition",
    "give_role",
    "keep_picture",
    "locked_fields",
    "pin_jury_model",
    "publish_edition",
    "shifted",
    "sweep_pictures",
    "take_role",
    "unpublish_edition",
    "update_edition",
    "why_public",
]
