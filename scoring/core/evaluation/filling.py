"""Gaps filled the honest way, for models that need complete rows: drawn from the population, never a constant."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from scoring.core.features import Floats, Sheets
from scoring.core.jury import by_pattern
from scoring.core.population import DRAWS, Population

COPIES = 5
ROWS_AT_ONCE = 65_536


class GapFiller:
    """Multiple imputation (Rubin 1987) for a table of levels: as the jury fills gaps, for any model and any columns.

    Parameters
    ----------
    directions, level_counts : one a column, as `Population` takes them.
    copies : completions of each training row with gaps, which share its weight.
    draws : completions over which a prediction is averaged.
    """

    def __init__(
        self,
        directions: ArrayLike,
        level_counts: Sequence[int],
        seed: int,
        copies: int = COPIES,
        draws: int = DRAWS,
    ) -> None:
        self.population = Population(directions, level_counts, random_state=seed)
        self.seed, self.copies, self.draws = seed, copies, draws

    def fit(self, sheets: Sheets) -> GapFiller:
        """Learn the population, outcomes unseen, from rows of levels (n, columns), -1 where unknown."""
        self.population.fit(sheets)
        return self

    def training_rows(self, sheets: Sheets) -> tuple[Sheets, Floats]:
        """Completed rows, (n * copies, columns) with the copies of a row together, and their weights."""
        copies = 1 if (sheets >= 0).all() else self.copies
        rng = np.random.default_rng(self.seed)
        filled = np.empty((len(sheets), copies, sheets.shape[1]), dtype=np.int8)
        for rows in by_pattern(sheets):
            filled[rows] = self.population.draw_randomly(sheets[rows], copies, rng)
        return filled.reshape(-1, sheets.shape[1]), np.full(len(sheets) * copies, 1 / copies)

    def averaged(self, predict: Callable[[Sheets], Floats]) -> Callable[[Sheets], Floats]:
        """A prediction for complete rows as one for rows with gaps: its mean over plausible completions."""

        def mean(sheets: Sheets) -> Floats:
            shares = np.empty(len(sheets))
            for rows in by_pattern(sheets):
                for start in range(0, len(rows), at_once := max(1, ROWS_AT_ONCE // self.draws)):
                    some = rows[start : start + at_once]
                    drawn = self.population.draw(sheets[some], self.draws)
                    told = predict(drawn.reshape(-1, drawn.shape[2]))
                    shares[some] = told.reshape(drawn.shape[:2]).mean(axis=1)
            return shares

        return mean
