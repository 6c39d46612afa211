"""The jury's one door: what the competition may ask of it. Importing it loads no scientific library.

Models are kept by the hash of their file, once a process, so that a score costs milliseconds after the first.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from scoring.core.answers import clean_answer, clean_answers
from scoring.core.problems import AnswerProblem, BadModelFile, Problem
from scoring.core.questionnaire import Questionnaire
from scoring.core.questionnaire import load as questionnaire

if TYPE_CHECKING:
    from scoring.core.bulk import ManyScores
    from scoring.core.features import Sheets
    from scoring.core.jury import JuryModel as Jury
    from scoring.core.told import ToldExplanation
    from scoring.models import JuryModel

__all__ = [
    "AnswerProblem",
    "BadModelFile",
    "ModelRef",
    "NextQuestion",
    "NoJuryModel",
    "Problem",
    "Questionnaire",
    "Score",
    "advice_reasons",
    "champion",
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
    "prove_again",
    "question_order",
    "questionnaire",
    "score",
    "score_many",
    "train_reference_jury",
    "warm",
]

MODELS_KEPT = 4
REFERENCE_SEED = 1


class NoJuryModel(LookupError):
    """There is no champion, or no jury of the version asked for."""


@dataclass(frozen=True, slots=True)
class ModelRef:
    """A registered jury. `synthetic`: it was trained on invented startups, which every page with a score must say."""

    version: str
    sha256: str
    questionnaire: str
    trained_on: str
    synthetic: bool


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


def champion() -> ModelRef:
    """The jury that scores where no other is asked for.

    Raises
    ------
    NoJuryModel : none was trained yet.
    """
    from scoring import registry

    try:
        return _ref(registry.find_champion())
    except registry.NoSuchModel as problem:
        raise NoJuryModel("There is no jury model yet; run manage.py train_jury.") from problem


def model_ref(version: str) -> ModelRef:
    """A jury by its version.

    Raises
    ------
    NoJuryModel : there is none.
    """
    from scoring import registry

    try:
        return _ref(registry.find_model(version))
    except registry.NoSuchModel as problem:
        raise NoJuryModel(f"There is no jury model '{version}'.") from problem


def model_facts(version: str) -> dict[str, Any]:
    """What to tell about a jury: version, status, questionnaire, trained_on, synthetic, rows, seed, sha256, metrics.

    Raises
    ------
    NoJuryModel : there is none.
    """
    from scoring import registry

    try:
        record = registry.find_model(version)
    except registry.NoSuchModel as problem:
        raise NoJuryModel(f"There is no jury model '{version}'.") from problem
    told = (
        "version",
        "status",
        "questionnaire",
        "trained_on",
        "synthetic",
        "rows",
        "seed",
        "sha256",
        "metrics",
    )
    return {name: getattr(record, name) for name in told}


def model_proof(version: str) -> dict[str, Any]:
    """What was proven of a jury before it was registered, see docs/promises.md; empty where that was before proofs.

    Raises
    ------
    NoJuryModel : there is none.
    """
    from scoring import registry

    try:
        return dict(registry.find_model(version).proof)
    except registry.NoSuchModel as problem:
        raise NoJuryModel(f"There is no jury model '{version}'.") from problem


def prove_again(model: ModelRef | str | None = None) -> dict[str, Any]:
    """Prove a registered jury once more, and that its golden rows score as they did. It takes some seconds.

    Raises
    ------
    BrokenPromise : a promise is broken, here and now.
    NoJuryModel, BadModelFile : as in `score`.
    """
    ref = _resolve(model)
    from scoring import registry
    from scoring.core.promises import Proof, prove_file

    kept = model_proof(ref.version)
    golden = Proof.from_dict(kept).golden if kept else ()
    return prove_file(registry.read_file(ref.sha256), golden=golden).as_dict()


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
    ref = _resolve(model)
    asked = questionnaire(ref.questionnaire)
    cleaned = clean_answers(answers, asked)
    jury = _load(ref)
    from scoring.core.features import to_sheet

    verdict = jury.score(to_sheet(cleaned, asked))
    return Score(**asdict(verdict), model=ref.version, questionnaire=ref.questionnaire)


def score_many(
    rows: Iterable[Mapping[str, Any]], model: ModelRef | str | None = None, processes: int | None = None
) -> ManyScores:
    """The scores alone of many sets of answers, as `score` has them; see `scoring.core.bulk.score_answers`.

    Raises
    ------
    NoJuryModel, BadModelFile : as in `score`.
    """
    ref = _resolve(model)
    jury = _load(ref)
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
    ref = _resolve(model)
    asked = questionnaire(ref.questionnaire)
    cleaned = clean_answers(answers, asked)
    from scoring.core.features import to_sheet
    from scoring.core.told import tell

    return tell(_load(ref), to_sheet(cleaned, asked), language=language, model=ref.version)


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
    ref = _resolve(model)
    sheet = _sheet(answers, ref)
    from scoring.core.advice import advise

    advice = advise(_load(ref), sheet, closed=frozenset(closed), left=left)
    return NextQuestion(**asdict(advice), model=ref.version) if advice else None


def question_order(model: ModelRef | str | None = None) -> tuple[str, ...]:
    """All questions in the one order for everybody that tells most soonest, to be printed. Kept by model.

    Raises
    ------
    NoJuryModel, BadModelFile : as in `score`.
    """
    return _question_order(_resolve(model))


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
    ref = _resolve(model)
    sheets = [_sheet(answers, ref) for answers in ranked]
    from scoring.core.closeness import TOO_CLOSE, neighbours

    return [(probability, probability < TOO_CLOSE) for probability in neighbours(_load(ref), sheets)]


def evaluate(text: str, label: str, model: ModelRef | str | None = None) -> dict[str, Any]:
    """Judge a jury on a CSV file of startups with known outcomes, see `scoring.core.evaluation.evaluate`.

    Raises
    ------
    Problem : the file or a row of it cannot be used.
    NoJuryModel, BadModelFile : as in `score`.
    """
    ref = _resolve(model)
    from scoring.core.evaluation import evaluate as judged
    from scoring.core.table import read_table

    table = read_table(text.splitlines(keepends=True), label)
    return {
        "version": ref.version,
        "synthetic": ref.synthetic,
        **judged(_load(ref), table.sheets, table.outcomes),
    }


def warm(version: str) -> None:
    """Load a jury, so that the first score does not wait for it.

    Raises
    ------
    NoJuryModel : there is no such jury.
    BadModelFile : its file was altered.
    """
    score({}, model=version)


def train_reference_jury(seed: int = REFERENCE_SEED) -> ModelRef:
    """Train the built-in jury on the reference cohort; it becomes champion where there is none."""
    from scoring import registry
    from scoring.core import artefact, training

    data = artefact.dump(training.train_reference(seed))
    return _ref(registry.install_reference(data, seed=seed))


@lru_cache(maxsize=MODELS_KEPT)
def _question_order(ref: ModelRef) -> tuple[str, ...]:
    from scoring.core.advice import greedy_order

    return greedy_order(_load(ref))


def _sheet(answers: Mapping[str, Any], ref: ModelRef) -> Sheets:
    """The answers as this jury sees them."""
    from scoring.core.features import to_sheet

    asked = questionnaire(ref.questionnaire)
    return to_sheet(clean_answers(answers, asked), asked)


_models: OrderedDict[str, Jury] = OrderedDict()
_lock = Lock()


def _resolve(model: ModelRef | str | None) -> ModelRef:
    if isinstance(model, ModelRef):
        return model
    return champion() if model is None else model_ref(model)


def _load(ref: ModelRef) -> Jury:
    """The jury behind a reference; the one used longest ago makes room.

    The lock is held while a file is read: threads that ask for the same model at once wait for one reading.
    """
    with _lock:
        if ref.sha256 in _models:
            _models.move_to_end(ref.sha256)
            return _models[ref.sha256]
        from scoring import registry
        from scoring.core import artefact

        jury = artefact.load(registry.read_file(ref.sha256), ref.sha256)
        _models[ref.sha256] = jury
        while len(_models) > MODELS_KEPT:
            _models.popitem(last=False)
        return jury


def _ref(record: JuryModel) -> ModelRef:
    return ModelRef(record.version, record.sha256, record.questionnaire, record.trained_on, record.synthetic)
