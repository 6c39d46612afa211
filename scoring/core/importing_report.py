"""What cannot be taken in a table, collected as arrays and told in words for the first cells only."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from scoring.core.problems import CellProblem, ImportProblems

SHOWN_CELLS = 50
"""Told in words. Whoever mends them sees the next ones at the next try."""
SHOWN_VALUE = 60
Tell = Callable[[int], tuple[str, str, str]]
"""From a row's place (from 0) to the value, the code and the reason."""


class Report:
    """Cells that cannot be taken, of any number of columns."""

    def __init__(self, header: tuple[str, ...]) -> None:
        self._places = {name: place for place, name in enumerate(header)}
        self._groups: list[tuple[NDArray[np.intp], str, Tell]] = []

    def add(self, bad: NDArray[np.bool_], column: str, tell: Tell) -> None:
        """Rows of a column, as a mask (n,). `column` may be several, joined by " + "."""
        rows = np.flatnonzero(bad)
        if len(rows):
            self._groups.append((rows, column, tell))

    def rows(self) -> NDArray[np.intp]:
        """The places of all rows with a cell that cannot be taken, sorted."""
        found = [rows for rows, _column, _tell in self._groups]
        return np.unique(np.concatenate(found)) if found else np.array([], dtype=np.intp)

    def problems(self) -> ImportProblems | None:
        """All of them, the first ones in words, by row and then by column; None where there are none."""
        if not self._groups:
            return None
        rows = np.concatenate([rows for rows, _column, _tell in self._groups])
        which = np.repeat(np.arange(len(self._groups)), [len(rows) for rows, _column, _tell in self._groups])
        places = np.array(
            [self._places.get(column.split(" + ")[0], 0) for _rows, column, _tell in self._groups]
        )
        first = np.lexsort((which, places[which], rows))[:SHOWN_CELLS]
        cells = [self._cell(int(rows[each]), int(which[each])) for each in first]
        return ImportProblems(cells, total=len(rows))

    def _cell(self, row: int, group: int) -> CellProblem:
        _rows, column, tell = self._groups[group]
        value, code, reason = tell(row)
        shown = value if len(value) <= SHOWN_VALUE else value[:SHOWN_VALUE] + "..."
        return CellProblem(row + 1, column, shown, code, reason)
