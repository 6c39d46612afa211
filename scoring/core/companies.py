"""How a company is known without its name. Read without loading any scientific library."""

from __future__ import annotations

import hashlib
import unicodedata


def company_hash(name: str) -> str:
    """sha256 of a company's name without case, accents' forms, signs and double blanks; "" for a blank one."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    words = "".join(letter if letter.isalnum() else " " for letter in plain).split()
    told = " ".join(words) or plain.strip()
    return hashlib.sha256(told.encode()).hexdigest() if told else ""
