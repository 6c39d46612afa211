import pytest

from scoring import service
from scoring.core.questionnaire import UnknownQuestionnaire, load

SECTIONS = {"team": 9, "traction": 8, "ip": 5, "investors": 6}
FREE = {"team_founders", "team_tech_share", "trac_b2b", "ip_talent_scarcity"}


def test_it_has_28_scored_questions_in_four_sections():
    questions = service.questionnaire("v1").questions

    assert len(questions) == 28
    assert {s: sum(q.section == s for q in questions) for s in SECTIONS} == SECTIONS
    assert [s.key for s in load().sections] == list(SECTIONS)


def test_it_directs_all_but_four_questions():
    directions = {q.key: q.direction for q in load().questions}

    assert {key for key, direction in directions.items() if direction == 0} == FREE
    assert [key for key, direction in directions.items() if direction < 0] == ["inv_months_first"]


def test_every_text_is_there_in_every_language():
    known = load()
    texts = [section.title for section in known.sections]
    for question in (*known.questions, *known.application_only):
        texts += [question.text, question.why, *([question.unit] if question.unit else [])]
        texts += [option.label for option in question.options]

    assert all(set(text) == {"en", "es", "pt-br"} and all(text.values()) for text in texts)


def test_numbers_have_a_unit_and_a_range_and_choices_have_options():
    for question in load().questions:
        if question.kind == "number":
            assert question.unit
            assert question.minimum is not None
            assert question.minimum <= question.levels[0] < question.levels[-1] < question.maximum
        else:
            assert [option.level for option in question.options] == list(question.levels)


def test_it_asks_four_more_in_the_application_only():
    assert len(load().application_only) == 4
    assert not {q.key for q in load().application_only} & set(load().keys)


@pytest.mark.parametrize("version", ["v2", "", "../v1", "v1/.."])
def test_it_rejects_an_unknown_version(version):
    with pytest.raises(UnknownQuestionnaire):
        load(version)
