"""How large a table may be that comes in. Beyond, it is refused before it is held."""

MOST_BYTES = 50_000_000
MOST_ROWS = 20_000
MOST_COLUMNS = 200
LONGEST_CELL = 32_767
"""Excel's own limit; a longer cell is a quote that was never closed."""

MOST_PARTS = 2_000
MOST_UNPACKED = 150_000_000
MOST_RATIO = 150
"""Of a workbook as a whole. Real ones of forms shrink to a tenth; what shrinks to a hundredth was made to harm."""
RATIO_COUNTS_FROM = 5_000_000

MOST_OPEN_INTAKES = 10
"""Of one edition at a time: they hold whole files."""
KEPT_DAYS = 7
PAGE = 50
EXPORT_CHUNK = 500
