"""The bytes in which a data set is kept: a gzipped CSV of the translated rows, the same for the same rows.

Answers are kept in natural units and not as levels, so that a later questionnaire with other levels can read them too.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Sequence

import numpy as np
import pandas as pd

from scoring.core.dataset import DataSet, Imported, sheets_of
from scoring.core.features import Floats
from scoring.core.questionnaire import Questionnaire, load

COMPANY, DATE, OUTCOME, EXTRA = "company", "date", "outcome", "extra"


def dump(imported: Imported) -> bytes:
    """Company (a hash), date, outcome, a column a question, and a column `extra:<name>:<direction>` an extra."""
    rows = imported.dataset
    columns: dict[str, Sequence[str]] = {COMPANY: rows.companies}
    if rows.dates is not None:
        columns[DATE] = rows.dates.astype(str).tolist()
    columns[OUTCOME] = rows.outcomes.astype(str).tolist()
    for key, values in zip(imported.keys, imported.values.T, strict=True):
        columns[key] = _told(values)
    for place, name in enumerate(rows.extra_names):
        columns[f"{EXTRA}:{name}:{rows.extra_directions[place]}"] = _told(rows.extras[:, place])
    # No cell holds a comma or a quote.
    lines = [",".join(columns), *map(",".join, zip(*columns.values(), strict=True))]
    return gzip.compress(("\n".join(lines) + "\n").encode(), compresslevel=6, mtime=0)


def _told(values: Floats) -> list[str]:
    """Numbers in the fewest digits that give them back; each different one is written once."""
    codes, different = pd.factorize(values)
    texts = [repr(float(value)).removesuffix(".0") for value in different]
    told: list[str] = np.array([*texts, ""], dtype=object)[codes].tolist()  # -1, for NaN, is the last
    return told


def restore(data: bytes, questionnaire: Questionnaire | None = None) -> DataSet:
    """The data set in these bytes, read by a questionnaire: the one that it was translated to, or a later one."""
    known = questionnaire or load()
    kinds = {COMPANY: str, DATE: str}
    frame = pd.read_csv(
        io.BytesIO(gzip.decompress(data)),
        dtype=kinds,
        keep_default_na=False,
        na_values=[""],
    )
    header = [str(name) for name in frame]
    keys = tuple(
        name for name in header if name not in (COMPANY, DATE, OUTCOME) and not name.startswith(EXTRA + ":")
    )
    extras = [name.split(":") for name in header if name.startswith(EXTRA + ":")]
    values = frame[list(keys)].to_numpy(dtype=np.float64)
    columns = [f"{EXTRA}:{name}:{direction}" for _extra, name, direction in extras]
    return DataSet(
        sheets=sheets_of(keys, values, known),
        outcomes=frame[OUTCOME].to_numpy(dtype=np.int8),
        dates=frame[DATE].to_numpy().astype("datetime64[D]") if DATE in frame else None,
        companies=tuple(frame[COMPANY].fillna("")),
        extras=frame[columns].to_numpy(dtype=np.float64).reshape(len(frame), len(columns)),
        extra_names=tuple(name for _extra, name, _direction in extras),
        extra_directions=np.array([int(direction) for _extra, _name, direction in extras], dtype=np.int8),
    )
