"""Two shows with twelve contenders, what they answered, and what became of them a good year later."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from battle.aftermath.actions import Known, record_outcome
from battle.showlog import events as e
from scoring.outcomes.selecting import Choice
from scoring.past import Label
from tests.leaderboard.plays import new_show, opened, revealed, scored

RAISED = "raised at least US$ 1 million more within 12 months"
NOW = datetime(2027, 12, 1, 12, tzinfo=UTC)
SHOW_DAY = date(2026, 11, 24)
"""Of `tests.leaderboard.plays`, in Valencia too."""
AGE = (NOW.date() - SHOW_DAY).days


def show_events(slug: str, keys: list[str]) -> list[e.Event]:
    """Each is asked three questions; the last answer of each is corrected."""
    told: list[e.Event] = [opened("sealed", slug=slug, keys=keys)]
    for place, key in enumerate(keys):
        told += [
            e.Called(contender=key),
            e.Answered(contender=key, question="trac_employees", value=float(5 + 7 * place)),
            e.Answered(contender=key, question="trac_b2b", value=float(place % 2)),
            e.Answered(contender=key, question="inv_last_round", value=9.0),
            e.Corrected(contender=key, question="inv_last_round", value=0.25 + place),
        ]
        told.append(scored(key, 80.0 - 5 * place, basis=len(told)))
    places = [(key, 80.0 - 5 * place) for place, key in enumerate(keys)]
    return [*told, e.Frozen(), revealed(*places)]


@pytest.fixture
def city(edition):
    """Make another edition, with its revealed show."""

    def make(slug: str, keys: list[str]):
        made = type(edition).objects.get(slug="valencia")
        if slug != "valencia":
            made.pk, made.slug, made.name = None, slug, f"{slug.title()} Battle"
        made.jury_model = "jury-1"
        made.save()
        new_show(slug, *show_events(slug, keys))
        return made

    return make


@pytest.fixture
def record(steward):
    """Write down what became of one contender."""

    def write(edition, key: str, success: bool, **told):
        known = {
            "meaning": RAISED,
            "known_on": SHOW_DAY + timedelta(days=370),
            "source": f"A newspaper about {key.title()}",
            "source_url": "https://news.example.org/1",
        } | told
        label = known.pop("label", Label.RAISED)
        return record_outcome(
            edition=edition,
            contender=key,
            label=label,
            known=Known(success=success, **known),
            by=steward,
            now=NOW,
        )

    return write


VALENCIA = ["acequia", "boreal", "cargolux", "dendro", "espino", "farola"]
BILBAO = ["garbi", "hierro", "itsaso", "jauja", "kresala", "lamia"]


@pytest.fixture
def year(city, record):
    """Everybody's outcome is recorded: every third is a yes."""
    editions = {"valencia": city("valencia", VALENCIA), "bilbao": city("bilbao", BILBAO)}
    for place, key in enumerate([*VALENCIA, *BILBAO]):
        record(editions["valencia" if key in VALENCIA else "bilbao"], key, place % 3 == 0)
    return editions


@pytest.fixture
def choice() -> Choice:
    return Choice(Label.RAISED, (RAISED,), 365)


@pytest.fixture
def later():
    with time_machine.travel(NOW, tick=False):
        yield NOW
