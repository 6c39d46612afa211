"""Past contenders as the jury's side is told of them."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from battle.showlog import events as e
from battle.showlog.events import Place
from battle.showlog.log import read
from battle.showlog.models import Show
from battle.stage.state import fold, ranking
from scoring.past import Label, PastOutcome, past_contenders
from tests.aftermath.conftest import MEANING, PLAYED, REVEALED
from tests.leaderboard.plays import BEGAN, new_show, numbered, opened, revealed, scored, shows, write

pytestmark = pytest.mark.django_db


def test_it_tells_the_answers_as_they_stood_when_the_show_ended(played):
    boreal, acequia = past_contenders()

    assert (acequia.key, acequia.company, acequia.answers) == (
        "acequia",
        "Acequia",
        {"team_founders": 2.0, "trac_b2b": 1.0},
    )
    assert (boreal.edition, boreal.title, boreal.show) == ("valencia", "Valencia Battle", 1)
    assert boreal.answers == {"trac_employees": 40.0}
    assert (boreal.rank, boreal.score, acequia.rank, acequia.score) == (1, 63.25, 2, 61.5)
    assert (boreal.model, boreal.outcomes) == ("jury-1", ())


def test_the_answers_are_dated_by_the_last_of_them_at_the_venue(played):
    boreal, acequia = past_contenders()

    assert acequia.answered_at == BEGAN + timedelta(seconds=5)
    assert boreal.answered_at == BEGAN + timedelta(seconds=8)
    assert boreal.answered_at.tzinfo == ZoneInfo("Europe/Madrid")


def test_it_tells_what_counts_now_and_nothing_that_was_taken_back(book):
    book.record(success=True)
    book.correct(1, success=False, source="The register", source_url="https://example.org/")
    book.record(label=Label.ALIVE)
    book.record("acequia")
    book.withdraw(1, "acequia")
    boreal, acequia = past_contenders()

    corrected = PastOutcome(
        label=Label.RAISED,
        success=False,
        known_on=date(2027, 6, 1),
        meaning=MEANING,
        source="The register",
        source_url="https://example.org/",
    )
    assert boreal.outcome(Label.RAISED) == corrected
    assert [each.label for each in boreal.outcomes] == [Label.RAISED, Label.ALIVE]
    assert acequia.outcomes == ()


def test_demos_unrevealed_shows_and_broken_logs_are_not_among_them(edition):
    for slug, demo in [("demo", True), ("bilbao", False), ("broken", False), ("gone", False)]:
        edition.pk, edition.slug, edition.is_demo = None, slug, demo
        edition.save()
    for slug in ("demo", "elsewhere"):
        new_show(slug, opened("sealed", slug=slug), *REVEALED[1:])
    new_show("bilbao", opened("sealed", slug="bilbao"), *PLAYED[1:])
    new_show("broken", opened(slug="broken"), e.Called(contender="nobody"), revealed(("nobody", 1.0)))

    assert past_contenders() == []


def test_the_newest_show_comes_first_and_each_from_its_winner_down(played, edition):
    edition.pk, edition.slug = None, "bilbao"
    edition.save()
    told = [opened(slug="bilbao"), *[scored(key, 50.0) for key in ("acequia", "cargolux")], e.Frozen()]
    new_show(
        "bilbao", *told, *[e.Called(contender="boreal")] * 20, revealed(("cargolux", 50.0), ("acequia", 50.0))
    )

    assert [(each.edition, each.key) for each in past_contenders()] == [
        ("bilbao", "cargolux"),
        ("bilbao", "acequia"),
        ("valencia", "boreal"),
        ("valencia", "acequia"),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_it_takes_four_queries_however_many_shows_there_are_and_three_once_they_are_known(
    edition, count, django_assert_num_queries
):
    for number in range(count):
        edition.pk, edition.slug = None, f"city-{number}"
        edition.save()
        new_show(edition.slug, opened("sealed", slug=edition.slug), *REVEALED[1:])

    with django_assert_num_queries(4):
        first = past_contenders()
    with django_assert_num_queries(3):
        again = past_contenders()
    assert (len(first), again) == (2 * count, first)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shows(), st.integers(1, 10**8))
def test_whatever_happens_in_a_show_it_tells_what_the_log_says(edition, events, number):
    """All examples share the edition; each is a show of another number."""
    before = fold(numbered(events))
    places = ranking(before) or [Place(contender="boreal", rank=1, score=1.0)]
    ended = [each for each in events if each.kind not in {"frozen", "revealed"}] + [e.Frozen()]
    show, _new = Show.objects.get_or_create(edition_slug="valencia", number=number)
    write(show, *([] if show.seq else [*ended, e.Revealed(ranking=places)]))
    state = fold(read(show.pk))

    told = [each for each in past_contenders() if each.show == number]

    assert [(each.key, each.rank, each.score) for each in told] == [
        (place.contender, place.rank, place.score) for place in state.ranking
    ]
    for each in told:
        contender = state.contenders[each.key]
        assert (each.answers, each.answered_at) == (
            contender.answers,
            contender.answered_at or state.revealed_at,
        )
