"""What people type, made fit to stand beside other people's words."""

import re

# Embeddings, overrides and isolates turn the reading order round: with them a name reads as another.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff]")
# Halves of a sign that was cut in two, too: no database, file or letter can hold one.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def tidy_line(text: str) -> str:
    """One line: no line breaks, control characters or turned reading order."""
    return " ".join(_TURNING.sub("", _CONTROL.sub(" ", text)).split())


def tidy_text(text: str) -> str:
    """Several lines, each ended in one way."""
    lines = re.sub(r"\r\n?|\u2028|\u2029", "\n", text)
    return _TURNING.sub("", _CONTROL.sub("", lines)).strip()
