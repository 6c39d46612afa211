"""The one file that a white-box client downloads: model, card, and the part of the jury's program that scores with it.

The same model gives the same bytes on the same installation: files in one order, one time stamp, nothing about who
asks.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
import zipfile
from functools import lru_cache
from importlib import metadata, resources
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from scoring import registry
from scoring.core.fileformat import LONG_AGO
from scoring.models import JuryModel
from scoring.sharing.cards import card_facts, card_text

MODULES = (
    *("answers", "artefact", "bulk", "calibration", "conditioning", "correlation", "ensemble", "explanation"),
    *("features", "fileformat", "jury", "packed", "points", "population", "problems", "question_shapley"),
    *("questionnaire", "replicates", "trees"),
    *("members/__init__", "members/boosted", "members/forest", "members/linear"),
)
"""Of `scoring.core`, all that scoring loads and nothing else; tests/jury/sharing/test_bundle.py traces it."""
LIBRARIES = ("numpy", "scipy", "scikit-learn", "skops", "threadpoolctl")
"""What those modules import. The requirements list these with all they need, each in the version of this site."""
BUNDLES_KEPT = 2


def file_name(record: JuryModel) -> str:
    return f"jury-{record.version}.zip"


@lru_cache(maxsize=BUNDLES_KEPT)
def build_bundle(version: str) -> bytes:
    """The zip file of a registered jury.

    Raises
    ------
    NoSuchModel : there is no such jury.
    """
    record = registry.find_model(version)
    files = _files(record, registry.read_file(record.sha256))
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    files["SHA256SUMS"] = sums.encode()
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as target:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(f"jury-{record.version}/{name}", date_time=LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            target.writestr(entry, data, compresslevel=6)
    return output.getvalue()


def requirements() -> list[str]:
    """The libraries with everything they need, pinned to what this site itself scores with, by name."""
    found: dict[str, str] = {}
    waiting = list(LIBRARIES)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found[name] = metadata.version(name)
        for line in metadata.requires(name) or ():
            needed = Requirement(line)
            if needed.marker is None or needed.marker.evaluate({"extra": ""}):
                waiting.append(needed.name)
    return [f"{name}=={found[name]}" for name in sorted(found)]


def _files(record: JuryModel, model: bytes) -> dict[str, bytes]:
    facts = card_facts(record)
    texts = {
        "card.json": json.dumps(facts, indent=1, sort_keys=True, ensure_ascii=False) + "\n",
        "card.md": card_text(facts),
        "README.md": _read("scoring.sharing.whitebox", "README.md").format(**_told(record)),
        "TERMS.md": _read("scoring.sharing.whitebox", "TERMS.md"),
        "predict.py": _read("scoring.sharing.whitebox", "predict.py"),
        "requirements.txt": "\n".join(requirements()) + "\n",
        "scoring/__init__.py": "",
        "scoring/core/__init__.py": "",
    }
    for module in MODULES:
        texts[f"scoring/core/{module}.py"] = _read("scoring.core", f"{module}.py")
    folder = resources.files("scoring.core") / "data"
    for entry in folder.iterdir():
        if entry.name.startswith("questionnaire_"):
            texts[f"scoring/core/data/{entry.name}"] = entry.read_text(encoding="utf-8")
    return {"model.skops": model, **{name: text.encode() for name, text in texts.items()}}


def _told(record: JuryModel) -> dict[str, Any]:
    python = ".".join(map(str, sys.version_info[:2]))
    return {
        "version": record.version,
        "sha256": record.sha256,
        "questionnaire": record.questionnaire,
        "python": python,
    }


def _read(package: str, name: str) -> str:
    return Path(str(resources.files(package))).joinpath(name).read_text(encoding="utf-8")
