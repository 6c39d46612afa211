"""Reads of the selection room."""

from battle.selection.queries.lists import is_locked, shortlist_of

__all__ = ["is_locked", "shortlist_of"]
