"""The frozen hold-out: one company in five, never trained on by a run, the same in every version of every data set.

Whether a row is held out depends on the company alone, by a hash: no list is kept, so none can be lost, and a company
that comes back in a later file is on the side where it always was. That holds only where the file names companies.
Without names the side goes by the answers: a row whose answers are other ones, because a later file or another mapping
reads them otherwise, may be on the other side.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.core.dataset import DataSet, Dates
from scoring.core.features import Floats

RULE = "holdout-v1: one company in five by hash"
SALT = b"holdout-v1"
ONE_IN = 5
NEVER = np.datetime64("NaT", "D")


def held_out(data: DataSet) -> NDArray[np.bool_]:
    """Which rows are in the hold-out, (n,)."""
    named = zip(data.companies, data.sheets, strict=True)
    return np.array([_side(company.encode() or sheet.tobytes()) for company, sheet in named], dtype=bool)


def combine(datasets: Sequence[DataSet]) -> tuple[DataSet, dict[str, Any]]:
    """Data sets as one, in their order, with each company once.

    Of a company's rows the newest stays; where one of two has no date, or they are of one day, the later in the order.
    Rows without a company are all kept. Extras are kept where every data set has them.

    Returns
    -------
    The rows, and ``read`` and ``twice``: how many came in, and how many were left out as told above.
    """
    companies = [company for data in datasets for company in data.companies]
    dates = np.concatenate([_dates(data) for data in datasets])
    kept = _once(companies, dates)
    extras = _common_extras(datasets)
    outcomes = np.concatenate([data.outcomes for data in datasets])
    combined = DataSet(
        sheets=np.concatenate([data.sheets for data in datasets])[kept],
        outcomes=outcomes[kept],
        dates=None if all(data.dates is None for data in datasets) else dates[kept],
        companies=tuple(companies[row] for row in kept),
        extras=np.concatenate([_extras_of(data, extras) for data in datasets])[kept],
        extra_names=tuple(name for name, _direction in extras),
        extra_directions=np.array([direction for _name, direction in extras], dtype=np.int8),
    )
    return combined, {"read": len(outcomes), "twice": len(outcomes) - len(kept)}


def rows_of(data: DataSet, chosen: NDArray[np.bool_]) -> DataSet:
    """The chosen rows alone."""
    return DataSet(
        sheets=data.sheets[chosen],
        outcomes=data.outcomes[chosen],
        dates=None if data.dates is None else data.dates[chosen],
        companies=tuple(data.companies[row] for row in np.flatnonzero(chosen)),
        extras=data.extras[chosen],
        extra_names=data.extra_names,
        extra_directions=data.extra_directions,
    )


def fingerprint(data: DataSet) -> str:
    """SHA-256 of the companies, sheets and outcomes of these rows, whatever their order."""
    rows = zip(data.companies, data.sheets, data.outcomes, strict=True)
    told = sorted(
        hashlib.sha256(company.encode() + b"\0" + sheet.tobytes() + bytes([outcome])).digest()
        for company, sheet, outcome in rows
    )
    return hashlib.sha256(b"".join(told)).hexdigest()


def _side(who: bytes) -> bool:
    return int.from_bytes(hashlib.sha256(SALT + who).digest()) % ONE_IN == 0


def _dates(data: DataSet) -> Dates:
    return np.full(len(data.outcomes), NEVER) if data.dates is None else data.dates


def _once(companies: Sequence[str], dates: Dates) -> list[int]:
    """Rows to keep, in their order."""
    latest: dict[str, int] = {}
    kept = []
    for row, company in enumerate(companies):
        if not company:
            kept.append(row)
        elif company not in latest or not dates[latest[company]] > dates[row]:  # NaT is never later
            latest[company] = row
    return sorted([*kept, *latest.values()])


def _common_extras(datasets: Sequence[DataSet]) -> list[tuple[str, int]]:
    told = [list(zip(data.extra_names, data.extra_directions.tolist(), strict=True)) for data in datasets]
    return [extra for extra in told[0] if all(extra in other for other in told[1:])]


def _extras_of(data: DataSet, wanted: Sequence[tuple[str, int]]) -> Floats:
    return data.extras[:, [data.extra_names.index(name) for name, _direction in wanted]]
