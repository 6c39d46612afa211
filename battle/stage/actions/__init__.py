"""Writes of the stage room: the one door through which a show's log grows."""

from battle.stage.actions.ending import freeze_show, reveal_show
from battle.stage.actions.judging import advise_contender, compare_neighbours, judge_contender
from battle.stage.actions.opening import open_show
from battle.stage.actions.questioning import (
    ask_question,
    call_contender,
    correct_answer,
    record_answer,
    skip_question,
)
from battle.stage.actions.scores import record_beat, record_score, score_contender
from battle.stage.actions.turn import Step

__all__ = [
    "Step",
    "advise_contender",
    "ask_question",
    "call_contender",
    "compare_neighbours",
    "correct_answer",
    "freeze_show",
    "judge_contender",
    "open_show",
    "record_answer",
    "record_beat",
    "record_score",
    "reveal_show",
    "score_contender",
    "skip_question",
]
