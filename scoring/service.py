"""The jury's one door: what the competition may ask of it. Importing it loads no scientific library.

Models are kept by the hash of their file, once a process, so that a score costs milliseconds after the first.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

from scoring.core.answers import clean_answer, clean_answers
from scoring.core.problems import AnswerProblem, BadModelFile, Problem
from scoring.core.questionnaire import Questionnaire
from scoring.core.questionnaire import load as questionnaire

if TYPE_CHECKING:
    from scoring.core.jury import JuryModel as Jury
    from scoring.core.told import ToldExplanation
    from scoring.models import JuryModel

__all__ = [
    "AnswerProblem",
    "BadModelFile",
    "ModelRef",
    "NoJuryModel",
    "Problem",
    "Questionnaire",
    "Score",
    "champion",
    "clean_answer",
    "clean_answers",
    "evaluate",
    "explain",
    "model_facts",
    "model_ref",
    "questionnaire",
    "score",
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
    """A score in points, 0-100; `sections` add up to score - base. Unrounded."""

    score: float
    low: float
    high: float
    base: float
    sections: dict[str, float]
    points_rule: float
    answered: int
    model: str
    questionnaire: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


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
