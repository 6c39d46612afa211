"""The format of the model file. Read without loading any scientific library."""

FORMAT = 4
"""Raised whenever a file of an earlier version cannot be read, or would score otherwise, any more."""
EARLIEST = 1
"""Of files that do not name their format."""
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The time that every part of a file bears, so that the same content gives the same bytes."""
