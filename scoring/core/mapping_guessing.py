"""Which column may answer which question, by its name alone: a guess, for a person to confirm."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from types import MappingProxyType

from scoring.core.answers import protected_as
from scoring.core.questionnaire import load

ALIKE = 0.55
"""On the raw CAX file .5 guesses 24 questions, 20 of them right; .55 guesses 20, 18 right; .6 guesses 16, 15 right."""
SMALL = frozenset(
    {
        "a",
        "an",
        "and",
        "any",
        "are",
        "at",
        "by",
        "do",
        "does",
        "for",
        "from",
        "had",
        "has",
        "have",
        "how",
        "in",
        "is",
    }
    | {
        "it",
        "many",
        "much",
        "of",
        "on",
        "or",
        "the",
        "to",
        "was",
        "what",
        "which",
        "who",
        "with",
        "you",
        "your",
    }
    | {
        "number",
        "no",
        "de",
        "la",
        "el",
        "los",
        "las",
        "un",
        "una",
        "en",
        "que",
        "os",
        "as",
        "um",
        "uma",
        "da",
        "e",
        "y",
    }
)


@lru_cache(maxsize=16)
def guess_columns(header: tuple[str, ...], version: str = "v1") -> Mapping[str, str]:
    """A column for each question that one resembles, each column at most once, the closest pairs first."""
    columns = {name: _words(name) for name in header if not protected_as(name)}
    pairs = []
    for question in load(version).questions:
        key = [_words(question.key), _words(question.key.partition("_")[2])]
        spoken = [*key, *(_words(text) for text in question.text.values())]
        for name, column in columns.items():
            pairs.append((max(_share(column, words) for words in spoken), question.key, name))
    found: dict[str, str] = {}
    for likeness, answered, name in sorted(pairs, reverse=True):
        if likeness < ALIKE:
            break
        if answered not in found and name not in found.values():
            found[answered] = name
    return MappingProxyType(found)


def _words(text: str) -> list[str]:
    plain = "".join(letter if letter.isalnum() else " " for letter in text.casefold())
    return [word for word in plain.split() if word not in SMALL]


def _share(column: list[str], words: list[str]) -> float:
    """0 to 1: the mean of how alike the two phrases are and of how much of the column's words the question has."""
    if not column or not words:
        return 0.0
    close = sum(max(_beginning(word, other) for other in words) for word in column) / len(column)
    wanted = 2 * ALIKE - close
    matcher = SequenceMatcher(None, " ".join(column), " ".join(words))
    if wanted > 1 or matcher.real_quick_ratio() < wanted or matcher.quick_ratio() < wanted:
        return 0.0
    return (matcher.ratio() + close) / 2


@lru_cache(maxsize=1 << 16)
def _beginning(one: str, other: str) -> float:
    """Which share of the longer word the two begin alike."""
    shorter, longer = sorted((one, other), key=len)
    same = next((place for place, letter in enumerate(shorter) if letter != longer[place]), len(shorter))
    return same / len(longer)
