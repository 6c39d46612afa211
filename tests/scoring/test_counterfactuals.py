"""What the score would be if one answer were the next better one."""

import numpy as np
import pytest

from scoring.core.counterfactuals import counterfactuals
from scoring.core.features import level_counts, to_sheet
from scoring.core.questionnaire import load
from scoring.core.words import phrases
from tests.scoring.conftest import random_sheets

NEVER = {
    "team_founders",
    "team_prior_startup",
    "team_prior_exit",
    "team_domain_fit",
    "team_sell_build",
    "team_complementary",
    "team_tech_share",
    "trac_b2b",
    "trac_global_market",
    "ip_disruptive",
    "ip_data_core",
    "ip_talent_scarcity",
    "inv_seed_count",
    "inv_top_fund",
    "inv_last_round",
    "inv_months_first",
}


def test_each_change_is_one_step_up_and_its_gain_is_what_the_jury_says(model):
    sheet = random_sheets(1, seed=1, answered=0.6)[0]

    changes = counterfactuals(model, sheet)

    assert changes
    for change in changes:
        position = load().keys.index(change.question)
        changed = sheet.copy()
        changed[position] = change.level_to
        assert change.level_from == sheet[position]
        assert change.level_to == change.level_from + load().question(change.question).direction
        assert change.gain == pytest.approx(model.score(changed).score - model.score(sheet).score, abs=1e-9)


def test_they_come_with_the_largest_gain_first_and_none_loses(model):
    for sheet in random_sheets(10, seed=2):
        gains = [change.gain for change in counterfactuals(model, sheet)]

        assert gains == sorted(gains, reverse=True)
        assert min(gains, default=0.0) >= -1e-9


def test_nothing_is_advised_on_what_cannot_change(model):
    """Every sheet with all questions at their worst level would gain by all of them."""
    worst = np.array(
        [
            count - 1 if q.direction < 0 else 0
            for q, count in zip(load().questions, level_counts(), strict=True)
        ],
        dtype=np.int8,
    )

    advised = {change.question for change in counterfactuals(model, worst)}

    assert advised == set(load().keys) - NEVER
    assert {key for key, said in phrases().questions.items() if not said.changeable} == NEVER


def test_an_unanswered_question_and_the_best_answer_have_no_next_step(model):
    empty = np.full(28, -1, dtype=np.int8)
    assert counterfactuals(model, empty) == []

    sheet = to_sheet({"trac_partners": 2, "trac_awards": 1, "team_advisors": 1})
    changes = counterfactuals(model, sheet)

    assert [(change.question, change.level_from, change.level_to) for change in changes] == [
        ("team_advisors", 1, 2)
    ]
