"""Writes of the reviews room."""

from battle.reviews.actions.configuring import (
    CriterionLine,
    RoundFields,
    close_reviews,
    reopen_reviews,
    save_round,
)
from battle.reviews.actions.conflicts import answer_suggestion, declare_conflict, declare_ties, lift_recusal
from battle.reviews.actions.erasing import erase_person, forget_texts, forget_ties
from battle.reviews.actions.handing_out import assign, give_back_stale, hand_out_next
from battle.reviews.actions.writing import ChangedElsewhere, Written, abstain, save_field, submit

__all__ = [
    "ChangedElsewhere",
    "CriterionLine",
    "RoundFields",
    "Written",
    "abstain",
    "answer_suggestion",
    "assign",
    "close_reviews",
    "declare_conflict",
    "declare_ties",
    "erase_person",
    "forget_texts",
    "forget_ties",
    "give_back_stale",
    "hand_out_next",
    "lift_recusal",
    "reopen_reviews",
    "save_field",
    "save_round",
    "submit",
]
