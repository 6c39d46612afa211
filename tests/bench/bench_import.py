"""What an import costs: 100,000 startups as CSV, 20,000 as a workbook, and the refusal of what is too large."""

import io
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

import numpy as np
import pandas as pd

from scoring.core import dataset_file
from scoring.core.audit import audit
from scoring.core.cohort import sample_cohort
from scoring.core.features import MISSING
from scoring.core.importing import read_file
from scoring.core.mapping_file import parse_mapping
from scoring.core.problems import Problem
from scoring.core.questionnaire import load
from tests.scoring.datasets.broken import CASES

ROWS, SHEET_ROWS, GAPS, SEED = 100_000, 20_000, 0.1, 1
KEYS = load().keys
MAPPING = parse_mapping(
    'version = 1\n[labels.won]\ncolumn = "won"\nsuccess = [1]\nfailure = [0]\nmeaning = "it won"\n'
    '[company]\ncolumn = "company"\n' + "".join(f'[questions.{key}]\ncolumn = "{key}"\n' for key in KEYS)
)


def table(rows: int) -> pd.DataFrame:
    """Sampled startups in natural units, some answers blank, each round of another size."""
    sheets, outcomes = sample_cohort(SEED, rows=rows)
    dice = np.random.default_rng(SEED)
    sheets[dice.random(sheets.shape) < GAPS] = MISSING
    columns = {"company": [f"Company {number}" for number in range(rows)]}
    for question, levels in zip(load().questions, sheets.T, strict=True):
        values = np.array([*question.levels, np.nan])[levels]
        columns[question.key] = (
            values * (1 + dice.random(rows)) if question.key == "inv_last_round" else values
        )
    return pd.DataFrame({**columns, "won": outcomes})


def timed(name: str, work: Callable[[], Any]) -> Any:
    began, busy = time.perf_counter(), time.process_time()
    result = work()
    seconds, cpu = time.perf_counter() - began, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:<46}{seconds:>9.2f}{cpu:>9.2f}{peak:>11,.0f}", flush=True)
    return result


def refused(kind: str) -> None:
    case = CASES[kind]
    data = case.data()

    def refuse() -> None:
        try:
            read_file(case.name, data, parse_mapping(case.mapping))
        except Problem:
            return
        raise AssertionError(f"{kind} was taken")

    timed(f"refused: {kind}", refuse)


def main() -> None:
    print(f"{'':<46}{'s':>9}{'cpu s':>9}{'peak, MB':>11}")
    for kind in ("a_million_rows", "a_million_rows_xlsx", "too_many_cells", "zip_bomb", "gzip_bomb"):
        refused(kind)
    sheet = io.BytesIO()
    table(SHEET_ROWS).to_excel(sheet, index=False)
    timed(
        f"read and checked: workbook, {SHEET_ROWS:,} x 30",
        lambda: read_file("a.xlsx", sheet.getvalue(), MAPPING),
    )
    data = table(ROWS).to_csv(index=False).encode()
    imported = timed(f"read and checked: CSV, {ROWS:,} x 30", lambda: read_file("a.csv", data, MAPPING))
    timed("audited", lambda: audit(imported))
    kept = timed("packed", lambda: dataset_file.dump(imported))
    timed(f"read back ({len(kept) / 1e6:.1f} MB)", lambda: dataset_file.restore(kept))


if __name__ == "__main__":
    main()
