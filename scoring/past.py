"""Who stood on a stage before, told by the competition: the jury's side knows no show, so it asks by a setting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import TextChoices
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class Label(TextChoices):
    """What is asked about a startup some time after its show."""

    RAISED = "raised", _("Raised money again")
    ALIVE = "alive", _("Still operating")
    EXITED = "exited", _("Sold or listed")

    @property
    def final(self) -> bool:
        """The answer that stays true once it is: a round was raised, a company was sold, it operates no more. The
        other one is only "not yet", and says little until time has passed."""
        return self is not Label.ALIVE


@dataclass(frozen=True, slots=True)
class PastOutcome:
    """What became of a contender.

    Attributes
    ----------
    success : whether the label holds.
    known_on : the day on which this was known, not the day on which it was written down.
    meaning : what counts as success, in a sentence.
    source, source_url : where that can be read; the address is https or "".
    """

    label: Label
    success: bool
    known_on: date
    meaning: str
    source: str
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class PastContender:
    """One contender of a show whose result was revealed.

    Attributes
    ----------
    edition, show, key : slug of the edition, number of its show, key of the contender: together they name it.
    answers : as given on stage, by question key, in natural units.
    answered_at : when the last of them was given, in the time zone of the venue.
    score, rank : as revealed.
    model : version of the jury that gave the score.
    outcomes : what was recorded of it, one for each label at most, in the labels' order.
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
    outcomes: tuple[PastOutcome, ...] = ()

    def outcome(self, label: Label) -> PastOutcome | None:
        """What was recorded under a label; None as long as nobody has recorded it."""
        return next((each for each in self.outcomes if each.label == label), None)


def past_contenders() -> list[PastContender]:
    """Everybody whose show was revealed, newest show first, then by rank; rehearsals and demos are not among them."""
    ask: Callable[[], list[PastContender]] = import_string(settings.JURY_PAST_CONTENDERS)
    return ask()
