"""What some rows would change: beside what the champion learned from, and beside every data set there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from scoring import datasets, registry
from scoring.core.cohort import statistics
from scoring.core.dataset import DataSet as Rows
from scoring.core.shifts import Counts, Shift, counts_behind, counts_of, shifts
from scoring.models import DataSet, JuryModel
from scoring.outcomes.selecting import Row

BUILT_IN = "reference cohort"
"""How `scoring.core.training` calls what the built-in jury learned from."""
HASHES = ("file_sha256", "mapping_sha256", "label")
OUTCOME = "outcome"
"""Beside the questions, the share of successes is compared as if it were one of two levels."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What the champion learned from: data sets, or startups invented after `rows` real ones."""

    champion: JuryModel
    names: tuple[str, ...]
    rows: int
    successes: int

    @property
    def invented(self) -> bool:
        return not self.names


@dataclass(frozen=True, slots=True)
class Met:
    """Companies of these rows that are in a data set already, and how many of them with another outcome there."""

    dataset: DataSet
    companies: int
    contradicting: int


@dataclass(frozen=True, slots=True)
class Changes:
    """Attributes
    ----------
    beside : None where there is no champion, or it is not known what it learned from.
    base_rate : of successes, here and there.
    shifts : by question, the largest first.
    """

    rows: int
    successes: int
    beside: Beside | None
    base_rate: Shift | None
    shifts: dict[str, Shift]
    met: list[Met]

    @property
    def together(self) -> float | None:
        """The share of successes among both together; None beside invented startups, which nobody adds rows to."""
        if self.beside is None or self.beside.invented:
            return None
        return (self.successes + self.beside.successes) / (self.rows + self.beside.rows)


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many contenders have an outcome, winners apart: who is heard of again is seldom a random choice."""

    winners: int
    of_winners: int
    others: int
    of_others: int


def recorded(rows: Sequence[Row]) -> Recorded:
    winners = [row for row in rows if row.past.rank == 1]
    others = [row for row in rows if row.past.rank != 1]
    return Recorded(
        winners=sum(row.outcome is not None for row in winners),
        of_winners=len(winners),
        others=sum(row.outcome is not None for row in others),
        of_others=len(others),
    )


def changes(rows: Rows, *, itself: DataSet | None = None) -> Changes:
    """Parameters
    ----------
    itself : the data set that these rows are already, which they are not compared with.
    """
    here = {**counts_of(rows.sheets), OUTCOME: _of_two(rows.outcomes)}
    beside, there = _learned_from()
    found = shifts(here, there) if there else {}
    return Changes(
        rows=len(rows.outcomes),
        successes=int(rows.outcomes.sum()),
        beside=beside,
        base_rate=found.pop(OUTCOME, None),
        shifts=found,
        met=_met(rows, itself),
    )


def _of_two(outcomes: np.ndarray) -> Counts:
    return np.bincount(outcomes, minlength=2).astype(np.float64)


def _learned_from() -> tuple[Beside | None, dict[str, Counts]]:
    try:
        champion = registry.find_champion()
    except registry.NoSuchModel:
        return None, {}
    names = tuple(champion.datasets.order_by("name").values_list("name", flat=True))
    if names:
        parts = [_counted(*_content(record)) for record in champion.datasets.only(*HASHES)]
        counts = {key: sum((part[key] for part in parts[1:]), parts[0][key]) for key in parts[0]}
        failures, successes = (int(number) for number in counts[OUTCOME])
        return Beside(champion, names, failures + successes, successes), counts
    if champion.synthetic and champion.trained_on.startswith(BUILT_IN):
        known = statistics()
        successes = round(known.n * known.base_rate)
        told = np.array([known.n - successes, successes], dtype=np.float64)
        return Beside(champion, (), known.n, successes), {**counts_behind(known), OUTCOME: told}
    return None, {}


def _met(rows: Rows, itself: DataSet | None) -> list[Met]:
    """Data sets with companies of these rows, those that share most first."""
    ours = {name: outcome for name, outcome in zip(rows.companies, rows.outcomes, strict=True) if name}
    short = {_short(name): outcome for name, outcome in ours.items()}
    found = []
    for record in DataSet.objects.defer("content", "mapping"):
        if record == itself:
            continue
        names, outcomes = _companies(*_content(record))
        here = np.isin(names, np.array(list(short), dtype=np.uint64))
        pairs = list(zip(names[here].tolist(), outcomes[here].tolist(), strict=True))
        if pairs:
            torn = {name for name, outcome in pairs if outcome != short[name]}
            found.append(Met(record, len({name for name, _outcome in pairs}), len(torn)))
    return sorted(found, key=lambda met: (-met.companies, met.dataset.name))


# What a data set holds never changes, so a process reads it once for all pages; of 200,000 rows 1.8 MB are kept.
def _content(record: DataSet) -> tuple[str, str, str]:
    """What names it."""
    return record.file_sha256, record.mapping_sha256, record.label


def _load(file: str, mapping: str, label: str) -> Rows:
    same = DataSet.objects.only("name").get(file_sha256=file, mapping_sha256=mapping, label=label)
    return datasets.load(same.name)


@lru_cache(maxsize=64)
def _counted(file: str, mapping: str, label: str) -> dict[str, Counts]:
    """How many rows have each answer and each outcome."""
    rows = _load(file, mapping, label)
    return {**counts_of(rows.sheets), OUTCOME: _of_two(rows.outcomes)}


@lru_cache(maxsize=64)
def _companies(file: str, mapping: str, label: str) -> tuple[np.ndarray, np.ndarray]:
    """The rows that have a company: its hash, shortened, and the outcome."""
    rows = _load(file, mapping, label)
    named = np.array([bool(name) for name in rows.companies], dtype=bool)
    names = np.array([_short(name) for name in rows.companies if name], dtype=np.uint64)
    return names, rows.outcomes[named]


def _short(company: str) -> int:
    """Eight bytes of a company's hash: two of a million startups share them once in 37 million times."""
    return int(company[:16], 16)
