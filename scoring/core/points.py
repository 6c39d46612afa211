"""The points rule: eighteen yes/no questions that anyone can count by hand. Any model must beat it.

The thresholds were set by sense, not fitted: what an investor would call "yes, there is something".
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scoring.core.features import Floats, Sheets
from scoring.core.questionnaire import load

POINTS: Mapping[str, float] = {
    "team_senior": 4,  # at least four people lead
    "team_advisors": 1,  # there is an advisor
    "team_prior_startup": 1,  # a founder was in a startup before
    "team_prior_exit": 1,  # and in one that succeeded
    "team_domain_fit": 1,  # they know the field
    "team_sell_build": 3,  # much experience in selling and building
    "team_complementary": 2,  # skills that complement each other
    "trac_employees": 10,  # at least ten people
    "trac_team_grown": 1,  # the team has grown
    "trac_sales_material": 2,  # sales material is mostly ready
    "trac_partners": 1,  # there is a commercial partner
    "trac_media": 2,  # the press writes about it
    "trac_awards": 1,  # it won an award
    "ip_patent": 1,  # a proprietary position
    "ip_disruptive": 2,  # a disruptive technology
    "inv_seed_count": 1,  # somebody invested at seed
    "inv_top_fund": 1,  # a top investor in the last round
    "inv_repeat": 1,  # an investor came back
}
"""The least answer, in natural units or level numbers, that earns the question's point."""


def points_rule(sheets: Sheets) -> Floats:
    """Points earned of those there are, as 0-100, shape (n,), for sheets (n, 28).

    An unanswered question earns half a point: it counts neither for nor against.
    """
    keys = load().keys
    earned = np.zeros(len(sheets))
    for key, least in POINTS.items():
        position = keys.index(key)
        levels = np.array(load().questions[position].levels)
        column = sheets[:, position]
        earned += np.where(column < 0, 0.5, levels[np.maximum(column, 0)] >= least)
    points: Floats = 100.0 * earned / len(POINTS)
    return points
