"""What a lost hint leaves undone is found in the logs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from battle.stage import actions, queries
from battle.stage.state import ranking
from battle.stage.worker import Sweeper


class Hints(list):
    """Stands at the place of the broker: takes hints, or takes none."""

    def __init__(self, *, reachable: bool = True) -> None:
        super().__init__()
        self.reachable = reachable

    def __call__(self, show_id: int, contender: str) -> bool:
        if self.reachable:
            self.append((show_id, contender))
        return self.reachable


@pytest.fixture
def later():
    """Long enough after an answer for its score to be missed."""
    return timezone.now() + timedelta(seconds=3)


@pytest.fixture
def answered(called):
    called.answer("team_founders", 3)
    return called


def test_it_finds_an_answer_whose_task_was_lost(answered, later):
    hints = Hints()

    found = Sweeper("w", hints).sweep(later)

    assert found == hints == [(answered.show.pk, "finalist-1")]


def test_it_leaves_a_worker_two_seconds(answered):
    assert Sweeper("w", Hints()).sweep(timezone.now()) == []


def test_it_finds_nothing_once_all_is_scored(answered, later):
    answered.score()

    assert Sweeper("w", Hints()).sweep(later) == []


def test_it_scores_by_itself_where_there_is_no_broker(answered, later):
    Sweeper("w", Hints(reachable=False)).sweep(later)

    assert answered.kinds[-2:] == ["scored", "advised"]
    assert answered.state.pending == []


def test_it_sees_what_happened_since_the_last_sweep(called, later):
    sweeper = Sweeper("w", Hints())
    assert sweeper.sweep(later) == []

    called.answer("team_founders", 3)

    assert sweeper.sweep(later) == [(called.show.pk, "finalist-1")]
    called.score()
    assert sweeper.sweep(later + timedelta(seconds=60)) == []


def test_it_asks_ever_more_rarely_for_what_cannot_be_scored(answered, later):
    sweeper, hints = Sweeper("w", Hints()), []

    for second in range(60):
        hints += [second] * len(sweeper.sweep(later + timedelta(seconds=second)))

    assert hints == [0, 2, 6, 14, 30]


def test_a_newer_answer_is_asked_for_at_once(answered, later):
    sweeper = Sweeper("w", Hints())
    sweeper.sweep(later)
    answered.answer("trac_b2b", 1)

    assert sweeper.sweep(later + timedelta(seconds=1)) == [(answered.show.pk, "finalist-1")]


def test_it_finds_a_place_whose_comparison_was_lost(frozen, later):
    lower = ranking(frozen.state)[1].contender

    assert Sweeper("w", Hints()).sweep(timezone.now()) == []
    assert Sweeper("w", Hints()).sweep(later) == [(frozen.show.pk, lower)]
    actions.compare_neighbours(show_id=frozen.show.pk, clock=timezone.now)
    assert Sweeper("w", Hints()).sweep(later) == []


def test_a_revealed_show_is_left_alone(frozen, later):
    frozen.reveal()

    assert list(queries.unrevealed_shows()) == []
    assert Sweeper("w", Hints()).sweep(later) == []


def test_it_beats_every_five_seconds(db):
    sweeper, start = Sweeper("w", Hints()), timezone.now()

    for second in range(7):
        sweeper.beat(start + timedelta(seconds=second))

    assert queries.newest_worker_beat() == start + timedelta(seconds=5)


def test_its_queries_do_not_grow_with_the_show(answered, later, django_assert_num_queries):
    sweeper = Sweeper("w", Hints())
    sweeper.sweep(later)

    with django_assert_num_queries(1):
        sweeper.sweep(later + timedelta(seconds=1))
