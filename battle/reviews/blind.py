"""Hiding who is behind an application in what its people typed: names, web and mail addresses, telephone numbers.

Too much is hidden rather than too little: every word of a name that is not an everyday word, in any case, with or
without accents, also inside of longer words.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from django.utils.translation import gettext as _

from battle.applications.models import Application
from battle.reviews.names import COMMON_NAMES, GENERIC, is_public_domain

WORD = re.compile(r"[^\W_]+")
ADDRESS = re.compile(
    r"(?:[a-z][a-z+.-]*://|www\.)\S+"  # a link
    r"|\S+@\S+"  # a mail address, or a handle at a server
    r"|(?<!\w)@\w[\w.]*"  # a handle
    r"|(?:[\w-]+\.)+[^\W\d_]{2,24}(?::\d+)?(?:/\S*)?"  # a bare domain
    r"|\+\d[\d\s().-]{6,}\d",  # a telephone number
    re.IGNORECASE,
)
# Stands for an address while names are looked for; a character that nobody can type.
GONE = "\ue000"
# A name at the start of a longer word is hidden from this length on, in the middle of one from the second.
PREFIX, INNER = 4, 6


def fold(text: str) -> str:
    """Without case, accents and width, so that spellings of one name are equal."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


def words(text: str) -> list[str]:
    return [fold(word) for word in WORD.findall(clean(text))]


def clean(text: str) -> str:
    """One way to write each character, and none of those that cannot be seen."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(char for char in plain if char == "\n" or unicodedata.category(char) not in {"Cf", "Co"})


@dataclass
class Names:
    """What must not be read: single words, words only where they are capitalised, phrases, and whole names."""

    single: set[str] = field(default_factory=set)
    capitalised: set[str] = field(default_factory=set)
    phrases: set[tuple[str, ...]] = field(default_factory=set)
    whole: set[str] = field(default_factory=set)

    def add_company(self, name: str) -> None:
        """A name of an organisation: as a whole, written together, and each word that is not an everyday one."""
        parts = words(name)
        if not parts:
            return
        self.phrases.add(tuple(parts))
        self.whole.add("".join(parts))
        self.single.update(part for part in parts if len(part) > 2 and part not in GENERIC)

    def add_people(self, text: str) -> None:
        """Names in a text about people: what is capitalised in it, or everything where nothing is."""
        found = WORD.findall(clean(text))
        named = [word for word in found if not word.islower()] or found
        for word in named:
            self._add_word(fold(word))
        pairs = pairwise(found)
        self.phrases.update((fold(a), fold(b)) for a, b in pairs if not a.islower() and not b.islower())

    def add_mailbox(self, local: str) -> None:
        """The part of a mail address before the @."""
        for part in words(local):
            self._add_word(part)

    def _add_word(self, plain: str) -> None:
        if len(plain) > 2 and plain not in GENERIC and not plain.isdigit():
            (self.capitalised if plain in COMMON_NAMES else self.single).add(plain)


def mask_of(application: Application) -> "Mask":
    """What hides the company and the people behind an application."""
    names = Names()
    names.add_company(application.company)
    names.add_people(application.contact_name)
    names.add_people(application.people)
    names.add_people(application.investor_names)
    host = re.sub(r"^\w+://(www\.)?", "", application.website.lower()).split("/")[0].split(":")[0]
    local, _at, domain = application.contact_email.partition("@")
    for name in (host, "" if is_public_domain(domain) else domain):
        for label in name.split(".")[:-1]:
            names.add_company(label)
    names.add_mailbox(local)
    return Mask(names)


class Mask:
    """Hides names and addresses in texts."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._whole = {name for name in names.whole if name not in GENERIC}
        self._longest = max((len(phrase) for phrase in names.phrases), default=1)

    def __call__(self, text: str) -> str:
        """The text with “[hidden]” in the place of everything that would tell who wrote it."""
        plain = ADDRESS.sub(GONE, clean(text))
        hidden = list(self._hidden(plain))
        out, at = [], 0
        for start, end in _joined(plain, hidden):
            out += [plain[at:start], GONE]
            at = end
        out.append(plain[at:])
        # Several in a row are one: the number of words of a name is told to nobody.
        told = re.sub(rf"{GONE}(?:[\s.,&-]*{GONE})*", GONE, "".join(out))
        return told.replace(GONE, _("[hidden]"))

    def _hidden(self, text: str) -> Iterator[tuple[int, int]]:
        found = [(match.start(), match.end(), match.group()) for match in WORD.finditer(text)]
        folded = [fold(word) for _start, _end, word in found]
        for place, (start, end, word) in enumerate(found):
            if self._is_name(word, folded[place]):
                yield start, end
            for length in range(2, max(self._longest, 3) + 1):
                part = tuple(folded[place : place + length])
                together = "".join(part)
                named = part in self.names.phrases or together in self._whole or together in self.names.single
                if len(part) == length and named:
                    yield start, found[place + length - 1][1]

    def _is_name(self, word: str, plain: str) -> bool:
        if plain in self.names.single or (plain,) in self.names.phrases:
            return True
        if plain in self.names.capitalised and not word.islower():
            return True
        return any(
            (len(name) >= PREFIX and plain.startswith(name)) or (len(name) >= INNER and name in plain)
            for name in self._whole
        )


def _joined(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in their order, overlapping ones as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
