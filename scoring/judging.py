"""Files and data sets for the engine's judge: what is read, what is studied, and the command that says so."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scoring.core.dataset import DataSet, Dates
from scoring.core.evaluation.study import WHOLE, Effort, study
from scoring.core.evaluation.study_table import study_table
from scoring.core.evaluation.temporal import known_after
from scoring.core.importing import read_file
from scoring.core.mapping_file import parse_mapping
from scoring.core.table import read_table

if TYPE_CHECKING:
    from scoring.core.jury import JuryModel


@dataclass(frozen=True, slots=True)
class Judged:
    """A data set to be judged on.

    Attributes
    ----------
    name : of its file or of the data set, without a path.
    label, meaning : the outcome, and what a success is.
    known : (n,) days on which the outcomes were known; None where they were on a row's own date.
    """

    data: DataSet
    name: str
    label: str
    meaning: str = ""
    known: Dates | None = None


def from_csv(text: str, label: str) -> DataSet:
    """A CSV whose columns are question keys.

    Raises
    ------
    Problem : as `read_table`.
    """
    table = read_table(text.splitlines(keepends=True), label)
    nothing = np.empty((len(table.outcomes), 0))
    unknown = ("",) * len(table.outcomes)
    return DataSet(table.sheets, table.outcomes, None, unknown, nothing, (), np.empty(0, dtype=np.int8))


def from_mapped(
    name: str, data: bytes, mapping_text: str, label: str | None, outcome_after: int = 0
) -> Judged:
    """A foreign table by a mapping.

    Outcomes were known on the days that the mapping names, or else so many days after a row's own.

    Raises
    ------
    Problem : as `read_file` and `parse_mapping`.
    """
    found = read_file(name, data, parse_mapping(mapping_text), label=label)
    meaning = found.mapping.label(found.label)[1].meaning or ""
    known = found.outcome_date
    if known is None:
        known = known_days(found.dataset, outcome_after)
    return Judged(found.dataset, name, found.label, meaning, known)


def known_days(data: DataSet, outcome_after: int) -> Dates | None:
    """The days on which outcomes were known that take so many days; None where nothing says so."""
    return known_after(data.dates, outcome_after) if outcome_after and data.dates is not None else None


def studied(
    jury: JuryModel,
    name: str,
    judged: Judged,
    beside: list[Judged],
    *,
    command: str,
    sha256: str,
    behind_the_jury: bool | None = None,
    effort: Effort = WHOLE,
) -> dict[str, Any]:
    """A whole study as JSON, ready for a card.

    Parameters
    ----------
    name : what to call the jury.
    beside : other data sets, of which the columns that are no question are judged.
    command : that makes these figures.
    sha256 : of the jury's file, so that a card tells which jury it is about.
    behind_the_jury : whether the jury learned from these very startups, or from statistics of them; None: unknown.
    """
    told = study(jury, judged.data, known=judged.known, effort=effort)
    told["command"] = command
    told["jury"] |= {"name": name, "sha256": sha256}
    told["data"] |= {"name": judged.name, "label": judged.label, "meaning": judged.meaning}
    told["data"]["behind_the_jury"] = behind_the_jury
    told["data"]["sha256"] = _fingerprint(judged.data)
    told["tables"] = [
        study_table(other.data, other.name, other.label, known=other.known, workers=effort.workers)
        | {"meaning": other.meaning}
        for other in beside
    ]
    return told


def _fingerprint(data: DataSet) -> str:
    """Which data these were, without telling a row."""
    parts = (data.sheets.tobytes(), data.outcomes.tobytes())
    return hashlib.sha256(b"".join(parts)).hexdigest()
