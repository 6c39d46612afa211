"""From startups with known outcomes to statistics that may be shared."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.core.answers import clean_answers
from scoring.core.cohort import dense_correlation, sample_cohort, statistics
from scoring.core.cohort_estimate import MIN_COUNT, derive_cohort
from scoring.core.cohort_statistics import CohortStatistics
from scoring.core.features import level_counts, to_sheets
from scoring.core.problems import Problem, TooLittleData
from scoring.core.questionnaire import load
from tests.scoring.conftest import random_sheets

PARTNERS = load().keys.index("trac_partners")
EMPLOYEES = load().keys.index("trac_employees")


def random_outcomes(rows: int, seed: int):
    return np.random.default_rng(seed).permutation(np.arange(rows) % 2).astype(np.int8)


@pytest.fixture
def many():
    """600 startups with every level well filled."""
    return random_sheets(600, seed=1, answered=0.9), random_outcomes(600, 1)


def told_of(derived, question):
    return [
        np.array(part.frequencies[question]) for part in (derived.statistics.fail, derived.statistics.success)
    ]


@pytest.fixture(scope="module")
def real(real_startups):
    sheets = to_sheets(clean_answers(startup["answers"]) for startup in real_startups)
    return sheets, np.array([startup["label"] for startup in real_startups], dtype=np.int8)


@pytest.mark.shared_data
def test_it_gives_the_shipped_frequencies_to_the_last_digit(real):
    found, shipped = derive_cohort(*real).statistics, statistics()

    assert (found.n, found.base_rate, found.shrink) == (228, 0.5, shipped.shrink)
    assert found.fail.frequencies == shipped.fail.frequencies
    assert found.success.frequencies == shipped.success.frequencies


@pytest.mark.shared_data
def test_it_gives_every_shipped_correlation_and_eleven_weak_ones_more(real):
    found, shipped = derive_cohort(*real).statistics, statistics()

    more = []
    for mine, theirs in ((found.fail, shipped.fail), (found.success, shipped.success)):
        assert set(theirs.pairs) <= set(mine.pairs)
        more += sorted(set(mine.pairs) - set(theirs.pairs))
    assert len(more) == 11
    assert {abs(pair[2]) for pair in more} == {0.1}


@pytest.mark.shared_data
def test_the_shipped_file_obeys_its_minimum_and_not_one_more(real):
    assert derive_cohort(*real, min_count=9).joined == {}

    with pytest.raises(Problem) as problem:
        derive_cohort(*real, min_count=10)

    assert (problem.value.type, problem.value.field) == ("thin_level", "trac_partners")
    assert "'trac_partners' many: 9" in problem.value.detail


@pytest.mark.shared_data
def test_a_figure_per_outcome_rests_on_fewer_companies_unless_asked_otherwise(real):
    sheets, outcomes = real
    cells = [
        int((sheets[outcomes == outcome, question] == level).sum())
        for question, levels in enumerate(level_counts())
        for level in range(levels)
        for outcome in (0, 1)
    ]
    assert (len(cells), sum(cell < 9 for cell in cells), min(cells)) == (196, 18, 0)

    pooled = derive_cohort(sheets, outcomes, min_count_per_outcome=9).pooled

    assert len(pooled) == 10
    assert {"trac_partners", "team_sell_build", "trac_employees"} < set(pooled)


def test_a_minimum_per_outcome_tells_a_question_with_a_rarer_level_alike_for_both(many):
    sheets, outcomes = many
    sheets[(outcomes == 1) & (sheets[:, PARTNERS] == 2), PARTNERS] = 1
    sheets[np.flatnonzero(outcomes)[:8], PARTNERS] = 2

    apart, alike = (derive_cohort(sheets, outcomes, min_count_per_outcome=least) for least in (8, 9))

    assert (apart.pooled, alike.pooled) == ((), ("trac_partners",))
    assert apart == derive_cohort(sheets, outcomes)
    fail, success = told_of(alike, PARTNERS)
    assert fail.tolist() == success.tolist()
    for question in set(range(28)) - {PARTNERS}:
        assert [f.tolist() for f in told_of(alike, question)] == [
            f.tolist() for f in told_of(apart, question)
        ]


def test_it_refuses_a_level_with_too_few_companies(many):
    sheets, outcomes = many
    sheets[sheets[:, PARTNERS] == 2, PARTNERS] = -1
    sheets[:8, PARTNERS] = 2

    with pytest.raises(Problem) as problem:
        derive_cohort(sheets, outcomes)

    assert (problem.value.type, problem.value.field) == ("thin_level", "trac_partners")
    assert "fewer than 9" in problem.value.detail
    assert "'trac_partners' many: 8" in problem.value.detail
    assert "--merge" in problem.value.detail


def test_it_joins_such_a_level_with_its_neighbour_when_asked(many):
    sheets, outcomes = many
    sheets[sheets[:, PARTNERS] == 2, PARTNERS] = -1
    sheets[:8, PARTNERS] = 2

    derived = derive_cohort(sheets, outcomes, merge=True)

    assert derived.joined == {"trac_partners": ((1.0, 2.0),)}
    for none, few, lots in told_of(derived, PARTNERS):
        assert few == lots
        assert none + few + lots == pytest.approx(1, abs=0.002)


def test_joining_goes_on_until_there_are_enough(many):
    sheets, outcomes = many
    column = np.repeat([0, 1, 2, 3, 4, 5], [500, 3, 3, 2, 12, 80])
    sheets[:, EMPLOYEES] = np.random.default_rng(2).permutation(column)

    derived = derive_cohort(sheets, outcomes, merge=True)

    # 20 people (2 companies) join 10 (3 companies), these 5 then 5 people (3 companies): 8, and 50 people (12).
    assert derived.joined == {"trac_employees": ((5.0, 10.0, 20.0, 50.0),)}


def test_of_a_question_that_too_few_answer_nothing_is_told(many):
    sheets, outcomes = many
    sheets[:, PARTNERS] = -1
    sheets[:5, PARTNERS] = 2

    derived = derive_cohort(sheets, outcomes, merge=True)

    assert (derived.silent, derived.joined) == (("trac_partners",), {})
    assert [told.tolist() for told in told_of(derived, PARTNERS)] == [[0.333] * 3] * 2
    pairs = [pair for part in (derived.statistics.fail, derived.statistics.success) for pair in part.pairs]
    assert not [pair for pair in pairs if PARTNERS in pair[:2]]
    assert derived.rare_pairs >= 27


def test_a_question_that_few_successes_answer_is_told_alike_for_both_outcomes(many):
    sheets, outcomes = many
    sheets[:, PARTNERS] = np.where(outcomes == 0, sheets[:, PARTNERS], -1)
    sheets[np.flatnonzero(outcomes)[:8], PARTNERS] = 2

    derived = derive_cohort(sheets, outcomes)

    fail, success = told_of(derived, PARTNERS)
    assert derived.pooled == ("trac_partners",)
    assert fail.tolist() == success.tolist()
    assert fail[2] > 0.3


def test_it_says_that_nobody_answers_a_question(many):
    sheets, outcomes = many
    sheets[:, PARTNERS] = -1

    with pytest.raises(Problem) as problem:
        derive_cohort(sheets, outcomes)

    assert "'trac_partners' nobody answers it" in problem.value.detail


@pytest.mark.parametrize("least", [-1, 1])
def test_it_refuses_a_minimum_per_outcome_that_protects_nobody(many, least):
    with pytest.raises(Problem) as problem:
        derive_cohort(*many, min_count_per_outcome=least)

    assert (problem.value.type, problem.value.field) == ("bad_option", "min_count_per_outcome")


@pytest.mark.parametrize(("successes", "min_count", "needed"), [(19, 9, 20), (40, 41, 41)])
def test_it_refuses_too_few_of_either_outcome(many, successes, min_count, needed):
    sheets, _ = many
    outcomes = (np.arange(600) < successes).astype(np.int8)

    with pytest.raises(TooLittleData) as problem:
        derive_cohort(sheets, outcomes, min_count=min_count)

    assert f"At least {needed} successes" in problem.value.detail
    assert f"there are {successes} successes" in problem.value.detail


def test_it_refuses_a_minimum_that_protects_nobody(many):
    with pytest.raises(Problem) as problem:
        derive_cohort(*many, min_count=1)

    assert (problem.value.type, problem.value.field) == ("bad_option", "min_count")


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    rows=st.integers(60, 400),
    answered=st.floats(0.05, 1.0),
    min_count=st.integers(2, 25),
    per_outcome=st.sampled_from([0, 2, 9]),
)
def test_no_level_has_fewer_companies_than_the_minima(seed, rows, answered, min_count, per_outcome):
    sheets, outcomes = random_sheets(rows, seed, answered), random_outcomes(rows, seed)

    derived = derive_cohort(
        sheets, outcomes, min_count=min_count, min_count_per_outcome=per_outcome, merge=True
    )

    for question, (key, levels) in enumerate(zip(load().keys, level_counts(), strict=True)):
        count = np.bincount(sheets[sheets[:, question] >= 0, question], minlength=levels)
        told = {}
        own = [(sheets[outcomes == outcome, question] >= 0).sum() for outcome in (0, 1)]
        fail, success = told_of(derived, question)
        assert min(own) >= min_count or (fail == success).all()
        for members in _levels_by_figure(derived, key, levels):
            cells = [np.isin(sheets[outcomes == outcome, question], members).sum() for outcome in (0, 1)]
            assert min(cells) >= per_outcome or (fail == success).all()
        for level, figures in enumerate(zip(fail, success, strict=True)):
            told.setdefault(_group(derived, key, level), []).append((count[level], figures))
        for members in told.values():
            companies = sum(there for there, _ in members)
            # Joined levels tell one figure between them; where all are joined it is the same for any company.
            assert companies >= min_count or len(members) == levels
            assert len({figures for _, figures in members}) == 1
    for outcome, part in enumerate((derived.statistics.fail, derived.statistics.success)):
        known = sheets[outcomes == outcome] >= 0
        assert all((known[:, one] & known[:, other]).sum() >= min_count for one, other, _ in part.pairs)


def _levels_by_figure(derived, key, levels):
    told = {}
    for level in range(levels):
        told.setdefault(_group(derived, key, level), []).append(level)
    return told.values()


def _group(derived, key, level):
    if key in derived.silent:
        return ()
    value = load().question(key).levels[level]
    return next((group for group in derived.joined.get(key, ()) if value in group), (value,))


def test_one_company_more_or_less_in_a_joined_level_tells_nothing_about_which_level(many):
    sheets, outcomes = many
    sheets[sheets[:, PARTNERS] == 2, PARTNERS] = -1
    sheets[:8, PARTNERS] = 2
    moved = sheets.copy()
    moved[0, PARTNERS] = 1

    assert derive_cohort(sheets, outcomes, merge=True) == derive_cohort(moved, outcomes, merge=True)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), rows=st.integers(80, 500), answered=st.floats(0.2, 1.0))
def test_what_it_derives_can_always_be_told_and_sampled(seed, rows, answered):
    derived = derive_cohort(random_sheets(rows, seed, answered), random_outcomes(rows, seed), merge=True)

    read = CohortStatistics.from_json(derived.statistics.to_json())
    assert read == derived.statistics
    for part in (read.fail, read.success):
        for told in part.frequencies:
            assert min(told) > 0
            assert sum(told) == pytest.approx(1, abs=0.0005 * len(told) + 1e-9)
        assert np.linalg.eigvalsh(dense_correlation(part)).min() > 0
    assert sample_cohort(1, rows=20, source=read)[0].min() >= 0


@pytest.mark.parametrize("seed", [1, 2])
def test_estimating_on_a_sample_comes_back_within_noise(seed):
    """But for the shrinkage, which is applied once more."""
    known = statistics()

    again = derive_cohort(*sample_cohort(seed, rows=20_000)).statistics

    for question in range(28):
        fail, success = (np.array(part.frequencies[question]) for part in (known.fail, known.success))
        middle = (fail + success) / 2
        for part, own in ((again.fail, fail), (again.success, success)):
            assert np.array(part.frequencies[question]) == pytest.approx(
                0.65 * own + 0.35 * middle, abs=0.015
            )
    for part, source in ((again.fail, known.fail), (again.success, known.success)):
        strength = {pair[:2]: pair[2] for pair in source.pairs}
        for one, other, value in part.pairs:
            # Levels blur a correlation of the normals behind them, so it comes back weaker, never stronger.
            assert 0 < value * np.sign(strength[one, other]) <= 0.7 * abs(strength[one, other]) + 0.03
    found = [pair[:2] for pair in again.success.pairs]
    assert {pair[:2] for pair in known.success.pairs if abs(pair[2]) >= 0.35} <= set(found)


def test_the_minimum_of_the_shipped_file_is_the_default():
    assert MIN_COUNT == 9
