"""Promises of the population: completions follow the answers in the good direction only, and in free questions not."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from scoring.core.features import directions, level_counts
from scoring.core.population import Conditional
from scoring.core.promises.proof import BrokenPromise
from scoring.core.promises.samples import SEED
from scoring.core.promises.subject import Result, Subject
from scoring.core.questionnaire import load

MOST_APART = 2
"""All patterns with so many questions answered, or unanswered, are looked at."""
OTHER_PATTERNS = 96


def maps_follow_the_directions(subject: Subject) -> Result:
    """Conditional means rise with better answers, and free questions follow free ones only. Cases are patterns."""
    # A copy derives each pattern anew and leaves the jury's own memory of patterns as it is.
    population = deepcopy(subject.jury.population)
    if (np.diff(population.scores_, axis=1) < 0).any():
        raise BrokenPromise("population_maps", "A higher level of a question has a lower latent score.")
    if (population.cuts_[:, 1:] < population.cuts_[:, :-1]).any():
        raise BrokenPromise("population_maps", "The latent cuts of a question are not in order.")
    masks = np.array(list(_patterns(subject.thorough)))
    coefficients = sum(
        _check_rule(rule, mask) for mask, rule in zip(masks, population.conditionals(masks), strict=True)
    )
    return len(masks), {"coefficients": coefficients}


def _check_rule(rule: Conditional, mask: NDArray[np.bool_]) -> int:
    """Look at the rule of one pattern; returns how many of its coefficients count."""
    rules = rule.rules
    answered, unanswered, mean_map = rules.answered[0], rules.unanswered[0], rules.mean_maps[0]
    given, asked = directions()[answered], directions()[unanswered]
    wrong = mean_map * asked[:, None] * given < 0
    wrong |= (mean_map != 0) & (asked[:, None] == 0) & (given != 0)
    # A rule is filled up with questions that the pattern does not answer; they must not be read as answers.
    wrong |= (mean_map != 0) & ~mask[answered]
    wrong |= ~np.isfinite(mean_map)
    keys = load().keys
    example: dict[str, object] = {"answered": [keys[place] for place in np.flatnonzero(mask)]}
    if not np.isfinite(rule.noise).all():
        raise BrokenPromise("population_maps", "A draw of the population is not a finite number.", example)
    if set(unanswered[rules.open[0]]) != set(np.flatnonzero(~mask)):
        raise BrokenPromise(
            "population_maps", "The population draws other questions than the open ones.", example
        )
    for row, column in np.argwhere(wrong & rules.open[0][:, None])[:1]:
        unasked, answer = keys[unanswered[row]], keys[answered[column]]
        detail = f"The population's draws of '{unasked}' follow '{answer}' against the directions."
        example |= {"coefficient": float(mean_map[row, column])}
        raise BrokenPromise("population_maps", detail, example)
    return int(rules.open[0].sum() * mask.sum())


def _patterns(thorough: bool) -> Iterator[NDArray[np.bool_]]:
    """Which questions are answered: all patterns next to none and to all, and a fixed sample of the others."""
    questions = len(level_counts())
    for size in range(MOST_APART + 1 if thorough else MOST_APART):
        for chosen in combinations(range(questions), size):
            mask = np.zeros(questions, dtype=bool)
            mask[list(chosen)] = True
            yield mask
            yield ~mask
    rng = np.random.default_rng(SEED + 2)
    for number in range(OTHER_PATTERNS if thorough else OTHER_PATTERNS // 8):
        mask = np.zeros(questions, dtype=bool)
        mask[rng.permutation(questions)[: 3 + number % (questions - 5)]] = True
        yield mask
