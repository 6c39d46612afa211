"""What an application consists of: every entry, the section it stands in, and where the application keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from battle.applications.answers import in_language, questions_asked
from battle.applications.enums import Progress, State
from battle.applications.models import Application
from scoring import service

JURY_SECTIONS = ("team", "traction", "ip", "investors")
SECTIONS = ("company", *JURY_SECTIONS, "pitch", "consent")
# Files stand in these sections; they are sent apart from the entries.
FILES = {"logo": "company", "deck": "pitch"}
REQUIRED = ("company", "one_liner", "contact_name", "consent")
TEXTS = {
    "company": "company",
    "one_liner": "company",
    "website": "company",
    "contact_name": "company",
    "people": "team",
    "investor_names": "investors",
    "pitch": "pitch",
}
NOTE = "note_"
# Which of the application's columns keeps an entry of each kind.
KEPT_IN = {"answer": "answers", "fact": "facts", "note": "evidence"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be entered: a text, an answer, a fact that is not scored, a note on an answer, the consent."""

    name: str
    kind: str
    section: str
    question: Any = None


@lru_cache(maxsize=1)
def all_entries() -> dict[str, Entry]:
    """Every entry by its name, in the order in which they are asked."""
    asked = questions_asked()
    found: list[Entry] = []
    for section in SECTIONS:
        found += [Entry(name, "text", section) for name, where in TEXTS.items() if where == section]
        for question in asked.questions:
            if question.section == section:
                found.append(Entry(question.key, "answer", section, question))
                found.append(Entry(f"{NOTE}{question.key}", "note", section, question))
        found += [Entry(q.key, "fact", section, q) for q in asked.application_only if q.section == section]
    return {entry.name: entry for entry in [*found, Entry("consent", "consent", "consent")]}


def entries_of(section: str) -> Iterator[Entry]:
    return (entry for entry in all_entries().values() if entry.section == section)


def title_of(section: str) -> str:
    """A section's name in the reader's language."""
    own = {"company": _("Company"), "pitch": _("Pitch"), "consent": _("Consent")}
    if section in own:
        return own[section]
    return next(in_language(known.title) for known in questions_asked().sections if known.key == section)


def value_of(application: Application, entry: Entry) -> Any:
    """What the application says; None or an empty text where it says nothing."""
    if entry.kind == "text":
        return getattr(application, entry.name)
    if entry.kind == "consent":
        return application.consented_at is not None
    return getattr(application, KEPT_IN[entry.kind]).get(entry.question.key)


def put(application: Application, entry: Entry, value: Any, now: datetime) -> None:
    """Enter a value that was checked, on the instance only; nothing is an empty text or None."""
    if entry.kind == "text":
        setattr(application, entry.name, value)
    elif entry.kind == "consent":
        application.consented_at = (application.consented_at or now) if value else None
    else:
        kept = dict(getattr(application, KEPT_IN[entry.kind]))
        kept.pop(entry.question.key, None)
        if value not in (None, ""):
            kept[entry.question.key] = value
        setattr(application, KEPT_IN[entry.kind], kept)


def is_missing(application: Application, name: str) -> bool:
    return name in REQUIRED and not value_of(application, all_entries()[name])


def needs(application: Application, name: str) -> bool:
    """Whether an entry cannot be emptied any more: what was submitted keeps what it was submitted with."""
    return name in REQUIRED and application.state != State.DRAFT


def missing_of(application: Application) -> list[Entry]:
    """What an application must still say before it can be submitted."""
    return [all_entries()[name] for name in REQUIRED if is_missing(application, name)]


@dataclass(frozen=True, slots=True)
class SectionState:
    """One line of the task list: how far a section is, counted in what it mainly asks for."""

    key: str
    title: str
    progress: Progress
    given: int
    asked: int


def section_state(application: Application, section: str) -> SectionState:
    """How far a section is."""
    entries = list(entries_of(section))
    counted = [entry for entry in entries if entry.kind in _counted(section)]
    given = sum(_given(application, entry) for entry in counted)
    asked = len(counted)
    for file, where in FILES.items():
        # A pitch is a text and a deck; the logo is an extra.
        if where == section and file == "deck":
            asked, given = asked + 1, given + bool(application.deck)
    begun = given > 0 or any(_given(application, entry) for entry in entries)
    lacking = any(is_missing(application, entry.name) for entry in entries)
    wrong = any(entry.kind == "answer" and not _holds(application, entry) for entry in entries)
    return SectionState(
        section, title_of(section), _progress(begun, lacking, wrong, given == asked), given, asked
    )


def _counted(section: str) -> set[str]:
    if section in JURY_SECTIONS:
        return {"answer"}
    return {"consent"} if section == "consent" else {"text"}


def _given(application: Application, entry: Entry) -> bool:
    value = value_of(application, entry)
    return value not in (None, "", False)


def _holds(application: Application, entry: Entry) -> bool:
    """Whether an answer that is there would still be taken: the questions may have changed since."""
    value = value_of(application, entry)
    if value is None:
        return True
    try:
        service.clean_answer(entry.name, value)
    except service.AnswerProblem:
        return False
    return True


def _progress(begun: bool, lacking: bool, wrong: bool, full: bool) -> Progress:
    if not begun:
        return Progress.NOT_BEGUN
    if lacking or wrong:
        return Progress.NEEDS_ATTENTION
    return Progress.COMPLETE if full else Progress.IN_PROGRESS


def states_of(application: Application) -> list[SectionState]:
    """The task list."""
    return [section_state(application, section) for section in SECTIONS]
