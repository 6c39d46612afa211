"""Finding what may make a reviewer too close to an application: addresses and names that occur on both sides."""

from __future__ import annotations

import re
from dataclasses import dataclass

from battle.accounts.models import User
from battle.applications.models import Application
from battle.reviews.blind import words
from battle.reviews.enums import ConflictKind
from battle.reviews.models import ReviewerProfile
from battle.reviews.names import is_public_domain


@dataclass(frozen=True, slots=True)
class Person:
    """A reviewer, as far as it matters here; names as words without case and accents."""

    email: str
    name: tuple[str, ...]
    organisations: tuple[tuple[str, ...], ...]
    people: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, user: User, profile: ReviewerProfile | None) -> Person:
        return cls(
            user.email.lower(),
            tuple(words(user.get_full_name())),
            _lines(profile.organisations if profile else ""),
            _lines(profile.people if profile else ""),
        )


def found_between(person: Person, application: Application) -> list[ConflictKind]:
    """Every kind of closeness that a comparison finds; a first name alone is none."""
    kinds = []
    if application.contact_email.lower() == person.email:
        kinds.append(ConflictKind.OWN)
    if _same_domain(person.email, application):
        kinds.append(ConflictKind.DOMAIN)
    name = [person.name] if len(person.name) > 1 else []
    backers = words(" · ".join([application.investor_names, *map(str, application.evidence.values())]))
    if any(_within(one, backers) for one in (*name, *person.organisations, *person.people)):
        kinds.append(ConflictKind.INVESTOR)
    theirs = words(
        " · ".join([application.company, application.contact_name, application.people, application.website])
    )
    if any(_within(one, theirs) for one in (*name, *person.organisations, *person.people)):
        kinds.append(ConflictKind.DECLARED)
    return kinds


def _same_domain(email: str, application: Application) -> bool:
    mine = email.rpartition("@")[2]
    if is_public_domain(mine):
        return False
    host = re.sub(r"^\w+://(www\.)?", "", application.website.lower()).split("/")[0].split(":")[0]
    for theirs in (application.contact_email.rpartition("@")[2].lower(), host):
        if theirs and (f".{theirs}".endswith(f".{mine}") or f".{mine}".endswith(f".{theirs}")):
            return not is_public_domain(theirs)
    return False


def _lines(text: str) -> tuple[tuple[str, ...], ...]:
    """One name a line; commas and semicolons part names as well. Names of one or two letters would match too much."""
    found = (tuple(words(line)) for line in re.split(r"[\n,;]", text))
    return tuple(line for line in found if len("".join(line)) > 2)


def _within(name: tuple[str, ...], text: list[str]) -> bool:
    """Whether the words of a name follow each other in a text, or stand there as one word."""
    length, together = len(name), "".join(name)
    return any(tuple(text[place : place + length]) == name for place in range(len(text))) or together in text
