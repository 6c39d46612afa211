"""What `evaluate_jury` does beyond judging a plain CSV: mappings, imported data sets, whole studies."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from scoring import datasets, judging, registry, service
from scoring.core import artefact
from scoring.core.evaluation import evaluate
from scoring.core.evaluation.study import WHOLE, Effort
from scoring.core.mapping_file import read_shipped, shipped
from scoring.management.origins import content_hash, trained_on
from scoring.management.problems import read_bytes, read_text


def run(options: dict[str, Any]) -> dict[str, Any]:
    """The figures that the options ask for.

    Raises
    ------
    Problem : the data cannot be used.
    NoJuryModel, BadModelFile : as in `service.score`.
    """
    judged, sha256 = _judged(options)
    ref = service.model_ref(options["model"]) if options["model"] else service.champion()
    jury = artefact.load(registry.read_file(ref.sha256), ref.sha256)
    known = trained_on(ref.version, sha256)
    if not (options["study"] or options["card"]):
        found = evaluate(jury, judged.data.sheets, judged.data.outcomes)
        return {"version": ref.version, "synthetic": ref.synthetic, "trained_on_these": known, **found}
    after = options["outcome_after"] or 0
    beside = [_mapped(file, mapping, label, after)[0] for file, mapping, label in options["beside"]]
    told = judging.studied(
        jury,
        ref.version,
        judged,
        beside,
        command=command(options),
        sha256=ref.sha256,
        behind_the_jury=known or None,
        effort=Effort(workers=options["workers"] or WHOLE.workers),
    )
    return {**told, "trained_on_these": known}


def command(options: dict[str, Any]) -> str:
    """The command line that gives the same figures; files by their names alone."""
    parts = ["manage.py evaluate_jury"]
    for name in ("data", "map", "label", "dataset", "model"):
        if options[name]:
            value = Path(options[name]).name if name in ("data", "map") else options[name]
            parts.append(f"--{name} {value}")
    for file, mapping, label in options["beside"]:
        parts.append(f"--beside {Path(file).name} {Path(mapping).name} {label}")
    if options["outcome_after"]:
        parts.append(f"--outcome-after {options['outcome_after']}")
    return " ".join([*parts, "--study"])


def _judged(options: dict[str, Any]) -> tuple[judging.Judged, str]:
    """What is judged, and the hash of the file that it came from."""
    after = options["outcome_after"] or 0
    if options["dataset"]:
        name = options["dataset"]
        data, record = datasets.load(name), datasets.find(name)
        known = judging.known_days(data, after)
        return judging.Judged(data, name, record.label, record.label_meaning, known), record.file_sha256
    if options["map"]:
        return _mapped(options["data"], options["map"], options["label"], after)
    text = read_text(options["data"], "data")
    data = judging.from_csv(text, options["label"])
    return judging.Judged(data, Path(options["data"]).name, options["label"]), content_hash(text)


def _mapped(file: str, mapping: str, label: str | None, after: int) -> tuple[judging.Judged, str]:
    text = read_shipped(mapping) if mapping in shipped() else read_text(mapping, "map")
    data = read_bytes(file, "data")
    judged = judging.from_mapped(Path(file).name, data, text, label, after)
    return judged, hashlib.sha256(data).hexdigest()
