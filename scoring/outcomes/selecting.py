"""Which past contenders can be learned from: a pure choice, so that what is shown is what is imported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from scoring.core.companies import company_hash
from scoring.past import Label, PastContender, PastOutcome

LEAST_DAYS = 90
"""Nothing that matters has become of a startup a season after its show."""
USUAL_DAYS = 365
MOST_DAYS = 3650


class Why(StrEnum):
    """Why a contender is not among the rows; `TAKEN` where it is."""

    TAKEN = "taken"
    NO_OUTCOME = "no_outcome"
    OTHER_MEANING = "other_meaning"
    NO_ANSWERS = "no_answers"
    TOO_YOUNG = "too_young"
    ASKED_TOO_EARLY = "asked_too_early"
    LATER_SHOW = "later_show"


@dataclass(frozen=True, slots=True)
class Choice:
    """What the data steward chose.

    Attributes
    ----------
    meanings : sentences that are taken for one and the same; compared without case, double blanks and a full stop.
    days : minimum age of the answers.
    """

    label: Label
    meanings: tuple[str, ...]
    days: int = USUAL_DAYS


@dataclass(frozen=True, slots=True)
class Row:
    """A past contender beside the choice.

    Attributes
    ----------
    age : days between the answers on stage and today.
    known_after : days between the answers and the day on which the outcome was known; None without one.
    ready_on : the day from which the answers are old enough.
    """

    past: PastContender
    outcome: PastOutcome | None
    age: int
    known_after: int | None
    ready_on: date
    why: Why

    @property
    def taken(self) -> bool:
        return self.why is Why.TAKEN

    @property
    def day(self) -> date:
        """When the answers were given, at the venue."""
        return self.past.answered_at.date()


@dataclass(frozen=True, slots=True)
class Meaning:
    """A sentence under which outcomes were recorded, as it was written most often."""

    sentence: str
    recorded: int
    successes: int


def alike(sentence: str) -> str:
    """What makes two sentences one."""
    return " ".join(sentence.casefold().split()).rstrip(" .!")


def meanings(past: Sequence[PastContender], label: Label) -> list[Meaning]:
    """What was recorded under a label, the sentence that was used most first."""
    groups: dict[str, list[PastOutcome]] = {}
    for contender in past:
        if outcome := contender.outcome(label):
            groups.setdefault(alike(outcome.meaning), []).append(outcome)
    found = [
        Meaning(
            Counter(each.meaning for each in group).most_common(1)[0][0],
            len(group),
            sum(each.success for each in group),
        )
        for group in groups.values()
    ]
    return sorted(found, key=lambda each: (-each.recorded, each.sentence))


def select(past: Sequence[PastContender], choice: Choice, today: date) -> list[Row]:
    """Every past contender in the order given, with the reason where it is not taken.

    Of a company that was in several shows the newest answers are taken, as a run would.
    """
    rows = [_row(contender, choice, today) for contender in past]
    newest: dict[str, Row] = {}
    for row in sorted((row for row in rows if row.taken), key=lambda row: row.past.answered_at):
        newest[company_hash(row.past.company)] = row
    last = {id(row) for row in newest.values()}
    return [row if not row.taken or id(row) in last else replace(row, why=Why.LATER_SHOW) for row in rows]


def _row(past: PastContender, choice: Choice, today: date) -> Row:
    outcome, day = past.outcome(choice.label), past.answered_at.date()
    return Row(
        past=past,
        outcome=outcome,
        age=(today - day).days,
        known_after=(outcome.known_on - day).days if outcome else None,
        ready_on=day + timedelta(days=choice.days),
        why=_why(past, outcome, choice, today),
    )


def _why(past: PastContender, outcome: PastOutcome | None, choice: Choice, today: date) -> Why:
    day = past.answered_at.date()
    if outcome is None:
        return Why.NO_OUTCOME
    if alike(outcome.meaning) not in {alike(each) for each in choice.meanings}:
        return Why.OTHER_MEANING
    if not past.answers:
        return Why.NO_ANSWERS
    # All answers are given the same time, or those that did well early would be the only ones of a young show.
    if (today - day).days < choice.days or outcome.known_on > today:
        return Why.TOO_YOUNG
    # "Not yet" is an outcome only where it was looked for late enough; what is final is so from its first day.
    needed = 0 if outcome.success == choice.label.final else choice.days
    if (outcome.known_on - day).days < needed:
        return Why.ASKED_TOO_EARLY
    return Why.TAKEN
