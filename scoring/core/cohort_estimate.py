"""The statistics of a cohort, estimated on startups with known outcomes.

The recipe is the one by which the shipped statistics were made: on the same 228 companies it gives the same
frequencies to the last digit, the same value for all 264 correlations that are shipped, and eleven more of .10
(docs/cohorts-and-audits.md). Per outcome, with the constants below:

1. Level frequencies are smoothed: `PSEUDO_COUNT` is added to the companies in each level, and the share is rounded.
2. They are moved by `MARGINAL_LAMBDA` of the way towards the frequencies among all companies, smoothed alike; the
   whole way where too few companies of an outcome answer.
3. Each answer becomes a normal score: the normal quantile of the middle of its level's rank (van der Waerden 1952).
4. The Pearson correlation of these scores, over the companies that answer both questions, is shrunk by `CORR_SHRINK`
   towards zero (as Ledoit and Wolf 2004, with a fixed intensity); what is then below `CORR_MIN` is left out.

No level has fewer companies than a minimum over both outcomes together, and no correlation rests on fewer that answer
both questions. Frequencies are told per outcome, though, and there a figure may rest on fewer, down to none: 18 of the
196 on the 228 companies do, and whoever knows the recipe can read the numbers back. With a minimum per outcome a
question with a rarer level is told alike for both.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from scoring.core.cohort_statistics import CohortStatistics, OutcomeStatistics, Pair, Shrinkage
from scoring.core.correlation import pairwise_correlation
from scoring.core.features import Floats, Sheets, level_counts
from scoring.core.problems import Problem, TooLittleData
from scoring.core.questionnaire import Question, load
from scoring.core.training_steps import FEWEST_OF_EACH

MIN_COUNT = 9
"""Fewest companies in a level. The rarest one in the shipped file, many commercial partners, has nine."""
LEAST_MIN_COUNT = 2
"""A figure about one company is that company."""
PSEUDO_COUNT = 0.25
"""Companies added to each level, half of Jeffreys' half: a level that no company of an outcome is in stays possible,
and the frequency of a rare level among 114 companies moves by .002 only."""
MARGINAL_LAMBDA = 0.35
"""A frequency among 114 companies has a standard error of up to .05, as large as most differences between outcomes: a
third of a difference is taken for chance, so that a model does not learn it."""
CORR_SHRINK = 0.3
"""A correlation among 114 companies has a standard error of .09, as large as most of them are."""
CORR_MIN = 0.1
"""About that standard error: a weaker one cannot be told from none, and 378 such pairs would add up to a pattern."""
FREQUENCY_DIGITS = 3
"""Both the smoothed and the mixed frequencies are rounded: more digits than this are noise among a few hundred rows."""
LEAST_FREQUENCY = 0.001
"""What rounding leaves at least, so that no level of a large data set becomes impossible."""
CORR_DIGITS = 2
"""A ninth of the standard error."""
RATE_DIGITS = 6
"""The base rate is no estimate of anything: it says how many of the startups sampled are successes."""
MOST_TOLD = 6
"""Thin levels that a refusal names."""

Groups = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Derived:
    """Statistics, and what was given up so that figures do not rest on too few companies.

    Attributes
    ----------
    joined : by question, the levels (numbers in the questionnaire's unit) that are told as one.
    silent : questions of which nothing is told: too few companies answer them, or all but a few alike.
    pooled : questions told alike for both outcomes, because too few companies of one of them answer, or are in one of
        the levels.
    weak_pairs : pairs of questions left out as below `CORR_MIN`, over both outcomes.
    rare_pairs : pairs left out because too few companies of an outcome answer both.
    """

    statistics: CohortStatistics
    joined: dict[str, tuple[tuple[float, ...], ...]]
    silent: tuple[str, ...]
    pooled: tuple[str, ...]
    weak_pairs: int
    rare_pairs: int


def derive_cohort(
    sheets: Sheets,
    outcomes: NDArray[np.int8],
    *,
    min_count: int = MIN_COUNT,
    min_count_per_outcome: int = 0,
    merge: bool = False,
) -> Derived:
    """Estimate statistics in which every level has `min_count` companies or more, over both outcomes.

    Parameters
    ----------
    sheets : (n, 28), -1 where unanswered.
    outcomes : (n,) of 0 and 1.
    min_count : fewest companies in a level, over both outcomes, and behind a correlation.
    min_count_per_outcome : fewest companies of each outcome in a level whose frequency is told per outcome. One rarer
        level and the question is told alike for both: of the other levels' shares among failures, among successes and
        among all, the rare one could be worked out. 0 tells all, as the shipped file does.
    merge : join a level that has fewer with its rarer neighbour until it has enough: the frequency is told for both
        and divided evenly. Of a question that too few answer, nothing is told: all levels are equally frequent.

    Raises
    ------
    TooLittleData : fewer than 20 successes or failures, or than `min_count` of them.
    Problem : ``thin_level``, without `merge`; ``bad_option``, a minimum below 2 (`min_count_per_outcome` may be 0).
    """
    _check(outcomes, min_count, min_count_per_outcome)
    counts = _counted(sheets, outcomes)
    groups = tuple(_grouped(count.sum(axis=0), min_count) for count in counts)
    if not merge:
        _refuse_thin_levels([count.sum(axis=0) for count in counts], min_count)
    apart = [
        _told_apart(count, group, min_count, min_count_per_outcome)
        for count, group in zip(counts, groups, strict=True)
    ]
    parts, weak, rare = [], 0, 0
    for outcome in (0, 1):
        pairs, weak_here, rare_here = _pairs(sheets[outcomes == outcome], groups, min_count)
        frequencies = tuple(
            _frequencies(count, group, outcome if own else None)
            for count, group, own in zip(counts, groups, apart, strict=True)
        )
        parts.append(OutcomeStatistics(frequencies, pairs))
        weak, rare = weak + weak_here, rare + rare_here
    statistics = CohortStatistics(
        n=len(outcomes),
        base_rate=round(float(outcomes.mean()), RATE_DIGITS),
        shrink=Shrinkage(MARGINAL_LAMBDA, CORR_SHRINK, CORR_MIN),
        fail=parts[0],
        success=parts[1],
    )
    return Derived(statistics, _joined(groups), _silent(groups), _pooled(counts, apart), weak, rare)


def _check(outcomes: NDArray[np.int8], min_count: int, min_count_per_outcome: int) -> None:
    given = {"min_count": min_count}
    if min_count_per_outcome != 0:
        given["min_count_per_outcome"] = min_count_per_outcome
    for name, value in given.items():
        if value < LEAST_MIN_COUNT:
            detail = (
                f"The minimum must be at least {LEAST_MIN_COUNT}: a figure about one company is that company."
            )
            raise Problem("bad_option", detail, name, minimum=LEAST_MIN_COUNT)
    needed = max(FEWEST_OF_EACH, min_count)
    for outcome, name in ((0, "failures"), (1, "successes")):
        found = int((outcomes == outcome).sum())
        if found < needed:
            detail = (
                f"At least {needed} successes and {needed} failures are needed, there are {found} {name}."
            )
            raise TooLittleData("too_little_data", detail)


def _counted(sheets: Sheets, outcomes: NDArray[np.int8]) -> list[Floats]:
    """For each question the companies of either outcome in each level, (2, levels)."""
    counted = []
    for question, levels in enumerate(level_counts()):
        column = sheets[:, question]
        answered = column >= 0
        cells = np.bincount(
            column[answered] + levels * outcomes[answered].astype(np.intp), minlength=2 * levels
        )
        counted.append(cells.reshape(2, levels).astype(np.float64))
    return counted


def _refuse_thin_levels(totals: list[Floats], min_count: int) -> None:
    thin: list[tuple[str, str]] = []
    for question, total in zip(load().questions, totals, strict=True):
        if not total.any():
            thin.append((question.key, "nobody answers it"))
            continue
        for level in np.flatnonzero(total < min_count).tolist():
            thin.append((question.key, f"{level_name(question, level)}: {int(total[level])}"))
    if thin:
        told = ", ".join(f"'{key}' {count}" for key, count in thin[:MOST_TOLD])
        rest = f" and {len(thin) - MOST_TOLD} more" if len(thin) > MOST_TOLD else ""
        detail = (
            f"Levels with fewer than {min_count} companies would tell about single ones: {told}{rest}. "
            "Join each with its neighbour (--merge), or lower the minimum."
        )
        raise Problem("thin_level", detail, thin[0][0], minimum=min_count, levels=len(thin))


def level_name(question: Question, level: int) -> str:
    """A level as people call it: its slug, or its lower edge."""
    return question.options[level].slug if question.options else f"{question.levels[level]:g}"


def _grouped(total: Floats, min_count: int) -> Groups:
    """Neighbouring levels joined until each group has enough companies, or there is one group left.

    The rarest group goes first and joins its rarer neighbour, the lower one where they are alike.
    """
    groups = [[level] for level in range(len(total))]
    sizes = total.tolist()
    while len(groups) > 1 and min(sizes) < min_count:
        rarest = sizes.index(min(sizes))
        neighbours = [place for place in (rarest - 1, rarest + 1) if 0 <= place < len(groups)]
        lower = min(rarest, min(neighbours, key=lambda place: sizes[place]))
        groups[lower] += groups.pop(lower + 1)
        sizes[lower] += sizes.pop(lower + 1)
    return tuple(tuple(group) for group in groups)


def _frequencies(count: Floats, groups: Groups, outcome: int | None) -> tuple[float, ...]:
    """Smoothed level frequencies of one question for one outcome, steps 1 and 2 of the recipe.

    Parameters
    ----------
    count : (2, levels) companies of either outcome in each level.
    outcome : None where the question is told alike for both.
    """
    even = np.empty_like(count)
    for group in groups:
        even[:, group] = count[:, group].mean(axis=1, keepdims=True)
    pooled = _smoothed(even.sum(axis=0))
    own = pooled if outcome is None else _smoothed(even[outcome])
    mixed = _shares((1 - MARGINAL_LAMBDA) * own + MARGINAL_LAMBDA * pooled)
    return tuple(max(round(float(share), FREQUENCY_DIGITS), LEAST_FREQUENCY) for share in mixed)


def _told_apart(count: Floats, groups: Groups, min_count: int, per_outcome: int) -> bool:
    """Whether enough companies of either outcome answer a question, and are in each level, to tell the outcomes
    apart."""
    cells = [count[:, group].sum(axis=1).min() for group in groups]
    return bool(count.sum(axis=1).min() >= min_count and min(cells) >= per_outcome)


def _smoothed(count: Floats) -> Floats:
    return _shares(np.round(_shares(count + PSEUDO_COUNT), FREQUENCY_DIGITS))


def _shares(values: Floats) -> Floats:
    shares: Floats = values / values.sum()
    return shares


def _pairs(sheets: Sheets, groups: tuple[Groups, ...], min_count: int) -> tuple[tuple[Pair, ...], int, int]:
    """Correlations that are told among the companies of one outcome, steps 3 and 4; how many are weak, and rare."""
    joined = np.full_like(sheets, -1)
    scores = np.zeros((sheets.shape[1], max(level_counts())))
    for question, group in enumerate(groups):
        answered = sheets[:, question] >= 0
        place = np.repeat(np.arange(len(group)), [len(levels) for levels in group])
        joined[answered, question] = place[sheets[answered, question]]
        if answered.any():
            scores[question, : len(group)] = _normal_scores(
                np.bincount(joined[answered, question], minlength=len(group))
            )
    shrunk = (1 - CORR_SHRINK) * pairwise_correlation(joined, scores)
    known = (joined >= 0).astype(np.float64)
    together = known.T @ known
    pairs: list[Pair] = []
    rare = 0
    one, other = np.tril_indices(len(groups), -1)
    for row, column in zip(one.tolist(), other.tolist(), strict=True):
        if together[row, column] < min_count:
            rare += 1
        elif abs(shrunk[row, column]) >= CORR_MIN:
            pairs.append((row, column, round(float(shrunk[row, column]), CORR_DIGITS)))
    return tuple(pairs), len(one) - rare - len(pairs), rare


def _normal_scores(count: NDArray[np.intp]) -> Floats:
    """The normal quantile of the middle of each level's rank; 0 for a level without a company."""
    shares = count / count.sum()
    middle = np.cumsum(shares) - shares / 2
    scores: Floats = ndtri(np.where(count > 0, middle, 0.5))
    return scores


def _joined(groups: tuple[Groups, ...]) -> dict[str, tuple[tuple[float, ...], ...]]:
    joined = {}
    for question, group in zip(load().questions, groups, strict=True):
        several = [levels for levels in group if len(levels) > 1]
        if several and len(group) > 1:
            joined[question.key] = tuple(
                tuple(question.levels[level] for level in levels) for levels in several
            )
    return joined


def _silent(groups: tuple[Groups, ...]) -> tuple[str, ...]:
    return tuple(key for key, group in zip(load().keys, groups, strict=True) if len(group) == 1)


def _pooled(counts: list[Floats], apart: list[bool]) -> tuple[str, ...]:
    return tuple(
        key for key, count, own in zip(load().keys, counts, apart, strict=True) if count.any() and not own
    )
