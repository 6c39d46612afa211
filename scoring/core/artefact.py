"""The model file: one skops file that is safe to open and identical for identical models.

skops stores no code, only named types, and refuses any type that is not on the list below. Two things in what it writes
differ from run to run although the model does not: names made from memory addresses, and times. Both are replaced, so
that the SHA-256 of the file says whether two models are the same.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import Any

import skops.io

from scoring.core.calibration import PlattCalibration
from scoring.core.fileformat import EARLIEST, FORMAT, LONG_AGO
from scoring.core.jury import JuryModel
from scoring.core.population import FITTED, Population
from scoring.core.problems import BadModelFile
from scoring.core.replicates import of_arrays, to_arrays

FACTS = "facts.json"
TRUSTED = [
    "scoring.core.ensemble.SoftVote",
    "scoring.core.members.boosted.MonotoneBoosting",
    "scoring.core.members.forest.MonotoneForest",
    "scoring.core.members.linear.SignConstrainedLogisticRegression",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.tree._tree.Tree",
]


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def dump(jury: JuryModel) -> bytes:
    """The jury as a file. Trained again from the same data and seed it gives the same bytes, in any process; read from
    a file and written again it may not, so a registered file is kept as it was written."""
    content = {
        "questionnaire": jury.questionnaire,
        "base": jury.base,
        "calibration": [jury.calibration.slope_, jury.calibration.intercept_],
        "population": {name: getattr(jury.population, name) for name in FITTED},
        "members": jury.members,
        "replicates": to_arrays(jury.replicates),
        "tails": jury.tails,
        "rows": jury.rows,
        "evidence": jury.evidence,
    }
    facts = json.dumps({**jury.facts, "format": FORMAT, "questionnaire": jury.questionnaire}, sort_keys=True)
    return _canonical(skops.io.dumps(content, compression=zipfile.ZIP_STORED), facts)


def read_facts(data: bytes) -> dict[str, Any]:
    """How the jury of a file was trained, and its questionnaire: a part of the file that is read without the rest.

    Raises
    ------
    BadModelFile : the file holds no facts.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            return dict(json.loads(file.read(FACTS)))
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise BadModelFile(f"The model file holds no facts: {error}") from error


def load(data: bytes, expected_sha256: str) -> JuryModel:
    """The jury from a file.

    Parameters
    ----------
    expected_sha256 : as registered, in hexadecimal. Compared before anything of the file is read.

    Raises
    ------
    BadModelFile : another hash, a file of another version of the program, or a type that is not trusted.
    """
    if (found := sha256(data)) != expected_sha256:
        detail = (
            f"The model file has SHA-256 {found}, registered is {expected_sha256}; it was altered or damaged."
        )
        raise BadModelFile(detail)
    facts = read_facts(data)
    if (written := facts.pop("format", EARLIEST)) != FORMAT:
        detail = (
            f"The model file is of format {written}, this version reads {FORMAT}; run manage.py train_jury."
        )
        raise BadModelFile(detail)
    try:
        untrusted = sorted(set(skops.io.get_untrusted_types(data=data)) - set(TRUSTED))
        if untrusted:
            raise BadModelFile(f"The model file holds types that are not trusted: {', '.join(untrusted)}.")
        return _jury(skops.io.loads(data, trusted=TRUSTED), facts)
    except BadModelFile:
        raise
    except Exception as error:  # skops raises whatever its readers raise, and a part may be missing
        raise BadModelFile(f"The model file cannot be read: {error!r}") from error


def _jury(content: dict[str, Any], facts: dict[str, Any]) -> JuryModel:
    return JuryModel(
        questionnaire=content["questionnaire"],
        members=content["members"],
        calibration=PlattCalibration.of_line(*content["calibration"]),
        population=Population.of_parts(content["population"]),
        replicates=of_arrays(content["replicates"]),
        tails=content["tails"],
        base=float(content["base"]),
        rows=int(content["rows"]),
        evidence=int(content["evidence"]),
        facts={name: fact for name, fact in facts.items() if name != "questionnaire"},
    )


def _canonical(data: bytes, facts: str) -> bytes:
    """The same skops file with addresses replaced by order of appearance, fixed times, and deflated."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        files = {name: source.read(name) for name in source.namelist()}
    schema = json.loads(files.pop("schema.json"))
    ids: dict[Any, int] = {}
    names: dict[str, str] = {}
    schema = _renumbered(schema, ids, names, set(files))
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as target:
        _write(target, "schema.json", json.dumps(schema, sort_keys=True).encode())
        _write(target, FACTS, facts.encode())
        for old, new in sorted(names.items(), key=lambda pair: pair[1]):
            _write(target, new, files[old])
    return output.getvalue()


def _renumbered(node: Any, ids: dict[Any, int], names: dict[str, str], files: set[str]) -> Any:
    if isinstance(node, list):
        return [_renumbered(each, ids, names, files) for each in node]
    if not isinstance(node, dict):
        return node
    renumbered: dict[str, Any] = {}
    for key, value in node.items():
        if key == "__id__":
            renumbered[key] = ids.setdefault(value, len(ids) + 1)
        elif key == "file" and value in files:
            suffix = value[value.rfind(".") :]
            renumbered[key] = names.setdefault(value, f"{len(names):06d}{suffix}")
        else:
            renumbered[key] = _renumbered(value, ids, names, files)
    return renumbered


def _write(target: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, date_time=LONG_AGO)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    target.writestr(entry, data, compresslevel=6)
