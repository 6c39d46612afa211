"""Cohort statistics with their shrinkage taken back: what startups plausibly answer.

Statistics of a few hundred companies are shrunk before anything is learned from them: the two outcomes' frequencies
towards each other, correlations towards zero, so that a jury does not learn chance. For the question "what would such a
startup have answered?" that care is a bias: sampled startups resemble each other more than real ones do. On the 228
real startups the log odds of the built-in jury spread by 1.62; on the shrunk cohort by 1.41, with the shrinkage taken
back by 1.65, and a 90 % band holds the final score as often as it says (docs/decisions/0006-uncertainty.md).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scoring.core.cohort_statistics import CohortStatistics, OutcomeStatistics

LEAST_FREQUENCY = 0.002
"""A level seen in both outcomes cannot become impossible in one by taking the shrinkage back."""
MOST_CORRELATION = 0.95


def unshrunk(statistics: CohortStatistics) -> CohortStatistics:
    """The statistics as they were before shrinking, as far as that can be told."""
    kept = 1 - statistics.shrink.marginal_lambda
    fail, success = statistics.fail, statistics.success
    pooled = [
        (1 - statistics.base_rate) * np.array(failed) + statistics.base_rate * np.array(succeeded)
        for failed, succeeded in zip(fail.frequencies, success.frequencies, strict=True)
    ]

    def told(outcome: OutcomeStatistics) -> OutcomeStatistics:
        spread = [
            np.maximum(both + (np.array(own) - both) / kept, LEAST_FREQUENCY)
            for own, both in zip(outcome.frequencies, pooled, strict=True)
        ]
        limit = MOST_CORRELATION
        pairs = tuple(
            (one, other, float(np.clip(value / (1 - statistics.shrink.corr), -limit, limit)))
            for one, other, value in outcome.pairs
        )
        frequencies = tuple(tuple(map(float, shares / shares.sum())) for shares in spread)
        return replace(outcome, frequencies=frequencies, pairs=pairs)

    return replace(statistics, fail=told(fail), success=told(success))
