"""How large a table may be. Beyond, it is refused before it is held."""

from scoring.core.problems import TableProblem

MOST_ROWS = 200_000
"""Twenty times the largest public table of first rounds; trained on in minutes."""
MOST_COLUMNS = 400
MOST_CELLS = 12_000_000
"""The raw CAX form with 100,000 rows; held twice it takes about 200 MB."""
MOST_BYTES = 200_000_000
"""Of a file, packed or unpacked."""
LONGEST_CELL = 32_767
"""Excel's own limit; a longer cell is a quote that was never closed."""


def too_many_rows() -> TableProblem:
    return TableProblem("too_many_rows", f"The file holds more than {MOST_ROWS:,} rows.", most=MOST_ROWS)
