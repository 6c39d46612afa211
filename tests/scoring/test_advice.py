"""Which question is asked next: what holds for every sheet, and what it is worth on real startups."""

from typing import get_args

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr

from scoring.core.advice import COVERED_WITHIN, Advice, Reason, advise, expected_falls, greedy_order
from scoring.core.advice_words import advice_words, percent, reason_sentence
from scoring.core.answers import clean_answers
from scoring.core.features import MISSING, level_counts, section_columns, to_sheet, to_sheets
from scoring.core.questionnaire import load

KEYS = load().keys
SECTION_OF = {question.key: question.section for question in load().questions}
NOBODY = np.full(len(KEYS), MISSING, dtype=np.int8)
of_the_model = settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))

sheets = st.tuples(
    *(st.one_of(st.just(MISSING), st.integers(MISSING, levels - 1)) for levels in level_counts())
).map(lambda levels: np.array(levels, dtype=np.int8))
some_keys = st.frozensets(st.sampled_from(KEYS))


@of_the_model
@given(sheet=sheets, closed=some_keys, left=st.none() | st.integers(0, 30), balanced=st.booleans())
def test_it_advises_an_open_question_and_the_same_again(model, sheet, closed, left, balanced):
    found = advise(model, sheet, closed=closed, left=left, balanced=balanced)

    open_ = {key for key, level in zip(KEYS, sheet, strict=True) if level == MISSING} - closed
    if left == 0 or not open_:
        assert found is None
        return
    assert isinstance(found, Advice)
    assert found.question in open_
    assert found.section == SECTION_OF[found.question]
    assert found.fall >= 0
    assert 0 <= found.share <= 1
    assert found.reason in get_args(Reason)
    assert advise(model, sheet.copy(), closed=closed, left=left, balanced=balanced) == found


def answered_by_advice(model, startup, questions, *, closed=frozenset(), left=None):
    """The questions asked of a startup that answers each question advised."""
    sheet, asked = NOBODY.copy(), []
    for number in range(questions):
        found = advise(model, sheet, closed=closed, left=None if left is None else left - number)
        asked.append(found.question)
        sheet[KEYS.index(found.question)] = startup[KEYS.index(found.question)]
    return asked


complete = st.tuples(*(st.integers(0, levels - 1) for levels in level_counts())).map(np.array)


@settings(of_the_model, max_examples=10)
@given(startup=complete, budget=st.integers(4, 9))
def test_every_section_is_asked_within_the_time_there_is(model, startup, budget):
    asked = answered_by_advice(model, startup, min(budget, COVERED_WITHIN), left=budget)

    assert {SECTION_OF[key] for key in asked} == set(section_columns())


@settings(of_the_model, max_examples=10)
@given(startup=complete, budget=st.integers(1, 3))
def test_with_less_time_than_sections_no_section_is_asked_twice(model, startup, budget):
    asked = answered_by_advice(model, startup, budget, left=budget)

    assert len({SECTION_OF[key] for key in asked}) == budget


def test_a_section_that_cannot_be_asked_holds_nothing_up(model):
    closed = frozenset(key for key in KEYS if SECTION_OF[key] != "ip")

    assert advise(model, NOBODY, closed=closed, left=1).section == "ip"
    assert advise(model, NOBODY, closed=frozenset(KEYS), left=5) is None


def test_where_one_section_alone_is_without_answers_its_turn_comes_at_last(model):
    sheet = NOBODY.copy()
    for key in KEYS:
        if SECTION_OF[key] in {"team", "traction", "ip"} and (sheet >= 0).sum() < COVERED_WITHIN:
            sheet[KEYS.index(key)] = 0
    sheet[KEYS.index("trac_partners")] = sheet[KEYS.index("ip_patent")] = 0

    found = advise(model, sheet)

    assert (found.section, found.reason) == ("investors", "untouched")


def test_a_negative_time_is_refused(model):
    with pytest.raises(ValueError, match="less than no question"):
        advise(model, NOBODY, left=-1)


def test_what_is_answered_and_what_is_left_make_up_the_variance(model):
    sheet = to_sheet({"trac_partners": 2, "ip_disruptive": 0})
    falls, variance = expected_falls(model, sheet)

    points = model.points(model.population.draw(sheet[None])[0])
    assert variance == pytest.approx(points.var())
    assert falls[KEYS.index("trac_partners")] == 0
    assert (falls >= 0).all()
    assert falls.max() < variance


def test_a_question_that_cannot_move_the_score_falls_by_nothing_but_chance(model):
    """Completions whose points know nothing of them: what differs between levels is chance, and taken off."""

    class Indifferent:
        questionnaire = model.questionnaire
        population = model.population

        @staticmethod
        def points(completed):
            return np.random.default_rng(1).random(len(completed))

    falls, variance = expected_falls(Indifferent(), NOBODY)

    assert falls.mean() < 0.02 * variance


def test_equal_falls_go_to_the_first_of_the_questionnaire(model):
    class Certain:
        questionnaire = model.questionnaire
        population = model.population

        @staticmethod
        def points(completed):
            return np.full(len(completed), 50.0)

    found = advise(Certain(), NOBODY, closed=frozenset(KEYS[:3]), balanced=False)

    assert found == Advice(KEYS[3], "team", fall=0.0, share=0.0, reason="settled")


def test_the_printed_order_names_every_question_once_and_each_section_early(model):
    order = greedy_order(model)

    assert sorted(order) == sorted(KEYS)
    assert {SECTION_OF[key] for key in order[:COVERED_WITHIN]} == set(section_columns())
    assert greedy_order(model) == order


@pytest.mark.parametrize("reason", get_args(Reason))
@pytest.mark.parametrize("language", load().languages)
def test_every_reason_is_one_sentence_in_every_language(reason, language):
    told = {reason_sentence(reason, section, 0.183, language) for section in section_columns()}

    assert all(sentence.endswith(".") and "{" not in sentence for sentence in told)
    assert set(advice_words().reasons) == set(get_args(Reason))


def test_the_reason_is_told_as_people_write():
    assert reason_sentence("least_known", "traction", 0.1, "en") == (
        "Tells most about the traction, where we know least so far."
    )
    assert [percent(0.183, language) for language in ("en", "es", "pt-br")] == ["18%", "18\xa0%", "18%"]
    assert percent(0.004, "en") == "<1%"


@pytest.mark.shared_data
def test_a_few_well_chosen_questions_rank_real_startups_as_all_28_do(model, real_startups):
    rows = to_sheets(clean_answers(startup["answers"]) for startup in real_startups)
    startups = rows[(rows >= 0).all(axis=1)]
    final = model.points(startups)

    def rank_correlation(masked):
        return spearmanr(model.score_many(masked), final)[0]

    printed = [KEYS.index(key) for key in greedy_order(model)[:8]]
    eight = np.full_like(startups, MISSING)
    eight[:, printed] = startups[:, printed]
    twelve = np.full_like(startups, MISSING)
    for startup, sheet in zip(startups, twelve, strict=True):
        asked = [KEYS.index(key) for key in answered_by_advice(model, startup, 12)]
        sheet[asked] = startup[asked]

    assert len(startups) == 146
    assert rank_correlation(eight) >= 0.94
    assert rank_correlation(twelve) >= 0.95
