"""The words are there for every answer in every language, and say what is so."""

import json
import re
from importlib import resources

import pytest

from scoring.core.problems import Problem
from scoring.core.questionnaire import load
from scoring.core.words import Standing, checked_language, phrases, points, standing

LANGUAGES = load().languages


def standings(question, level: int) -> list[Standing]:
    """How an answer of this level can stand."""
    if question.direction == 0:
        return [Standing.PLAIN]
    possible = [Standing.MIDDLE]
    if level > 0:
        possible.append(Standing.HIGH)
    if level < len(question.levels) - 1:
        possible.append(Standing.LOW)
    return possible


def every_text() -> list[dict[str, str]]:
    found = [*phrases().notes.values(), *phrases().reasons.values()]
    for said in phrases().questions.values():
        found += [*said.standings.values(), *said.changes.values()]
        found += [text for level in said.levels.values() for text in level.values()]
    return found


def test_every_question_is_there_and_no_other():
    assert list(phrases().questions) == list(load().keys)


def test_every_text_is_there_in_every_language():
    for text in every_text():
        assert tuple(text) == LANGUAGES
        assert all(said == said.strip() and said for said in text.values())
        assert len(set(text.values())) == len(LANGUAGES)


@pytest.mark.parametrize("question", load().questions, ids=lambda question: question.key)
def test_every_answer_has_words_for_wherever_it_may_stand(question):
    said = phrases().questions[question.key]

    for language in LANGUAGES:
        told = {}
        for level in range(len(question.levels)):
            for stands in standings(question, level):
                sentence = said.answer(level, stands)[language]
                assert sentence[0].isupper()
                assert not sentence.endswith((".", ":"))
                told.setdefault(stands, set()).add(sentence)
        everywhere = [sentence for sentences in told.values() for sentence in sentences]
        assert len(everywhere) == len(set(everywhere)), "two standings share their words"
        if question.direction == 0:
            assert len(told[Standing.PLAIN]) == len(question.levels)


@pytest.mark.parametrize("question", load().questions, ids=lambda question: question.key)
def test_whatever_can_change_has_words_for_each_better_level(question):
    said = phrases().questions[question.key]

    assert said.reason in phrases().reasons
    assert said.changeable == (said.reason == "within_reach")
    if not said.changeable:
        assert said.changes == {}
        return
    assert question.direction == 1
    assert list(said.changes) == list(range(1, len(question.levels)))
    for language in LANGUAGES:
        assert len({text[language] for text in said.changes.values()}) == len(said.changes)


def test_free_questions_are_told_without_comparison():
    compared = {"en": "most", "es": "mayoría", "pt-br": "maioria"}
    for question in load().questions:
        if question.direction == 0:
            for text in phrases().questions[question.key].levels.values():
                for language, word in compared.items():
                    assert word not in text[Standing.PLAIN][language]


def test_no_phrase_blames():
    harsh = "bad poor poorly weak fail failed lack lacks lacking mal malo pobre débil fracaso falta ruim fraco fracasso"
    for text in every_text():
        for said in text.values():
            assert not set(re.findall(r"\w+", said.lower())) & set(harsh.split())


def test_numbers_in_spanish_and_portuguese_texts_follow_their_writing():
    for text in every_text():
        if "%" in text["es"]:
            assert "\N{NO-BREAK SPACE}%" in text["es"]
            assert " %" not in text["es"] + text["pt-br"]


def test_the_file_is_read_as_it_is_written():
    file = resources.files("scoring.core") / "data" / "phrases_v1.json"
    raw = json.loads(file.read_text(encoding="utf-8"))

    assert raw["version"] == "v1"
    assert set(raw) == {"version", "notes", "reasons", "questions"}
    assert {key for said in raw["questions"].values() for key in said} == {
        "standings",
        "levels",
        "changeable",
        "reason",
        "changes",
    }


@pytest.mark.parametrize(
    ("level", "expected"),
    [(0, Standing.LOW), (1, Standing.MIDDLE), (2, Standing.HIGH), (3, Standing.HIGH)],
)
def test_more_than_most_is_said_where_more_than_half_of_the_companies_are_below(level, expected):
    assert standing([0.45, 0.15, 0.3, 0.1], level, 1) == expected
    assert standing([0.45, 0.15, 0.3, 0.1], level, -1) == expected
    assert standing([0.45, 0.15, 0.3, 0.1], level, 0) == Standing.PLAIN


def test_half_of_the_companies_are_not_most():
    assert standing([0.5, 0.5], 1, 1) == Standing.MIDDLE
    assert standing([0.5, 0.5], 0, 1) == Standing.MIDDLE


@pytest.mark.parametrize(
    ("value", "english", "others"),
    [
        (6.24, "+6.2", "+6,2"),
        (-3.0, "−3.0", "−3,0"),
        (0.04, "0.0", "0,0"),
        (-0.04, "0.0", "0,0"),
        (-12.35, "−12.3", "−12,3"),
    ],
)
def test_points_are_written_as_the_language_writes_them(value, english, others):
    assert points(value, "en") == english
    assert points(value, "es") == points(value, "pt-br") == others


def test_a_language_is_found_however_it_is_written():
    assert [checked_language(code) for code in ("en", "ES", "pt-BR", "pt_br")] == [
        "en",
        "es",
        "pt-br",
        "pt-br",
    ]


def test_it_refuses_a_language_that_the_questionnaire_does_not_have():
    with pytest.raises(Problem) as refused:
        checked_language("de")

    assert refused.value.as_dict() == {
        "type": "unknown_language",
        "detail": "'de' is not a language of the questionnaire; it has en, es, pt-br.",
        "field": "language",
    }
