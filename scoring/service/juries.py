"""The registered juries. They are kept by the hash of their file, once a process: a score then costs milliseconds."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scoring.core.jury import JuryModel as Jury
    from scoring.models import JuryModel

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
    told = [
        "version",
        "status",
        "questionnaire",
        "trained_on",
        "synthetic",
        "rows",
        "seed",
        "sha256",
        "metrics",
    ]
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


def note_use(model: ModelRef, *, now: datetime) -> None:
    """Note that a show was opened with a jury: from the first time on it is kept for good.

    Raises
    ------
    NoJuryModel : there is no such jury any more.
    """
    from scoring import registry

    try:
        registry.note_use(version=model.version, now=now)
    except registry.NoSuchModel as problem:
        raise NoJuryModel(f"There is no jury model '{model.version}'.") from problem


def prove_again(model: ModelRef | str | None = None) -> dict[str, Any]:
    """Prove a registered jury once more, and that its golden rows score as they did. It takes some seconds.

    Raises
    ------
    BrokenPromise : a promise is broken, here and now.
    NoJuryModel, BadModelFile : as in `score`.
    """
    ref = resolve(model)
    from scoring import registry
    from scoring.core.promises import Proof, prove_file

    kept = model_proof(ref.version)
    golden = Proof.from_dict(kept).golden if kept else ()
    return prove_file(registry.read_file(ref.sha256), golden=golden).as_dict()


def train_reference_jury(seed: int = REFERENCE_SEED) -> ModelRef:
    """Train the built-in jury on the reference cohort; it becomes champion where there is none."""
    from scoring import registry
    from scoring.core import artefact, training

    data = artefact.dump(training.train_reference(seed))
    return _ref(registry.install_reference(data, seed=seed))


_models: OrderedDict[str, Jury] = OrderedDict()
_lock = Lock()


def resolve(model: ModelRef | str | None) -> ModelRef:
    if isinstance(model, ModelRef):
        return model
    return champion() if model is None else model_ref(model)


def load(ref: ModelRef) -> Jury:
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
