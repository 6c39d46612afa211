"""What each answer adds to a score: Owen values of the answered questions, exact or estimated.

The players are the answered questions. A coalition is worth the score of a sheet with its answers only, everything
else unanswered. Two ways of sharing the score among them are at hand:

* plain Shapley values (Shapley 1953, "A value for n-person games"). Their sums over a section's questions are in
  general *not* the Shapley contribution of that section, because a question then meets half-answered other sections;
* Owen values (Owen 1977, "Values of games with a priori unions") with the sections as unions: a question joins within
  its own section while each other section is there as a whole or not at all. Their sums over a section are exactly
  the Shapley contribution of the section among the sections.

What people see are Owen values: sections and questions are shown side by side, and two sums that disagree could not be
explained to anybody. They need fewer coalitions, too: with sections of 9, 8, 5 and 6 some 7,000 instead of 2^28. Plain
Shapley values are the same thing with one union that holds everybody.

For a union B the Owen values are the Shapley values of the averaged game v_B(S) = sum over sets T of other unions of
w(T) v(T + S). All 2^|B| sets S are asked where the limit on coalitions allows it. Elsewhere the values are estimated
by the constrained regression of Lundberg and Lee (2017, "A unified approach to interpreting model predictions") with
paired sampling after Covert and Lee (2021, "Improving KernelSHAP"): each sampled (T, S) comes with its opposite, all
other unions and all other questions of the union, and the regression is on their difference. Interactions of any two
players cancel in it, so that a game without interactions of three or more is solved exactly by few pairs. (Sampled
permutations, Castro et al. 2009, "Polynomial calculation of the Shapley value based on sampling", learn from each
coalition about two players; the regression learns about all of them.) The values always add up to v(all) - v(none):
the ends of every v_B are asked and the regression is constrained to them. The standard errors are the jackknife-like
HC3 of MacKinnon and White (1985), which hold whatever the residuals look like.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import comb, factorial

import numpy as np
from numpy.typing import NDArray

from scoring.core.features import Floats

Masks = NDArray[np.bool_]
Game = Callable[[Masks], Floats]
"""Worth of coalitions: (c, players) of membership to (c,)."""

COALITIONS = 2_048
"""How many coalitions an explanation may ask the jury about: some 0.3 s on one core."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """What each player adds.

    Attributes
    ----------
    values : (players,), adding up to worth(all) - worth(none).
    errors : (players,), the standard error that the sampling of coalitions leaves; 0 where all were asked.
    exact : no coalition was left to chance.
    """

    values: Floats
    errors: Floats
    exact: bool


@dataclass(frozen=True, slots=True)
class _Plan:
    """The coalitions to ask about one union.

    Attributes
    ----------
    members : positions of its players.
    weights : (outsides,), of each set of other unions in an average order of arrival.
    coalitions : (c, players): each set of other unions without and with the whole union, (2, outsides), then what its
        method asks.
    inside : (n, |members|), the subsets of the union in the order asked; the first half of the pairs if sampled.
    outside : (pairs,), which set of other unions goes with each pair; None if every subset is asked.
    """

    members: NDArray[np.intp]
    weights: Floats
    coalitions: Masks
    inside: Masks
    outside: NDArray[np.intp] | None


def owen_values(
    worth: Game, unions: Sequence[Sequence[int]], *, limit: int = COALITIONS, seed: int = 1
) -> Attribution:
    """Owen values of a game.

    Parameters
    ----------
    worth : see `Game`; asked once, for all coalitions together.
    unions : positions of the players of each union; every player 0..n-1 in one of them. One union of all gives plain
        Shapley values.
    limit : of coalitions; unions that do not fit into their share of it are sampled.
    seed : of the sampling.
    """
    groups = [np.array(union, dtype=np.intp) for union in unions if len(union)]
    players = sum(len(group) for group in groups)
    values, errors = np.zeros(players), np.zeros(players)
    if not players:
        return Attribution(values, errors, exact=True)
    rng = np.random.default_rng(seed)
    plans = [
        _planned(groups, which, share, players, rng) for which, share in enumerate(_shares(groups, limit))
    ]
    found = worth(np.vstack([plan.coalitions for plan in plans]))
    ends = np.cumsum([len(plan.coalitions) for plan in plans])[:-1]
    for plan, worths in zip(plans, np.split(found, ends), strict=True):
        values[plan.members], errors[plan.members] = _solved(plan, worths)
    return Attribution(values, errors, exact=all(plan.outside is None for plan in plans))


def shapley_values(worth: Game, players: int, *, limit: int = COALITIONS, seed: int = 1) -> Attribution:
    """Plain Shapley values of a game of so many players, see `owen_values`."""
    return owen_values(worth, [range(players)], limit=limit, seed=seed)


def _shares(groups: list[NDArray[np.intp]], limit: int) -> list[int | None]:
    """For each union the number of pairs to sample, None where all its coalitions fit into its share of the limit.

    The limit is shared by size; what a small union leaves goes to the larger ones.
    """
    outsides = 2 ** (len(groups) - 1)
    left = limit
    shares: list[int | None] = [None] * len(groups)
    by_size = sorted(range(len(groups)), key=lambda which: len(groups[which]))
    for place, which in enumerate(by_size):
        size = len(groups[which])
        share = left * size // sum(len(groups[other]) for other in by_size[place:])
        everything = outsides * 2**size
        if size > 1 and everything > share:
            # Under three pairs a player the regression could not tell its own error.
            pairs = max((share - 2 * outsides) // 2, 3 * size)
            shares[which] = pairs if 2 * pairs < everything else None
        left -= everything if shares[which] is None else min(share, left)
    return shares


def _planned(
    groups: list[NDArray[np.intp]], which: int, pairs: int | None, players: int, rng: np.random.Generator
) -> _Plan:
    members = groups[which]
    others = [group for place, group in enumerate(groups) if place != which]
    chosen = _subsets(len(others))
    outsides = np.zeros((len(chosen), players), dtype=bool)
    for place, group in enumerate(others):
        outsides[:, group] = chosen[:, [place]]
    weights = np.array(
        [1.0 / (len(groups) * comb(len(others), size)) for size in chosen.sum(axis=1).tolist()]
    )
    whole = outsides.copy()
    whole[:, members] = True
    if pairs is None:
        inside, outside = _subsets(len(members)), None
        asked = np.repeat(outsides, len(inside), axis=0)
        asked[:, members] = np.tile(inside, (len(outsides), 1))
    else:
        inside = _sampled_subsets(len(members), pairs, rng)
        outside = rng.choice(len(outsides), size=pairs, p=weights)
        asked = outsides[outside]
        asked[:, members] = inside
        asked = np.vstack([asked, ~asked])
    return _Plan(members, weights, np.vstack([outsides, whole, asked]), inside, outside)


def _subsets(size: int) -> Masks:
    """All subsets, (2^size, size); row r holds the players whose bit is set in r."""
    return np.asarray((np.arange(2**size)[:, None] >> np.arange(size)) % 2 == 1)


def _sampled_subsets(size: int, count: int, rng: np.random.Generator) -> Masks:
    """Subsets, neither empty nor whole, drawn by the Shapley kernel, (count, size)."""
    sizes = np.arange(1, size)
    kernel = 1.0 / (sizes * (size - sizes))
    wanted = rng.choice(sizes, size=count, p=kernel / kernel.sum())
    ranks = rng.permuted(np.tile(np.arange(size), (count, 1)), axis=1)
    return np.asarray(ranks < wanted[:, None])


def _solved(plan: _Plan, worths: Floats) -> tuple[Floats, Floats]:
    """Values and standard errors of one union's players."""
    outsides = len(plan.weights)
    without, whole = worths[:outsides], worths[outsides : 2 * outsides]
    asked = worths[2 * outsides :]
    if plan.outside is None:
        averaged = plan.weights @ asked.reshape(outsides, -1)
        return _exact(averaged, len(plan.members)), np.zeros(len(plan.members))
    gained = whole - without
    opposite = outsides - 1 - plan.outside
    share = plan.inside.mean(axis=1)
    chosen, others = np.split(asked, 2)
    # Each side less what equal players would have brought, so that the ends are zero.
    odd = chosen - without[plan.outside] - share * gained[plan.outside]
    odd -= others - without[opposite] - (1 - share) * gained[opposite]
    beyond, errors = _regressed(plan.inside, odd)
    return plan.weights @ gained / len(plan.members) + beyond, errors


def _exact(worth: Floats, size: int) -> Floats:
    """Shapley values of a game given by the worth of its 2^size coalitions, in the order of `_subsets`."""
    members = _subsets(size)
    counts = members.sum(axis=1)
    arrival = np.array([factorial(c) * factorial(size - c - 1) / factorial(size) for c in range(size)])
    values = np.empty(size)
    for player in range(size):
        absent = np.flatnonzero(~members[:, player])
        values[player] = arrival[counts[absent]] @ (worth[absent + 2**player] - worth[absent])
    return values


def _regressed(inside: Masks, odd: Floats) -> tuple[Floats, Floats]:
    """Coefficients that add up to zero, of the differences within pairs on membership, and their HC3 errors."""
    signs = np.where(inside, 1.0, -1.0)
    signs -= signs.mean(axis=1, keepdims=True)
    inverse = np.linalg.pinv(signs)
    coefficients = inverse @ odd
    residuals = odd - signs @ coefficients
    leverage = np.einsum("ij,ji->i", signs, inverse)
    spread = residuals / np.maximum(1.0 - leverage, 1e-9)
    return coefficients, np.sqrt(inverse**2 @ spread**2)
