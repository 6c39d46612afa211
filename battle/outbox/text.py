"""What people typed, made fit for a mail: one line for a header, no characters that turn the reading order round."""

import re

SUBJECT_MOST = 200
# Embeddings, overrides and isolates: with them a text reads differently from what it says. The marks that single
# Arabic or Hebrew words need (U+200E, U+200F) and the joiners inside emoji stay in a letter's body.
_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_MARKS = dict.fromkeys([0x200E, 0x200F, 0x061C])
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff]")


def one_line(text: str) -> str:
    """A subject: every line break and control character is a space, the reading order is the text's own."""
    plain = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text).translate({**_TURNING, **_MARKS})
    line = " ".join(plain.split())
    return line if len(line) <= SUBJECT_MOST else f"{line[: SUBJECT_MOST - 1].rstrip()}…"


def many_lines(text: str) -> str:
    """A body: lines end in one way, no control characters, one line break at its end."""
    lines = re.sub(r"\r\n?|\u2028|\u2029", "\n", text)
    return f"{_CONTROL.sub('', lines).translate(_TURNING).strip()}\n"
