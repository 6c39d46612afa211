"""Words that name nobody, words that are names only when capitalised, and mail domains that are nobody's own.

They lie in `words/`, one a line, in lower case and without accents.
"""

from pathlib import Path


def _words(file: str) -> frozenset[str]:
    return frozenset((Path(__file__).parent / "words" / file).read_text(encoding="utf-8").split())


# Part of many companies' names or of what is said about people: hiding them would make a pitch unreadable.
GENERIC = _words("everyday.txt")

# Names of people that are also words of the languages spoken here: hidden only where they are capitalised.
COMMON_NAMES = _words("names_that_are_words.txt")

# Mailboxes for everybody say nothing about where somebody works; the reserved names of RFC 2606 belong to nobody.
PUBLIC_DOMAINS = _words("public_mail_domains.txt")
RESERVED_ENDINGS = (".example", ".test", ".invalid", ".localhost")


def is_public_domain(domain: str) -> bool:
    """Whether a mail domain is open to everybody, or nobody's."""
    plain = domain.strip().lower()
    return not plain or plain in PUBLIC_DOMAINS or f".{plain}".endswith(RESERVED_ENDINGS)
