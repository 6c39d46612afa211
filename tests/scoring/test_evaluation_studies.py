"""The single questions of the judge: curves, bands, gaps between scores, facts in a table, and time."""

import numpy as np
import pytest

from scoring.core.cohort import sample_cohort
from scoring.core.evaluation import curves, pictures, spread
from scoring.core.evaluation.ablation import without
from scoring.core.evaluation.effects import effects
from scoring.core.evaluation.filling import GapFiller
from scoring.core.evaluation.rivals import RIVALS
from scoring.core.evaluation.table_of_facts import Facts, Levels, fit_all
from scoring.core.evaluation.temporal import judged_in_time, known_after, last_year
from scoring.core.features import directions, level_counts, section_columns

YEARS = np.arange("2005-01-01", "2012-01-01", 5, dtype="datetime64[D]")


@pytest.fixture(scope="module")
def startups():
    return sample_cohort(7, rows=120)


def test_scores_agree_with_the_full_ones_the_more_is_answered(model, startups):
    found = curves.own_curve(model, startups[0][:12])

    assert found["rows"] == 12
    for order, curve in found["orders"].items():
        values = curve["rank_correlation"]
        assert values[0] == 0.0, order
        assert values[-1] == pytest.approx(1.0), order
        assert values[curves.ASKED.index(4)] < values[curves.ASKED.index(24)] + 0.02, order


def test_an_adaptive_order_asks_every_question_once(model, startups):
    assert sorted(curves.adaptive_order(model, startups[0][0])) == list(range(28))


def test_taking_no_answer_away_costs_nothing(model, startups):
    sheets, outcomes = startups
    split = curves.Split(0, np.arange(0), np.arange(len(sheets)))

    found = curves.missing_curve([model], sheets, outcomes, [split])

    assert found["taken"] == [0.0, 0.25, 0.5, 0.75]
    assert found["cost"][0] == 0.0
    assert found["auc"][0] == pytest.approx(found["auc"][3] + found["cost"][3])


def test_a_band_is_judged_at_each_number_of_answers(model, startups):
    found = curves.band_coverage([model], [startups[0][:8]], tries=1)

    assert [each["asked"] for each in found] == [4, 8, 12, 20]
    assert all(0 <= each["coverage"] <= 1 for each in found)
    assert found[0]["width"] > found[3]["width"]


def test_rank_correlation_is_spearmans():
    assert curves.rank_correlation(np.array([1.0, 2, 3, 4]), np.array([10.0, 20, 40, 30])) == pytest.approx(
        0.8
    )
    assert curves.rank_correlation(np.ones(4), np.arange(4.0)) == 0.0


def test_pairs_are_counted_by_the_gap_between_their_scores():
    outcomes = np.array([1, 0, 0], dtype=np.int8)

    found = spread.pairs_by_gap(outcomes, np.array([[50.0, 48.0, 70.0], [50.0, 50.0, 10.0]]))

    assert [(each["pairs"], each["right"]) for each in found] == [
        (1.0, 0.75),
        (0.0, None),
        (0.5, 0.0),
        (0.5, 1.0),
        (0.0, None),
    ]


def test_the_best_of_a_final_fall_from_first_to_fourth():
    best = spread.best_of_a_final(np.linspace(0, 100, 200))

    assert best == sorted(best, reverse=True)
    assert len(best) == 4


def test_a_perfect_order_has_a_perfect_roc():
    outcomes = np.array([0, 0, 1, 1], dtype=np.int8)

    curve = pictures.roc(outcomes, np.array([[0.1, 0.2, 0.8, 0.9]]), seed=1)

    assert [each["found"] for each in curve[1:]] == [1.0] * 20


def test_scores_are_counted_by_outcome_and_ten_points():
    found = pictures.distribution(np.array([1, 0, 0], dtype=np.int8), np.array([[95.0, 5.0, 100.0]]))

    assert found[0] == {"from": 0.0, "to": 10.0, "successes": 0.0, "failures": 1.0}
    assert found[9] == {"from": 90.0, "to": 100.0, "successes": 1.0, "failures": 1.0}


def test_reliability_counts_every_startup_once_a_repetition(startups):
    outcomes = startups[1]
    shares = np.random.default_rng(1).random((2, len(outcomes)))

    bins = pictures.reliability(outcomes, shares)

    assert sum(each["startups"] for each in bins) == pytest.approx(len(outcomes))
    assert all(each["low"] <= each["observed"] <= each["high"] for each in bins)


def test_the_interval_of_a_share_is_wilsons():
    assert pictures.wilson(0.0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert pictures.wilson(0.5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)


def test_nothing_is_left_of_a_section_that_is_taken_out(startups):
    sheets = startups[0]

    kept = without(sheets, "ip")

    columns = section_columns()["ip"]
    assert (kept[:, columns] == 0).all()
    assert (np.delete(kept, columns, axis=1) == np.delete(sheets, columns, axis=1)).all()


def test_filling_gaps_keeps_answers_and_shares_a_startups_weight(startups):
    sheets = startups[0].copy()
    sheets[::2, 3] = -1
    filler = GapFiller(directions(), level_counts(), seed=1).fit(sheets)

    filled, weights = filler.training_rows(sheets)

    assert filled.shape == (5 * len(sheets), 28)
    assert (filled >= 0).all()
    assert weights.sum() == pytest.approx(len(sheets))
    known = np.repeat(sheets, 5, axis=0)
    assert (filled[known >= 0] == known[known >= 0]).all()


@pytest.mark.parametrize("name", RIVALS)
def test_a_rival_says_a_share_to_any_sheet(startups, name):
    sheets, outcomes = startups
    asked = sheets[:5].copy()
    asked[0], asked[1, ::2] = -1, -1

    shares = RIVALS[name](sheets, outcomes)(asked)

    assert shares.shape == (5,)
    assert ((shares >= 0) & (shares <= 1)).all()


def test_effects_tell_a_weight_for_each_question_with_its_interval(startups):
    found = effects(*startups)

    assert len(found) == 28
    assert all(each["low"] <= each["high"] and 0 <= each["same_sign"] <= 1 for each in found)


def table_of(rows: int) -> tuple[Facts, np.ndarray]:
    rng = np.random.default_rng(3)
    values = rng.normal(size=(rows, 3))
    outcomes = (values[:, 0] + 0.5 * rng.normal(size=rows) > 0).astype(np.int8)
    values[rng.random(rows) < 0.3, 1] = np.nan
    return Facts(values, np.array([1, 1, 0], dtype=np.int8)), outcomes


def test_numbers_become_levels_in_their_order_and_unknown_stays_unknown():
    values = np.array([[0.0, 5.0], [1.0, np.nan], [0.0, 7.0], [1.0, 6.0]])

    levels = Levels().fit(values)

    assert levels.counts == [2, 3]
    assert levels.transform(values).tolist() == [[0, 0], [1, -1], [0, 2], [1, 1]]
    assert levels.transform(np.array([[9.0, -9.0]])).tolist() == [[1, 0]]


def test_a_fact_that_never_varied_before_is_no_obstacle():
    facts, outcomes = table_of(120)
    facts.values[:, 2] = 4.0

    shares = fit_all(facts, outcomes)["vote"](Facts(np.array([[0.5, np.nan, 7.0]]), facts.directions))

    assert 0 < shares[0] < 1


def test_a_better_fact_never_lowers_the_votes_share():
    facts, outcomes = table_of(300)
    vote = fit_all(facts, outcomes)["vote"]
    asked = np.tile(np.array([[0.0, np.nan, 0.3]]), (50, 1))
    asked[:, 0] = np.linspace(-3, 3, 50)

    shares = vote(Facts(asked, facts.directions))

    assert (np.diff(shares) >= 0).all()
    assert shares[-1] > shares[0]


def test_nobody_is_trained_on_an_outcome_that_was_not_known():
    seen = []
    outcomes = (np.arange(len(YEARS)) % 3 == 0).astype(np.int8)

    def told(split):
        seen.append(split)
        return {"coin": np.linspace(0, 1, len(split.test))}

    since = last_year(YEARS)
    found = judged_in_time(YEARS, known_after(YEARS, 1461), outcomes, told, since, seed=1)

    (split,) = seen
    assert str(since) == found["since"] == "2011-01-01"
    assert (YEARS[split.train] + np.timedelta64(1461, "D") < since).all()
    assert (YEARS[split.test] >= since).all()
    assert (found["trained"], found["tested"]) == (len(split.train), len(split.test))


def test_too_few_rows_on_one_side_are_a_reason_and_no_figure():
    outcomes = np.zeros(len(YEARS), dtype=np.int8)

    found = judged_in_time(YEARS, YEARS, outcomes, lambda split: {}, last_year(YEARS), seed=1)

    assert found["reason"].startswith("fewer than 20")
    assert "judges" not in found
