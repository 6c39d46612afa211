import math
from decimal import Decimal

import pytest

from scoring.core.answers import clean_answer, clean_answers, protected
from scoring.core.features import to_sheet
from scoring.core.problems import AnswerProblem
from scoring.core.questionnaire import load

GOOD = [
    ("team_prior_exit", "yes", 1.0),
    ("team_prior_exit", 0, 0.0),
    ("team_sell_build", "high", 3.0),
    ("trac_b2b", "businesses", 1.0),
    ("trac_partners", 2.0, 2.0),
    ("team_founders", 3, 3.0),
    ("inv_last_round", 2.5, 2.5),
    ("team_tech_share", -0.0, 0.0),
    ("trac_employees", 0, 0.0),
]
BAD = [
    ("team_prior_exit", True, "wrong_type"),
    ("team_prior_exit", "maybe", "out_of_range"),
    ("team_prior_exit", "Yes", "out_of_range"),
    ("team_prior_exit", 2, "out_of_range"),
    ("team_prior_exit", 0.5, "out_of_range"),
    ("team_prior_exit", ["yes"], "wrong_type"),
    ("team_founders", "3", "wrong_type"),
    ("team_founders", False, "wrong_type"),
    ("team_founders", [3], "wrong_type"),
    ("team_founders", {}, "wrong_type"),
    ("team_founders", 2.5, "wrong_type"),
    ("team_founders", Decimal(2), "wrong_type"),
    ("team_founders", -1, "out_of_range"),
    ("team_founders", 1e9, "out_of_range"),
    ("inv_last_round", math.nan, "not_a_number"),
    ("inv_last_round", math.inf, "not_a_number"),
    ("inv_last_round", 10**400, "not_a_number"),
    ("team_size", 1, "unknown_question"),
    ("", 1, "unknown_question"),
    ("Gender", 1, "protected_attribute"),
]
PROTECTED = [
    "gender",
    "founder_age",
    "founderAge",
    "Ethnicity",
    "NATIONALITY",
    "years_of_experience",
    "Average Years of experience for founder and co founder",
    "Degree from a Tier 1 or Tier 2 university?",
    "Highest education",
    "Exposure across the globe",
    "Country of company",
    "company-place",
    "date of birth",
    "Year of graduation",
    "graduated_from_ivy",
    "visa status",
    "Seniority",
    "years_exp",
    "expYears",
    "years-of-exp",
    "title: Mrs",
    "post code",
    "Sexo",
    "Género",
    "Edad del fundador",
    "IDADE",
    "País",
    "pai\u0301s",
    "ciudad",
    "Nacionalidade",
    "Raça",
    "religião",
    "Año de nacimiento",
    "Años de experiencia",
    "formação: universidade",
]
HARMLESS = [
    "Age of company in years",
    "edad de la empresa",
    "market place",
    "marketplace",
    "years_expected",
    "Team size Senior leadership",
    "Local or global player",
    "mercado nacional",
]


@pytest.mark.parametrize(("key", "raw", "value"), GOOD)
def test_it_takes(key, raw, value):
    cleaned = clean_answer(key, raw)

    assert cleaned == value
    assert isinstance(cleaned, float)
    assert math.copysign(1, cleaned) == 1


@pytest.mark.parametrize(("key", "raw", "type"), BAD)
def test_it_rejects(key, raw, type):
    with pytest.raises(AnswerProblem) as problem:
        clean_answer(key, raw)

    assert problem.value.type == type
    assert problem.value.field == key
    assert problem.value.params["field"] == key


def test_a_range_problem_tells_the_range():
    with pytest.raises(AnswerProblem) as problem:
        clean_answer("team_tech_share", 101)

    assert problem.value.params == {"field": "team_tech_share", "minimum": 0, "maximum": 100}


@pytest.mark.parametrize("key", PROTECTED)
def test_it_refuses_what_describes_a_person(key):
    assert protected(key)


def test_no_question_is_taken_for_a_protected_attribute():
    asked = [q.key for q in (*load().questions, *load().application_only)]

    assert not [key for key in asked if protected(key)]


@pytest.mark.parametrize("key", HARMLESS)
def test_it_takes_what_describes_no_person(key):
    assert not protected(key)


def test_none_is_unanswered_but_its_key_must_exist():
    assert clean_answers({"team_founders": None}) == {}
    with pytest.raises(AnswerProblem):
        clean_answers({"nonsense": None})


def test_the_order_given_does_not_matter():
    answers = {"trac_partners": "few", "team_founders": 2}

    assert list(clean_answers(answers)) == ["team_founders", "trac_partners"]
    assert clean_answers(answers) == clean_answers(dict(reversed(answers.items())))


@pytest.mark.parametrize(
    ("key", "value", "level"),
    [
        ("team_founders", 0, 0),
        ("team_founders", 9, 3),
        ("trac_employees", 4, 0),
        ("trac_employees", 5, 1),
        ("trac_employees", 100_000, 5),
        ("team_tech_share", 34.999, 2),
        ("team_tech_share", 35, 3),
        ("inv_last_round", 0, 0),
        ("inv_months_first", 36, 5),
    ],
)
def test_a_number_falls_into_the_bucket_of_its_lower_edge(key, value, level):
    assert to_sheet({key: value})[load().keys.index(key)] == level
