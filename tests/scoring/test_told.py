"""An explanation as a founder hears it."""

import pytest

from scoring.core.features import to_sheet
from scoring.core.problems import Problem
from scoring.core.questionnaire import load
from scoring.core.told import LEAST_ERRORS, LEAST_TOLD, level_shares, tell
from scoring.core.words import points
from tests.scoring.conftest import random_sheets

WORKED = {
    "team_founders": 2,
    "team_prior_exit": 0,
    "team_advisors": 1,
    "trac_employees": 3,
    "trac_partners": 1,
    "trac_b2b": 1,
    "ip_disruptive": 2,
    "inv_months_first": 30,
}


def test_the_worked_example_in_english(model):
    told = tell(model, to_sheet(WORKED), model="v1-cohort-example")

    said = {question.question: question.sentence.rsplit(": ", 1)[0] for question in told.questions}
    assert said == {
        "team_founders": "A founding team of two",
        "team_prior_exit": "No startup success behind the founders yet",
        "team_advisors": "More formal advisors than most",
        "trac_employees": "A smaller team than most",
        "trac_partners": "More partners than most",
        "trac_b2b": "Sells to businesses",
        "ip_disruptive": "A more disruptive technology than most",
        "inv_months_first": "A longer way to the first investment than most",
    }
    assert {change.question: change.sentence.rsplit(": ", 1)[0] for change in told.changes} == {
        "team_advisors": "A second formal advisor",
        "trac_employees": "A team of five",
        "trac_partners": "Many commercial partners",
    }
    assert (told.language, told.model) == ("en", "v1-cohort-example")


def test_the_worked_example_in_spanish(model):
    told = tell(model, to_sheet(WORKED), language="es")

    said = {question.question: question.sentence.rsplit(": ", 1)[0] for question in told.questions}
    assert said == {
        "team_founders": "Un equipo fundador de dos personas",
        "team_prior_exit": "Un equipo fundador todavía sin un éxito anterior en startups",
        "team_advisors": "Más asesores formales que la mayoría",
        "trac_employees": "Un equipo más pequeño que el de la mayoría",
        "trac_partners": "Más socios comerciales que la mayoría",
        "trac_b2b": "Vende a empresas",
        "ip_disruptive": "Una tecnología más disruptiva que la de la mayoría",
        "inv_months_first": "Un camino a la primera inversión más largo que el de la mayoría",
    }
    assert {change.question: change.sentence.rsplit(": ", 1)[0] for change in told.changes} == {
        "team_advisors": "Un segundo asesor formal",
        "trac_employees": "Un equipo de cinco personas",
        "trac_partners": "Muchos socios comerciales",
    }


def test_the_worked_example_in_portuguese(model):
    told = tell(model, to_sheet(WORKED), language="pt-br")

    said = {question.question: question.sentence.rsplit(": ", 1)[0] for question in told.questions}
    assert said == {
        "team_founders": "Uma equipe fundadora de duas pessoas",
        "team_prior_exit": "Uma equipe fundadora ainda sem um sucesso anterior em startups",
        "team_advisors": "Mais conselheiros formais que a maioria",
        "trac_employees": "Uma equipe menor que a da maioria",
        "trac_partners": "Mais parceiros comerciais que a maioria",
        "trac_b2b": "Vende para empresas",
        "ip_disruptive": "Uma tecnologia mais disruptiva que a da maioria",
        "inv_months_first": "Um caminho até o primeiro investimento mais longo que o da maioria",
    }
    assert {change.question: change.sentence.rsplit(": ", 1)[0] for change in told.changes} == {
        "team_advisors": "Um segundo conselheiro formal",
        "trac_employees": "Uma equipe de cinco pessoas",
        "trac_partners": "Muitos parceiros comerciais",
    }


@pytest.mark.parametrize("language", load().languages)
def test_every_sentence_ends_with_its_figure_in_the_languages_writing(model, language):
    told = tell(model, to_sheet(WORKED), language=language)

    for question in told.questions:
        assert question.sentence.endswith(f": {points(question.contribution, language)}")
    for change in told.changes:
        assert change.sentence.endswith(f": {points(change.gain, language)}")
    assert set(told.notes) == {"compared", "changes"}


def test_languages_differ_in_words_only(model):
    one, other = (tell(model, to_sheet(WORKED), language=language).as_dict() for language in ("en", "es"))

    for entry in (*one["questions"], *other["questions"], *one["changes"], *other["changes"]):
        del entry["sentence"]
    del one["notes"], other["notes"], one["language"], other["language"]
    assert one == other


def test_the_strongest_comes_first_and_what_is_small_or_unsure_is_not_told(model):
    told = tell(model, random_sheets(1, seed=3, answered=1.0)[0])

    strengths = [abs(question.contribution) for question in told.questions]
    assert len(strengths) == 28
    assert strengths == sorted(strengths, reverse=True)
    for question in told.questions:
        enough = abs(question.contribution) >= max(LEAST_TOLD, LEAST_ERRORS * question.error)
        assert question.told == enough
    assert all(change.gain >= LEAST_TOLD for change in told.changes)
    assert [change.gain for change in told.changes] == sorted(
        (change.gain for change in told.changes), reverse=True
    )


def test_only_what_was_answered_is_told(model):
    sheet = random_sheets(1, seed=4, answered=0.5)[0]

    told = tell(model, sheet)

    answered = {key for key, level in zip(load().keys, sheet, strict=True) if level >= 0}
    assert {question.question for question in told.questions} == answered
    assert sum(question.contribution for question in told.questions) == pytest.approx(
        told.score - told.base, abs=1e-9
    )
    assert {change.question for change in told.changes} <= answered


def test_more_than_most_is_true_of_the_companies_that_an_empty_sheet_stands_for(model):
    """The shares come from the population's cuts; its 256 companies bear them out."""
    import numpy as np

    drawn = model.population.draw(np.full((1, 28), -1, dtype=np.int8))[0]
    for position, question in enumerate(load().questions):
        shares = level_shares(model, position)
        assert len(shares) == len(question.levels)
        assert sum(shares) == pytest.approx(1.0, abs=1e-12)
        seen = np.bincount(drawn[:, position], minlength=len(shares)) / len(drawn)
        assert seen == pytest.approx(shares, abs=0.06)


def test_it_refuses_an_unknown_language_before_it_explains(model):
    with pytest.raises(Problem):
        tell(model, to_sheet(WORKED), language="fr")
