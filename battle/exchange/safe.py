"""Text that a spreadsheet opens as text: what would begin a formula there is put behind an apostrophe."""

import re

# What Excel, LibreOffice and Sheets take for the beginning of a formula, the wide signs of East Asian keyboards too;
# and a blank or line break that they skip before it.
DANGEROUS = re.compile(r"^[\s\u00a0\u3000]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]")
GUARDED = re.compile(r"^'(?=[\s\u00a0\u3000]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])")


def guarded(text: str) -> str:
    """A cell of CSV that no spreadsheet computes."""
    return f"'{text}" if DANGEROUS.match(text) else text


def without_apostrophe(text: str) -> str:
    """The text behind a guard, where one was put: what we wrote is read back as it was."""
    return GUARDED.sub("", text)
