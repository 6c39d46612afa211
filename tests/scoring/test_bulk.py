"""Scores in bulk, and the conditional draws of many patterns behind them."""

import multiprocessing

import numpy as np
import pytest

from scoring.core import bulk
from scoring.core.bulk import score_answers, score_bulk, score_each
from scoring.core.conditioning import derive, draw_each, fill_each, size_classes
from scoring.core.features import MISSING, level_counts
from tests.scoring.conftest import random_sheets


@pytest.fixture(scope="module")
def sheets():
    """Patterns of all sizes, the empty and a complete one among them, and some twice."""
    some = random_sheets(150, seed=31)
    some[0], some[1] = MISSING, random_sheets(1, seed=32, answered=1.0)[0]
    same = random_sheets(20, seed=33, answered=1.0)
    same[:, ::3] = MISSING
    return np.vstack([some, same])


def test_scores_in_bulk_are_the_live_scores(model, sheets):
    assert score_bulk(model, sheets) == pytest.approx(
        [model.score(sheet).score for sheet in sheets], abs=1e-9
    )


def test_a_score_is_to_the_last_bit_the_same_alone_and_in_any_company(model, sheets):
    together = score_each(model, sheets)
    order = np.random.default_rng(1).permutation(len(sheets))

    assert np.array_equal(score_each(model, sheets[order]), together[order])
    assert np.array_equal(np.concatenate([score_each(model, sheet[None]) for sheet in sheets]), together)


def test_two_processes_say_what_one_says(model, sheets, monkeypatch):
    monkeypatch.setattr(bulk, "SHEETS_A_TASK", 50)

    assert np.array_equal(score_bulk(model, sheets, processes=2), score_each(model, sheets))


def test_a_worker_that_may_have_no_children_does_it_alone(model, sheets, monkeypatch):
    monkeypatch.setitem(multiprocessing.current_process()._config, "daemon", True)

    assert np.array_equal(score_bulk(model, sheets[:9], processes=2), score_each(model, sheets[:9]))


def test_what_is_no_set_of_answers_stops_no_other(model):
    rows = [None, {"team_founders": 3}, [1], "team_founders", {"team_founders": "many"}, {}]

    told = score_answers(model, rows)

    assert {row: (problem.type, problem.field) for row, problem in told.problems.items()} == {
        1: ("not_an_object", ""),
        3: ("not_an_object", ""),
        4: ("not_an_object", ""),
        5: ("wrong_type", "team_founders"),
    }
    assert [score is None for score in told.scores] == [True, False, True, True, True, False]
    assert told.scores[1] == score_answers(model, [{"team_founders": 3}]).scores[0]


def test_no_sheets_have_no_scores(model):
    assert score_bulk(model, random_sheets(0, seed=1)).shape == (0,)


@pytest.mark.parametrize("isotone", [True, False])
def test_many_patterns_are_derived_as_each_by_itself_with_textbook_formulas(model, sheets, isotone):
    correlation = model.population.correlation_
    directions = model.population.directions_ if isotone else None
    masks = sheets[~(sheets >= 0).all(axis=1)] >= 0
    for size in np.unique(size_classes(masks)):
        chosen = masks[size_classes(masks) == size]
        rules = derive(correlation, directions, chosen)
        for number, mask in enumerate(chosen):
            given, asked = int(mask.sum()), int((~mask).sum())
            mean_map, covariance = _one_by_one(correlation, directions, mask)

            assert list(rules.answered[number, :given]) == list(np.flatnonzero(mask))
            assert list(rules.unanswered[number, -asked:]) == list(np.flatnonzero(~mask))
            assert rules.mean_maps[number, -asked:, :given] == pytest.approx(mean_map, abs=1e-10)
            assert not rules.mean_maps[number, :, given:].any()
            root = rules.roots[number, -asked:, -asked:]
            assert root @ root.T == pytest.approx(covariance, abs=1e-8)
            assert not rules.roots[number, -asked:, :-asked].any()


def _one_by_one(correlation, directions, mask):
    """Mean map and covariance of what it leaves open, as told in `scoring.core.population`."""
    given, asked = np.flatnonzero(mask), np.flatnonzero(~mask)
    among, across = correlation[np.ix_(given, given)], correlation[np.ix_(given, asked)]
    mean_map = (np.linalg.inv(among) @ across).T
    if directions is not None:
        free_given, free_asked = given[directions[given] == 0], asked[directions[asked] == 0]
        mean_map[directions[asked] == 0] = 0
        own = (
            np.linalg.inv(correlation[np.ix_(free_given, free_given)])
            @ correlation[np.ix_(free_given, free_asked)]
        )
        mean_map[np.ix_(directions[asked] == 0, directions[given] == 0)] = own.T
        mean_map[mean_map * np.outer(directions[asked], directions[given]) < 0] = 0
    left = correlation[np.ix_(asked, asked)] - mean_map @ across - (mean_map @ across).T
    return mean_map, left + mean_map @ among @ mean_map.T


def test_completions_of_many_patterns_are_those_of_each_pattern(model, sheets):
    partly = sheets[~(sheets >= 0).all(axis=1)]
    seen = []
    for rows, completed in draw_each(model.population, partly, 64):
        seen.extend(rows)
        for row, own in zip(rows, completed, strict=True):
            assert np.array_equal(own.T, model.population.draw(partly[row][None], 64)[0])

    assert sorted(seen) == list(range(len(partly)))


def test_gaps_are_filled_from_the_seed_and_answers_are_kept(model, sheets):
    filled, again = (fill_each(model.population, sheets, 3, np.random.default_rng(4)) for _ in range(2))

    assert filled.shape == (len(sheets), 3, 28)
    assert np.array_equal(filled, again)
    assert (filled >= 0).all()
    assert (filled < np.array(level_counts())).all()
    for copy in filled.transpose(1, 0, 2):
        assert np.array_equal(copy[sheets >= 0], sheets[sheets >= 0])
    assert len(np.unique(filled[0], axis=0)) == 3
