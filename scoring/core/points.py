"""The points rule: eighteen yes/no points that a person can check by hand, shown beside every score.

It is the rule of thumb that any model has to beat. Each point asks whether an answer reaches a threshold that an
experienced investor would call solid; an unanswered question gives half a point, so that it counts neither way.
"""

from collections.abc import Mapping

# question -> the least answer that earns the point.
AT_LEAST: dict[str, float] = {
    "team_senior": 3,
    "team_advisors": 1,
    "team_prior_startup": 1,
    "team_prior_exit": 1,
    "team_domain_fit": 1,
    "team_sell_build": 3,
    "team_complementary": 2,
    "trac_employees": 10,
    "trac_team_grown": 1,
    "trac_sales_material": 2,
    "trac_partners": 1,
    "trac_media": 2,
    "trac_awards": 1,
    "ip_patent": 1,
    "ip_publications": 1,
    "ip_disruptive": 2,
    "inv_top_fund": 1,
    "inv_repeat": 1,
}


def points_rule(answers: Mapping[str, float]) -> float:
    """Points of a cleaned answer sheet, 0-100 (the share of the eighteen points)."""
    earned = sum(0.5 if answers.get(key) is None else float(answers[key] >= least) for key, least in AT_LEAST.items())
    return 100.0 * earned / len(AT_LEAST)
