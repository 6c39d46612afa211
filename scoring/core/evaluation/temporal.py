"""Trained on the past and tested on the future, by anything that can be trained."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from scoring.core.evaluation.metrics import Outcomes, judge
from scoring.core.evaluation.protocols import Dates, Split, temporal
from scoring.core.features import Floats

FEWEST = 20
"""Successes and failures, on either side: fewer teach nothing and tell nothing."""
Told = Callable[[Split], Mapping[str, Floats]]
"""Shares of the test rows of a split by each judge."""


def known_after(dates: Dates, days: int) -> Dates:
    """The days on which outcomes were known that take so many days to be."""
    return dates + np.timedelta64(days, "D")


def last_year(dates: Dates) -> np.datetime64:
    """The first day of the last calendar year in which a row lies."""
    latest: np.datetime64 = np.max(dates[~np.isnat(dates)]).astype("datetime64[Y]").astype("datetime64[D]")
    return latest


def judged_in_time(
    dates: Dates, known: Dates, outcomes: Outcomes, told: Told, since: np.datetime64, seed: int
) -> dict[str, Any]:
    """Figures of every judge on the rows since a day.

    Parameters
    ----------
    known : (n,) days on which the outcomes were known. Only rows whose outcome was known before `since` are trained
        on.

    Returns
    -------
    ``since``, how many were ``trained`` and ``tested``, the ``base_rate`` of either, and the
    figures by judge under ``judges``; with a ``reason`` instead where there are too few rows.
    """
    split = temporal(dates, known, since)
    said: dict[str, Any] = {
        "since": str(since),
        "trained": len(split.train),
        "tested": len(split.test),
    }
    for rows in (split.train, split.test):
        successes = int(outcomes[rows].sum())
        if min(successes, len(rows) - successes) < FEWEST:
            return said | {"reason": f"fewer than {FEWEST} successes or failures on one side of the day"}
    truth = outcomes[split.test]
    return said | {
        "base_rate_trained": float(outcomes[split.train].mean()),
        "base_rate_tested": float(truth.mean()),
        "judges": {
            name: judge(truth, shares, seed, resamples=200, intervals=("auc", "brier"))
            for name, shares in told(split).items()
        },
    }
