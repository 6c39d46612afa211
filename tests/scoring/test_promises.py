"""What every score keeps, proven over many sheets."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.core.explanation import shapley
from scoring.core.features import directions, level_counts
from scoring.core.population import DRAWS
from tests.scoring.conftest import random_sheets

TINY = 1e-9


def _neighbours(sheets):
    """For each sheet, question and level but the last: the sheet with that level, and with the next better one."""
    worse, better = [], []
    for question, (direction, count) in enumerate(zip(directions(), level_counts(), strict=True)):
        if direction:
            for level in range(count - 1):
                lower, upper = sheets.copy(), sheets.copy()
                lower[:, question], upper[:, question] = level, level + 1
                worse.append(lower if direction > 0 else upper)
                better.append(upper if direction > 0 else lower)
    return np.vstack(worse), np.vstack(better)


def test_a_better_answer_never_lowers_a_score(model):
    """Exhaustive over the levels of every directed question, on 200 partly answered sheets."""
    worse, better = _neighbours(random_sheets(200, seed=4))

    both, which = np.unique(np.vstack([worse, better]), axis=0, return_inverse=True)
    scores = model.score_many(both, draws=32)[which.ravel()]
    before, after = np.split(scores, 2)

    assert len(before) == 200 * sum(
        count - 1 for direction, count in zip(directions(), level_counts(), strict=True) if direction
    )
    assert (after - before).min() >= -TINY


def test_a_better_answer_moves_every_draw_of_a_directed_question_towards_the_better(model):
    worse, better = _neighbours(random_sheets(3, seed=5))

    for one, other in zip(worse, better, strict=True):
        before, after = (model.population.draw(sheet[None])[0].astype(int) for sheet in (one, other))
        moved = (after - before) * directions()
        assert moved.min() >= 0
        free = directions() == 0
        assert (before[:, free] == after[:, free]).all()


def test_a_better_answer_never_lowers_the_live_score_or_its_band(model):
    worse, better = _neighbours(random_sheets(2, seed=6))

    for one, other in zip(worse[::5], better[::5], strict=True):
        before, after = model.score(one), model.score(other)
        assert after.score >= before.score - TINY
        assert after.low >= before.low - TINY
        assert after.high >= before.high - TINY


def test_without_isotone_draws_the_promise_breaks(model):
    """The guard is needed, and the test above would notice its absence."""
    unguarded = dataclasses.replace(model, population=model.population.plain())
    worse, better = _neighbours(random_sheets(10, seed=4, answered=0.3))

    falls = unguarded.score_many(worse, draws=64) - unguarded.score_many(better, draws=64)

    assert falls.max() > 0.01


def test_an_unanswered_question_counts_only_by_the_mean_of_its_plausible_answers(model):
    for sheet in random_sheets(20, seed=7):
        completed = model.population.draw(sheet[None])[0]

        assert (completed[:, sheet >= 0] == sheet[sheet >= 0]).all()
        assert model.score(sheet).score == pytest.approx(model.points(completed).mean(), abs=TINY)


def test_draws_depend_on_which_questions_are_answered_and_not_on_the_answers(model):
    one, other = random_sheets(2, seed=8, answered=1.0)
    hidden = np.arange(28) % 3 == 0
    one[hidden] = other[hidden] = -1

    rule = model.population.conditional(one >= 0)

    assert rule is model.population.conditional(other >= 0)
    together = model.population.draw(np.stack([one, other]))
    assert (together[0] == model.population.draw(one[None])[0]).all()


def test_everybody_starts_at_the_base(model):
    empty = np.full(28, -1, dtype=np.int8)

    verdict = model.score(empty)

    assert verdict.score == verdict.base == 50.0
    assert model.score_many(empty[None])[0] == pytest.approx(50.0, abs=TINY)
    assert verdict.sections == {"team": 0.0, "traction": 0.0, "ip": 0.0, "investors": 0.0}
    assert verdict.points_rule == 50.0
    assert verdict.low < 50 < verdict.high


def test_scores_stay_within_0_and_100_with_a_finite_band(model):
    for sheet in random_sheets(40, seed=9):
        verdict = model.score(sheet)

        assert 0 <= verdict.low <= verdict.score <= verdict.high <= 100
        assert verdict.low < verdict.high
        assert verdict.answered == (sheet >= 0).sum()


def test_sections_add_up_to_the_score_minus_the_base(model):
    for sheet in random_sheets(40, seed=10):
        verdict = model.score(sheet)

        assert sum(verdict.sections.values()) == pytest.approx(verdict.score - verdict.base, abs=TINY)


def test_a_section_without_answers_contributes_nothing(model):
    sheet = random_sheets(1, seed=11, answered=1.0)[0]
    sheet[22:] = -1

    assert model.score(sheet).sections["investors"] == pytest.approx(0.0, abs=TINY)


def test_the_live_score_is_the_score_in_bulk(model):
    sheets = random_sheets(30, seed=12)

    assert [model.score(sheet).score for sheet in sheets] == pytest.approx(model.score_many(sheets), abs=TINY)


@given(st.lists(st.floats(-50, 50), min_size=16, max_size=16))
def test_contributions_of_any_game_add_up(worths):
    from scoring.core.explanation import coalitions

    players = ("team", "traction", "ip", "investors")
    worth = dict(zip(coalitions(players), worths, strict=True))

    assert sum(shapley(worth, players).values()) == pytest.approx(
        worth[frozenset(players)] - worth[frozenset()], abs=1e-9
    )


def test_contributions_of_a_sum_are_its_parts():
    from scoring.core.explanation import coalitions

    gains = {"team": 1.0, "traction": 2.0, "ip": -3.0, "investors": 4.0}
    worth = {c: sum(gains[player] for player in c) for c in coalitions(tuple(gains))}

    assert shapley(worth, tuple(gains)) == pytest.approx(gains)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(0, 27))
def test_more_of_the_same_pattern_changes_nothing(model, seed, count):
    sheets = random_sheets(5, seed, answered=1.0)
    sheets[:, np.random.default_rng(seed).permutation(28)[count:]] = -1

    completed = model.population.draw(sheets)

    assert completed.shape == (5, DRAWS, 28)
    assert (completed >= 0).all()
    assert (completed < np.array(level_counts())).all()
