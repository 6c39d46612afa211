"""What the competition may ask of the jury besides a score: what to ask next, and how sure an order is."""

import pytest

from scoring import service
from scoring.core.advice import advise, greedy_order
from scoring.core.features import to_sheet

ANSWERS = {"team_founders": 3, "trac_b2b": "businesses", "ip_disruptive": "high"}


def test_the_next_question_is_the_advice_for_the_answers_in_any_order(jury, model):
    found = service.next_question(ANSWERS, jury, closed=["inv_last_round"], left=9)

    advice = advise(
        model,
        to_sheet({"team_founders": 3, "trac_b2b": 1, "ip_disruptive": 2}),
        closed=frozenset({"inv_last_round"}),
        left=9,
    )
    assert (found.question, found.section, found.fall, found.share, found.reason, found.model) == (
        advice.question, advice.section, advice.fall, advice.share, advice.reason, jury.version,
    )  # fmt: skip
    turned = dict(reversed(ANSWERS.items()))
    assert service.next_question(turned, jury, closed={"inv_last_round"}, left=9) == found


def test_with_nothing_open_nothing_is_next(jury):
    assert service.next_question({}, jury, closed=service.questionnaire().keys) is None


def test_the_printed_order_is_worked_out_once_a_model(jury, model):
    assert service.question_order(jury) == greedy_order(model)
    assert service.question_order(jury) is service.question_order(jury.version)


def test_close_calls_of_a_ranking_are_those_of_its_neighbours(jury):
    ranked = [{"trac_partners": "many", "trac_employees": 100}, ANSWERS, {"trac_partners": "none"}]

    calls = service.close_calls(ranked, jury)

    assert calls == [
        service.close_call(ranked[0], ranked[1], jury),
        service.close_call(ranked[1], ranked[2], jury),
    ]
    assert service.close_call(ANSWERS, ANSWERS, jury) == (0.5, True)
    assert service.close_call(ranked[0], ranked[2], jury)[1] is False
    assert service.close_calls([ANSWERS], jury) == []


@pytest.mark.parametrize("language", service.questionnaire().languages)
def test_reasons_are_given_in_the_readers_language(language):
    reasons, sections = service.advice_reasons("v1", language)

    assert {"untouched", "tells_most", "least_known", "behind", "settled"} == set(reasons)
    assert set(sections) == {"team", "traction", "ip", "investors"}
    assert "{share}" in reasons["tells_most"]
