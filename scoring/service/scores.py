"""Scores, their explanation, and how good they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from scoring.core.answers import clean_answers
from scoring.core.questionnaire import load as questionnaire
from scoring.service.juries import ModelRef, load, resolve

if TYPE_CHECKING:
    from scoring.core.bulk import ManyScores
    from scoring.core.features import Sheets
    from scoring.core.told import ToldExplanation


@dataclass(frozen=True, slots=True)
class Score:
    """A score in points, 0-100; `sections` add up to score - base. Unrounded.

    The band from `low` to `high` has two parts, told as standard deviations: what is not answered yet, and what the
    training data cannot settle.
    """

    score: float
    low: float
    high: float
    base: float
    sections: dict[str, float]
    points_rule: float
    answered: int
    unanswered: float
    training: float
    model: str
    questionnaire: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def score(answers: Mapping[str, Any], model: ModelRef | str | None = None) -> Score:
    """Score one set of answers, in any order, cleaned or not.

    Parameters
    ----------
    answers : see `clean_answers`; what the application alone asks is accepted and counts nothing.
    model : a version, a reference (which saves a query), or None for the champion.

    Raises
    ------
    AnswerProblem : an answer cannot be taken.
    NoJuryModel : there is no such jury.
    BadModelFile : its file was altered.
    """
    ref = resolve(model)
    verdict = load(ref).score(sheet_of(answers, ref))
    return Score(**asdict(verdict), model=ref.version, questionnaire=ref.questionnaire)


def score_many(
    rows: Iterable[Mapping[str, Any]], model: ModelRef | str | None = None, processes: int | None = None
) -> ManyScores:
    """The scores alone of many sets of answers, as `score` has them; see `scoring.core.bulk.score_answers`.

    Raises
    ------
    NoJuryModel, BadModelFile : as in `score`.
    """
    ref = resolve(model)
    jury = load(ref)
    from scoring.core.bulk import score_answers

    return score_answers(jury, rows, questionnaire(ref.questionnaire), processes)


def explain(
    answers: Mapping[str, Any], model: ModelRef | str | None = None, language: str = "en"
) -> ToldExplanation:
    """Where the score of these answers comes from, and what would raise it, in words; some 0.4 s of work.

    It repeats the answers, so it is for those who may read them.

    Parameters
    ----------
    answers, model : as in `score`.
    language : one of the questionnaire's.

    Raises
    ------
    Problem : ``unknown_language``.
    AnswerProblem, NoJuryModel, BadModelFile : as in `score`.
    """
    ref = resolve(model)
    sheet = sheet_of(answers, ref)
    from scoring.core.told import tell

    return tell(load(ref), sheet, language=language, model=ref.version)


def evaluate(text: str, label: str, model: ModelRef | str | None = None) -> dict[str, Any]:
    """Judge a jury on a CSV file of startups with known outcomes, see `scoring.core.evaluation.evaluate`.

    Raises
    ------
    Problem : the file or a row of it cannot be used.
    NoJuryModel, BadModelFile : as in `score`.
    """
    ref = resolve(model)
    from scoring.core.evaluation import evaluate as judged
    from scoring.core.table import read_table

    table = read_table(text.splitlines(keepends=True), label)
    return {
        "version": ref.version,
        "synthetic": ref.synthetic,
        **judged(load(ref), table.sheets, table.outcomes),
    }


def warm(version: str) -> None:
    """Load a jury, so that the first score does not wait for it.

    Raises
    ------
    NoJuryModel : there is no such jury.
    BadModelFile : its file was altered.
    """
    score({}, model=version)


def sheet_of(answers: Mapping[str, Any], ref: ModelRef) -> Sheets:
    """The answers as this jury sees them."""
    from scoring.core.features import to_sheet

    asked = questionnaire(ref.questionnaire)
    return to_sheet(clean_answers(answers, asked), asked)
