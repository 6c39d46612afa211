"""Writes of the exchange room."""

from battle.exchange.actions.forgetting import Forgotten, anonymise_edition, would_forget
from battle.exchange.actions.intake import (
    confirm_intake,
    delete_old_intakes,
    discard_intake,
    map_columns,
    receive_table,
)

__all__ = [
    "Forgotten",
    "anonymise_edition",
    "confirm_intake",
    "delete_old_intakes",
    "discard_intake",
    "map_columns",
    "receive_table",
    "would_forget",
]
