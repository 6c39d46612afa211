"""Who stood on a stage before, told by the competition: the jury's side knows no show, so it asks by a setting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class PastOutcome:
    """What became of a contender.

    Attributes
    ----------
    known_on : the day on which this was known, not the day on which it was written down.
    meaning : what counts as success, in a sentence.
    source : where that can be read.
    """

    success: bool
    known_on: date
    meaning: str
    source: str


@dataclass(frozen=True, slots=True)
class PastContender:
    """One contender of a show whose result was revealed.

    Attributes
    ----------
    edition, show, key : slug of the edition, number of its show, key of the contender: together they name it.
    answers : as given on stage, by question key, in natural units.
    answered_at : when the last of them was given.
    score, rank : as revealed.
    model : version of the jury that gave the score.
    outcome : None as long as nobody has recorded one.
    """

    edition: str
    title: str
    show: int
    key: str
    company: str
    answers: dict[str, float]
    answered_at: datetime
    score: float
    rank: int
    model: str
    outcome: PastOutcome | None


def past_contenders() -> list[PastContender]:
    """Everybody whose show was revealed, newest show first, then by rank; rehearsals and demos are not among them."""
    ask: Callable[[], list[PastContender]] = import_string(settings.JURY_PAST_CONTENDERS)
    return ask()
