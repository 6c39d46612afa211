"""The sheets that promises are tried on: the same for every jury and in every process."""

from __future__ import annotations

from functools import cache
from hashlib import sha256

import numpy as np

from scoring.core.features import MISSING, Sheets, directions, level_counts

SEED = 20_260


def complete_sheets(count: int) -> Sheets:
    """Sheets with random levels, all questions answered, (count, 28)."""
    rng = np.random.default_rng(SEED)
    return np.column_stack([rng.integers(0, levels, count) for levels in level_counts()]).astype(np.int8)


def of_every_completeness(each: int) -> Sheets:
    """Sheets with 0, 1, ... 28 questions answered, so many of each, (29 * each, 28)."""
    rng = np.random.default_rng(SEED + 1)
    questions = len(level_counts())
    sheets = complete_sheets((questions + 1) * each)
    for number, sheet in enumerate(sheets):
        sheet[rng.permutation(questions)[number // each :]] = MISSING
    return sheets


def extremes() -> dict[str, Sheets]:
    """The empty sheet, and the complete ones with all the best and all the worst answers; free questions high."""
    top = np.array(level_counts(), dtype=np.int8) - 1
    falling = directions() < 0
    best, worst = np.where(falling, 0, top), np.where(falling, top, 0)
    worst[directions() == 0] = top[directions() == 0]
    nobody = np.full(len(top), MISSING)
    return {"empty": nobody.astype(np.int8), "best": best.astype(np.int8), "worst": worst.astype(np.int8)}


@cache
def golden_sheets() -> tuple[tuple[int, ...], ...]:
    """Sixteen sheets whose scores are compared between processes and versions: empty, best, worst, and 13 others.

    Their levels come from a hash, so that no random number generator's version matters; the first five of the 13 are
    complete, and of the others a third, a half and two thirds are answered.
    """
    rows = [tuple(int(level) for level in sheet) for sheet in extremes().values()]
    for number in range(13):
        kept = 6 if number < 5 else 2 + (number - 5) % 3
        rows.append(
            tuple(
                _digit(f"level {number} {question}", count)
                if _digit(f"answered {number} {question}", 6) < kept
                else MISSING
                for question, count in enumerate(level_counts())
            )
        )
    return tuple(rows)


def _digit(name: str, below: int) -> int:
    return int.from_bytes(sha256(f"golden {name}".encode()).digest()[:8]) % below
