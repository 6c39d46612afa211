"""A jury made as the champion was made, but without the rows on which it is compared.

A champion that knows the hold-out looks better on it than it is: a candidate that is "worse" there may be no worse on
new startups. What can be told is whether the candidate is worse than what the champion's way of making a jury gives
when the held-out rows are kept from it, as they were from the candidate.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scoring.core.dataset import DataSet
from scoring.core.jury import JuryModel
from scoring.core.problems import Problem

SYNTHETIC, ROWS = "cohort", "rows"


def train_stand_in(
    champion: JuryModel, rows: DataSet, held: NDArray[np.bool_]
) -> tuple[JuryModel, str] | None:
    """The champion's stand-in, and how it was made; None where too few rows are left to make one.

    Parameters
    ----------
    champion : trained on startups (then so is the stand-in) or on a cohort drawn from statistics of startups (then
        statistics of the rows are estimated first). Its seed is taken.
    rows : everything that is compared on and beside it.
    held : (n,), the rows that are compared on.
    """
    from scoring.core import training
    from scoring.core.cohort_estimate import LEAST_MIN_COUNT, derive_cohort

    sheets, outcomes = rows.sheets[~held], rows.outcomes[~held]
    seed = int(champion.facts["seed"])
    try:
        if champion.facts.get("synthetic"):
            derived = derive_cohort(sheets, outcomes, min_count=LEAST_MIN_COUNT, merge=True)
            made = training.train_on_cohort(derived.statistics, seed, "stand-in", banded=False)
            return made, SYNTHETIC
        return training.train(sheets, outcomes, seed, banded=False), ROWS
    except Problem:
        return None
