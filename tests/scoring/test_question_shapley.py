"""Owen and Shapley values of any game, beside what their definitions say."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.core.explanation import coalitions, shapley
from scoring.core.question_shapley import COALITIONS, owen_values, shapley_values

UNIONS = [[0, 3], [1, 4, 5], [2]]


def table_game(players: int, seed: int):
    """A game with every interaction there can be."""
    worths = np.random.default_rng(seed).normal(0, 10, 2**players)
    return lambda masks: worths[masks @ (1 << np.arange(players))]


def smooth_game(players: int, seed: int):
    """Like a score: a curve over a sum, with some interactions of two and of three."""
    rng = np.random.default_rng(seed)
    own, pairs = rng.normal(0, 0.7, players), rng.normal(0, 0.2, (players, players))

    def worth(masks):
        members = masks.astype(float)
        odds = members @ own + np.einsum("ci,ij,cj->c", members, pairs, members)
        return 100 / (1 + np.exp(-odds)) + 5 * members[:, 0] * members[:, 1] * members[:, 2]

    return worth


def arrivals(worth, orders, players: int):
    """What each player adds on average over orders of arrival: the definition itself."""
    values, orders = np.zeros(players), list(orders)
    for order in orders:
        masks = np.zeros((players + 1, players), dtype=bool)
        for place, player in enumerate(order):
            masks[place + 1 :, player] = True
        values[list(order)] += np.diff(worth(masks))
    return values / len(orders)


def orders_by_union(unions):
    """All orders in which nobody of another union comes between two of the same."""
    for arrangement in permutations(unions):
        orders = [()]
        for union in arrangement:
            orders = [order + inner for order in orders for inner in permutations(union)]
        yield from orders


def test_shapley_values_are_the_mean_gain_over_all_orders_of_arrival():
    worth = table_game(6, seed=1)

    found = shapley_values(worth, 6)

    assert found.exact
    assert found.values == pytest.approx(arrivals(worth, permutations(range(6)), 6), abs=1e-9)
    assert (found.errors == 0).all()


def test_owen_values_are_the_mean_gain_over_the_orders_that_keep_unions_together():
    worth = table_game(6, seed=2)

    found = owen_values(worth, UNIONS)

    assert found.exact
    assert found.values == pytest.approx(arrivals(worth, orders_by_union(UNIONS), 6), abs=1e-9)


def test_they_are_those_of_the_sections_own_formula():
    worth = table_game(4, seed=3)
    players = ("a", "b", "c", "d")
    worths = {
        chosen: float(worth(np.array([[player in chosen for player in players]]))[0])
        for chosen in coalitions(players)
    }

    found = shapley_values(worth, 4)

    assert dict(zip(players, found.values, strict=True)) == pytest.approx(shapley(worths, players))


def test_a_unions_values_add_up_to_its_shapley_value_among_the_unions():
    worth = smooth_game(12, seed=4)
    unions = [[0, 1, 2, 3, 4], [5, 6, 7], [8, 9, 10, 11]]

    def among_unions(masks):
        members = np.zeros((len(masks), 12), dtype=bool)
        for place, union in enumerate(unions):
            members[:, union] = masks[:, [place]]
        return worth(members)

    expected = shapley_values(among_unions, 3).values
    for limit in (40, 10_000):
        found = owen_values(worth, unions, limit=limit)
        assert [found.values[union].sum() for union in unions] == pytest.approx(expected, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    sizes=st.lists(st.integers(1, 4), min_size=1, max_size=4),
    limit=st.integers(8, 200),
)
def test_they_add_up_whatever_the_game_and_the_limit(seed, sizes, limit):
    players = sum(sizes)
    worth = table_game(players, seed)
    ends = np.cumsum(sizes)
    unions = [list(range(end - size, end)) for end, size in zip(ends, sizes, strict=True)]

    found = owen_values(worth, unions, limit=limit, seed=seed)

    nobody, everybody = worth(np.array([[False] * players, [True] * players]))
    assert found.values.sum() == pytest.approx(everybody - nobody, abs=1e-8)
    assert np.isfinite(found.errors).all()
    assert not found.exact or (found.errors == 0).all()


def test_players_that_do_the_same_get_the_same_and_one_that_does_nothing_gets_nothing():
    def worth(masks):
        return np.where(masks[:, 0] | masks[:, 1], 4.0, 0.0) + 3.0 * masks[:, 2] * masks[:, 3]

    assert shapley_values(worth, 5).values == pytest.approx([2, 2, 1.5, 1.5, 0], abs=1e-12)


def test_few_pairs_solve_a_game_without_interactions_of_three():
    rng = np.random.default_rng(5)
    own, pairs = rng.normal(0, 5, 16), rng.normal(0, 2, (16, 16))

    def worth(masks):
        members = masks.astype(float)
        return members @ own + np.einsum("ci,ij,cj->c", members, pairs, members)

    found = owen_values(worth, [range(8), range(8, 16)], limit=200)

    assert not found.exact
    both = (pairs + pairs.T) / 2
    np.fill_diagonal(both, 0.0)
    assert found.values == pytest.approx(own + np.diag(pairs) + both.sum(axis=1), abs=1e-9)
    assert found.errors == pytest.approx(np.zeros(16), abs=1e-9)


def test_the_stated_error_is_the_error_there_is():
    """Over 40 seeds the distance from the exact values is what the standard errors say, within a fifth."""
    worth = smooth_game(14, seed=6)
    unions = [range(8), range(8, 14)]
    exact = owen_values(worth, unions, limit=10**6)
    assert exact.exact

    samples = [owen_values(worth, unions, limit=160, seed=seed) for seed in range(40)]

    assert not any(sample.exact for sample in samples)
    off = np.array([sample.values - exact.values for sample in samples])
    stated = np.array([sample.errors for sample in samples])
    ratio = np.sqrt((off**2).mean() / (stated**2).mean())
    assert 0.8 < ratio < 1.2


def test_more_coalitions_come_nearer():
    worth = smooth_game(12, seed=7)
    exact = shapley_values(worth, 12, limit=10**6).values

    off = [np.abs(shapley_values(worth, 12, limit=limit).values - exact).max() for limit in (100, 1600)]

    assert off[1] < off[0] / 2


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_sample():
    worth = smooth_game(14, seed=8)

    one, same, other = (shapley_values(worth, 14, seed=seed) for seed in (1, 1, 2))

    assert one.values.tobytes() == same.values.tobytes()
    assert one.errors.tobytes() == same.errors.tobytes()
    assert one.values.tobytes() != other.values.tobytes()


def test_it_asks_no_more_coalitions_than_allowed():
    asked = []

    def worth(masks):
        asked.append(len(np.unique(masks, axis=0)))
        return masks.sum(axis=1).astype(float)

    owen_values(worth, [range(9), range(9, 17), range(17, 22), range(22, 28)])

    assert len(asked) == 1
    assert asked[0] <= COALITIONS


def test_a_game_without_players_has_no_values():
    found = owen_values(lambda masks: np.zeros(len(masks)), [[], []])

    assert found.values.shape == found.errors.shape == (0,)
    assert found.exact
