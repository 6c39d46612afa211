"""Which question to ask next, and whether an order of two startups is too close to call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from scoring.service.juries import MODELS_KEPT, ModelRef, load, resolve
from scoring.service.scores import sheet_of


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """The question to ask next: `fall` points squared off the variance of the score, a `share` of what is left of it.

    `reason` is a code, see `scoring.core.advice.Advice` and `advice_reasons`.
    """

    question: str
    section: str
    fall: float
    share: float
    reason: str
    model: str


def next_question(
    answers: Mapping[str, Any],
    model: ModelRef | str | None = None,
    *,
    closed: Iterable[str] = (),
    left: int | None = None,
) -> NextQuestion | None:
    """The open question whose answer is expected to tell most, see `scoring.core.advice`; None where none is left.

    Parameters
    ----------
    answers, model : as in `score`.
    closed : questions that are not to be asked although they have no answer, such as skipped ones.
    left : how many questions there is still time for; None where nobody knows.

    Raises
    ------
    AnswerProblem, NoJuryModel, BadModelFile : as in `score`.
    ValueError : `left` is negative.
    """
    ref = resolve(model)
    sheet = sheet_of(answers, ref)
    from scoring.core.advice import advise

    advice = advise(load(ref), sheet, closed=frozenset(closed), left=left)
    return NextQuestion(**asdict(advice), model=ref.version) if advice else None


def question_order(model: ModelRef | str | None = None) -> tuple[str, ...]:
    """All questions in the one order for everybody that tells most soonest, to be printed. Kept by model.

    Raises
    ------
    NoJuryModel, BadModelFile : as in `score`.
    """
    return _question_order(resolve(model))


def advice_reasons(version: str, language: str) -> tuple[dict[str, str], dict[str, str]]:
    """Why a question is advised: by code a sentence with {section} and {share} to be filled in, and what each section
    is called in it."""
    from scoring.core.advice_words import advice_words

    words = advice_words(version)
    return (
        {code: text[language] for code, text in words.reasons.items()},
        {section: text[language] for section, text in words.sections.items()},
    )


def close_call(
    answers_a: Mapping[str, Any], answers_b: Mapping[str, Any], model: ModelRef | str | None = None
) -> tuple[float, bool]:
    """The probability that a truly outranks b (see `scoring.core.closeness`), and whether it is too close to call.

    Raises
    ------
    AnswerProblem, NoJuryModel, BadModelFile : as in `score`.
    """
    return close_calls([answers_a, answers_b], model)[0]


def close_calls(
    ranked: Sequence[Mapping[str, Any]], model: ModelRef | str | None = None
) -> list[tuple[float, bool]]:
    """For the answers of a ranking, best first: of each and the next what `close_call` says, one fewer than answers.

    Raises
    ------
    AnswerProblem, NoJuryModel, BadModelFile : as in `score`.
    """
    ref = resolve(model)
    sheets = [sheet_of(answers, ref) for answers in ranked]
    from scoring.core.closeness import TOO_CLOSE, neighbours

    return [(probability, probability < TOO_CLOSE) for probability in neighbours(load(ref), sheets)]


@lru_cache(maxsize=MODELS_KEPT)
def _question_order(ref: ModelRef) -> tuple[str, ...]:
    from scoring.core.advice import greedy_order

    return greedy_order(load(ref))
