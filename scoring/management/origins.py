"""Whether a jury was trained on the very startups that it is to judge, as far as its record tells."""

from __future__ import annotations

import hashlib

from scoring import registry
from scoring.models import DataSet

NOTE = "trained on these very startups: no judgement of new ones"
LONG_ENOUGH = 12


def content_hash(text: str) -> str:
    """What names a text file by its content and not by its path, packing or byte order mark."""
    return hashlib.sha256(text.encode()).hexdigest()


def file_named(sha256: str) -> str:
    """How a jury's record names the file of its training rows: the same data give the same model file anywhere."""
    return f"(file {sha256[:LONG_ENOUGH]})"


def trained_on(version: str, sha256: str) -> bool:
    """Whether a registered jury learned from the rows of this file, as a data set or as it is, whatever the label.

    A jury of a cohort never did, though the statistics behind the cohort may have been those of the file.

    Parameters
    ----------
    sha256 : of the file that a data set came from, or `content_hash`.

    Raises
    ------
    NoSuchModel : no such version.
    """
    record = registry.find_model(version)
    learned_from = DataSet.objects.filter(learners__jury=record)
    if learned_from.exists():
        return learned_from.filter(file_sha256=sha256).exists()
    return not record.synthetic and record.trained_on.endswith(file_named(sha256))
