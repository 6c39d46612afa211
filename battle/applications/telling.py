"""An application as people read it: every entry with its label, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from battle.applications import calls
from battle.applications.answers import in_language, told_answer
from battle.applications.entries import (
    NOTE,
    SECTIONS,
    Entry,
    all_entries,
    entries_of,
    is_missing,
    title_of,
    value_of,
)
from battle.applications.enums import State
from battle.applications.models import Application


def label_of(entry: Entry) -> str:
    """What an entry is called where it is asked for."""
    if entry.kind in {"answer", "fact"}:
        return in_language(entry.question.text)
    if entry.kind == "note":
        return _("Where this can be looked up")
    labels = {
        "company": _("Company"),
        "one_liner": _("What you do, in one line"),
        "website": _("Website"),
        "contact_name": _("Contact person"),
        "people": _("Founders"),
        "investor_names": _("Names of your investors"),
        "pitch": _("Your pitch"),
        "consent": _("I agree that this application is read and kept as described."),
    }
    return labels[entry.name]


def told_value(entry: Entry, value: Any) -> str:
    """A value as a person reads it; nothing is an empty text."""
    if value in (None, "", False):
        return ""
    if entry.kind in {"answer", "fact"}:
        return told_answer(entry.question, value)
    return _("yes") if value is True else str(value)


@dataclass(frozen=True, slots=True)
class ToldRow:
    name: str
    label: str
    value: str
    note: str
    missing: bool


@dataclass(frozen=True, slots=True)
class ToldSection:
    key: str
    title: str
    rows: list[ToldRow]

    @property
    def given(self) -> bool:
        """Whether anything in it was answered."""
        return any(row.value for row in self.rows)


def told_sections(application: Application) -> list[ToldSection]:
    """The whole application, section by section."""
    return [
        ToldSection(section, title_of(section), list(_rows(application, section))) for section in SECTIONS
    ]


def _rows(application: Application, section: str) -> Iterator[ToldRow]:
    for entry in entries_of(section):
        if entry.kind == "note":
            continue
        note = all_entries().get(f"{NOTE}{entry.name}")
        yield ToldRow(
            entry.name,
            label_of(entry),
            told_value(entry, value_of(application, entry)),
            str(value_of(application, note) or "") if note else "",
            is_missing(application, entry.name),
        )
    if section == "company":
        yield ToldRow("logo", _("Logo"), _("one picture") if application.logo else "", "", False)
    if section == "pitch":
        yield ToldRow("deck", _("Pitch deck"), application.deck_name, "", False)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an application stands, as its owner may know it: a word, how it looks, and a sentence."""

    word: str
    tone: str
    sentence: str


def standing_of(application: Application, now: datetime) -> Standing:
    """An application's state in plain words. What is not told to everybody yet cannot be read from it."""
    match application.state:
        case State.DRAFT if calls.is_open(application, now):
            return Standing(_("Draft"), "warn", _("Only you can see it until you submit it."))
        case State.DRAFT:
            return Standing(_("Not submitted"), "", _("The call has closed before it was submitted."))
        case State.WITHDRAWN:
            return Standing(_("Withdrawn"), "", _("You took it back; nobody reads it any more."))
        case State.INVITED:
            return Standing(
                _("Invited"), "accent", _("You are invited to the final. Look at our letter to you.")
            )
        case State.FINALIST:
            return Standing(_("Finalist"), "accent", _("You stand on the stage."))
        case State.RESERVE:
            return Standing(
                _("Reserve"), "warn", _("You move up if a finalist cannot come. We write to you then.")
            )
        case State.DECLINED:
            return Standing(_("Not selected"), "", _("Other startups were chosen for this final."))
    # A shortlist is the organisers' own: whoever is on it reads the same as everybody else.
    if calls.is_open(application, now):
        return Standing(_("Submitted"), "good", _("The organisers have it. You can still change it."))
    return Standing(_("Under review"), "good", _("The organisers read it and write to you."))
