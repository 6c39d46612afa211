"""The jury's one door: what the competition may ask of it. Importing it loads no scientific library."""

from scoring.core.answers import clean_answer, clean_answers
from scoring.core.problems import AnswerProblem, BadModelFile, Problem
from scoring.core.questionnaire import Questionnaire
from scoring.core.questionnaire import load as questionnaire
from scoring.service.advice import (
    NextQuestion,
    advice_reasons,
    close_call,
    close_calls,
    next_question,
    question_order,
)
from scoring.service.cards import Card, champion_card
from scoring.service.juries import (
    REFERENCE_SEED,
    ModelRef,
    NoJuryModel,
    champion,
    model_facts,
    model_proof,
    model_ref,
    note_use,
    prove_again,
    train_reference_jury,
)
from scoring.service.scores import Score, evaluate, explain, score, score_many, warm

__all__ = [
    "REFERENCE_SEED",
    "AnswerProblem",
    "BadModelFile",
    "Card",
    "ModelRef",
    "NextQuestion",
    "NoJuryModel",
    "Problem",
    "Questionnaire",
    "Score",
    "advice_reasons",
    "champion",
    "champion_card",
    "clean_answer",
    "clean_answers",
    "close_call",
    "close_calls",
    "evaluate",
    "explain",
    "model_facts",
    "model_proof",
    "model_ref",
    "next_question",
    "note_use",
    "prove_again",
    "question_order",
    "questionnaire",
    "score",
    "score_many",
    "train_reference_jury",
    "warm",
]
