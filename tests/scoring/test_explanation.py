"""Where a score comes from, by section and by answer."""

from itertools import combinations
from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.core.explanation import DRAWS_EACH, coalition_worth, explain
from scoring.core.features import directions, level_counts, section_columns
from scoring.core.question_shapley import owen_values
from scoring.core.questionnaire import load
from tests.scoring.conftest import random_sheets


def partly(count: int, seed: int):
    """A sheet with so many answers."""
    sheet = random_sheets(1, seed, answered=1.0)[0]
    sheet[np.random.default_rng(seed).permutation(28)[count:]] = -1
    return sheet


def by_position(contributions: dict[str, float]):
    return np.array([contributions[key] for key in load().keys])


def brute_force(model, sheet):
    """Plain Shapley values of the answered questions, from all coalitions one by one."""
    answered = np.flatnonzero(sheet >= 0).tolist()
    worth = {(): model.base, tuple(answered): model.score(sheet).score}
    for size in range(1, len(answered)):
        for chosen in combinations(answered, size):
            kept = np.full_like(sheet, -1)
            kept[list(chosen)] = sheet[list(chosen)]
            worth[chosen] = model.points(model.population.draw(kept[None], DRAWS_EACH)[0]).mean()
    values = np.zeros(28)
    n = len(answered)
    for chosen, value in worth.items():
        size = len(chosen)
        for player in answered:
            if player not in chosen:
                more = worth[tuple(sorted((*chosen, player)))] - value
                values[player] += factorial(size) * factorial(n - size - 1) / factorial(n) * more
    return values


def test_plain_contributions_are_those_of_brute_force(model):
    sheet = partly(8, seed=1)

    found = explain(model, sheet, by_section=False)

    assert found.exact
    assert by_position(found.questions) == pytest.approx(brute_force(model, sheet), abs=1e-9)


def test_estimated_contributions_of_ten_answers_are_near_those_of_brute_force(model):
    """1,024 coalitions are asked for the truth and at most 300 for the estimate."""
    sheet = partly(10, seed=2)

    found = explain(model, sheet, by_section=False, limit=300)

    truth = explain(model, sheet, by_section=False, limit=1100)
    assert truth.exact
    assert not found.exact
    off = by_position(found.questions) - by_position(truth.questions)
    assert np.abs(off).max() < 0.5
    assert (np.abs(off) <= 4 * by_position(found.errors) + 1e-9).all()


def test_estimated_contributions_of_a_full_sheet_are_near_the_exact_ones(model):
    """Some 7,000 coalitions are asked for the truth and 2,048 for the estimate."""
    sheet = partly(28, seed=3)

    found = explain(model, sheet)

    score = model.score(sheet).score
    unions = [columns.tolist() for columns in section_columns().values()]
    truth = owen_values(coalition_worth(model, sheet, score), unions, limit=10_000)
    assert truth.exact
    assert not found.exact
    off = by_position(found.questions) - truth.values
    assert np.sqrt((off**2).mean()) < 0.25
    assert (np.abs(off) <= 4 * by_position(found.errors) + 1e-9).all()


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(0, 28), by_section=st.booleans())
def test_contributions_add_up_to_the_score_minus_the_base(model, seed, count, by_section):
    sheet = partly(count, seed)

    found = explain(model, sheet, limit=60, by_section=by_section)

    assert found.score == model.score(sheet).score
    assert sum(found.questions.values()) == pytest.approx(found.score - found.base, abs=1e-9)
    for key, level in zip(load().keys, sheet, strict=True):
        if level < 0:
            assert found.questions[key] == 0.0
            assert found.errors[key] == 0.0


@pytest.mark.parametrize("count", [5, 14, 28])
def test_the_answers_of_a_section_add_up_to_the_section(model, count):
    sheet = partly(count, seed=4)

    found = explain(model, sheet, limit=200)

    assert found.sections == model.score(sheet).sections
    values = by_position(found.questions)
    for section, columns in section_columns().items():
        assert values[columns].sum() == pytest.approx(found.sections[section], abs=1e-9)


def test_a_section_is_asked_with_the_very_draws_of_the_score(model):
    """So that nothing is left to be spread over its answers."""
    sheet = partly(9, seed=8)
    answered = np.flatnonzero(sheet >= 0)
    unions = [np.flatnonzero(np.isin(answered, own)).tolist() for own in section_columns().values()]
    verdict = model.score(sheet)

    found = owen_values(coalition_worth(model, sheet, verdict.score), unions)

    sums = [found.values[union].sum() for union in unions]
    assert sums == pytest.approx(list(verdict.sections.values()), abs=1e-9)


def test_an_empty_sheet_has_nothing_to_explain(model):
    found = explain(model, np.full(28, -1, dtype=np.int8))

    assert found.exact
    assert found.base == found.score == 50.0
    assert set(found.questions.values()) == {0.0}


def test_a_better_answer_never_contributes_less(model):
    """The worth of coalitions with it may only rise and that of the others stays, where all are asked."""
    for seed in (5, 6):
        sheet = partly(6, seed)
        for position in np.flatnonzero((sheet >= 0) & (directions() != 0)):
            levels = range(level_counts()[position])
            found = []
            for level in levels if directions()[position] > 0 else reversed(levels):
                changed = sheet.copy()
                changed[position] = level
                found.append(explain(model, changed).questions[load().keys[position]])
            assert np.diff(found).min() >= -1e-9


def test_the_same_sheet_has_the_same_explanation(model):
    sheet = partly(24, seed=7)

    assert explain(model, sheet) == explain(model, sheet)
    assert explain(model, sheet) != explain(model, sheet, seed=2)
    assert not explain(model, sheet).exact
