"""Writes of the selection room."""

from battle.selection.actions.applying import Applied, apply_decisions
from battle.selection.actions.deciding import decide, decide_others, move_reserve, undo_decision
from battle.selection.actions.inviting import (
    answer_invitation,
    lapse_invitations,
    settle_withdrawn,
    take_back,
)
from battle.selection.actions.judging import score_waiting
from battle.selection.actions.letters import draft_letters
from battle.selection.actions.shortlisting import lock_shortlist, pick, unlock_shortlist, unpick

__all__ = [
    "Applied",
    "answer_invitation",
    "apply_decisions",
    "decide",
    "decide_others",
    "draft_letters",
    "lapse_invitations",
    "lock_shortlist",
    "move_reserve",
    "pick",
    "score_waiting",
    "settle_withdrawn",
    "take_back",
    "undo_decision",
    "unlock_shortlist",
    "unpick",
]
