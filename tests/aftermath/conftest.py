"""A revealed show, and short names for what people record about its contenders."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from battle.aftermath import actions
from battle.aftermath.actions import Known
from battle.aftermath.models import Outcome
from battle.showlog import events as e
from battle.showlog.models import Show
from scoring.past import Label
from tests.leaderboard.plays import new_show, opened, revealed, scored

A_YEAR_LATER = datetime(2027, 12, 1, 12, tzinfo=UTC)
"""The show of `tests.leaderboard.plays` is revealed on 24 November 2026, in Valencia too."""
SHOW_DAY = date(2026, 11, 24)
MEANING = "raised at least US$ 1 million more within 24 months"
PLAYED = [
    opened("sealed"),
    e.Called(contender="acequia"),
    e.Answered(contender="acequia", question="team_founders", value=3.0),
    e.Answered(contender="acequia", question="trac_b2b", value=1.0),
    e.Corrected(contender="acequia", question="team_founders", value=2.0),
    e.Answered(contender="boreal", question="trac_employees", value=40.0),
    e.Answered(contender="boreal", question="ip_disruptive", value=2.0),
    e.Corrected(contender="boreal", question="ip_disruptive", value=None),
    scored("acequia", 61.5, basis=5),
    scored("boreal", 63.25, basis=8),
    e.Frozen(),
]
REVEALED = [*PLAYED, revealed(("boreal", 63.25), ("acequia", 61.5))]


def known(success: bool = True, **changes: Any) -> Known:
    told = {"meaning": MEANING, "known_on": date(2027, 6, 1), "source": "El Periódico"} | changes
    return Known(success=success, **told)


@dataclass
class Book:
    """What one person writes about the contenders of an edition's show, a year later."""

    edition: Any
    by: Any
    now: datetime = A_YEAR_LATER

    def record(self, contender: str = "boreal", label: Label = Label.RAISED, **told: Any) -> Outcome:
        return actions.record_outcome(
            edition=self.edition,
            contender=contender,
            label=label,
            known=known(**told),
            by=self.by,
            now=self.now,
        )

    def correct(
        self, seen: int, contender: str = "boreal", reason: str = "It was another company", **told: Any
    ) -> Outcome:
        return actions.correct_outcome(
            edition=self.edition,
            contender=contender,
            label=Label.RAISED,
            seen=seen,
            known=known(**told),
            reason=reason,
            by=self.by,
            now=self.now,
        )

    def withdraw(
        self, seen: int, contender: str = "boreal", reason: str = "It was another company"
    ) -> Outcome:
        return actions.withdraw_outcome(
            edition=self.edition,
            contender=contender,
            label=Label.RAISED,
            seen=seen,
            reason=reason,
            by=self.by,
            now=self.now,
        )


@pytest.fixture
def played(edition) -> Show:
    """The edition's show, revealed: Boreal before Acequia; Cargolux answered nothing."""
    type(edition).objects.filter(pk=edition.pk).update(jury_model="jury-1")
    edition.refresh_from_db()
    return new_show("valencia", *REVEALED)


@pytest.fixture
def book(played, edition, organiser) -> Book:
    return Book(edition, organiser)


@pytest.fixture
def a_year_later():
    with time_machine.travel(A_YEAR_LATER, tick=False):
        yield A_YEAR_LATER
