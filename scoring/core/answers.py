"""From what a person or a file says to an answer that the jury takes, or to one clear problem."""

import math
import re
import unicodedata
from collections.abc import Mapping
from numbers import Real
from typing import Any

from scoring.core.problems import AnswerProblem
from scoring.core.questionnaire import Question, Questionnaire, load

Answers = dict[str, float]


# What a person is must not be scored, nor what stands in for it: years of experience for age, university and degree
# for class, exposure across the globe for nationality, and the place of the company.
_PROTECTED: dict[str, set[str]] = {
    "gender": {
        "gender",
        "sex",
        "sexual",
        "sexuality",
        "orientation",
        "pronouns",
        "male",
        "female",
        "man",
        "men",
    }
    | {"woman", "women", "marital", "married", "pregnant", "pregnancy", "parent", "children"},
    "age": {"age", "aged", "birth", "birthday", "birthdate", "birthyear", "born", "dob", "yob"},
    "ethnicity": {
        "ethnicity",
        "ethnic",
        "race",
        "racial",
        "skin",
        "colour",
        "color",
        "caste",
        "tribe",
        "indigenous",
    }
    | {"religion", "religious", "faith", "belief", "disability", "disabled"},
    "nationality": {
        "nationality",
        "nationalities",
        "national",
        "citizenship",
        "citizen",
        "passport",
        "immigrant",
    }
    | {"migrant", "foreign", "foreigner", "accent", "native", "exposure"},
    "class": {"university", "universities", "college", "school", "alma", "degree", "degrees", "education"}
    | {"educational", "diploma", "tier", "phd", "mba", "masters", "bachelors"},
    "place": {
        "country",
        "countries",
        "continent",
        "city",
        "town",
        "region",
        "state",
        "province",
        "place",
        "location",
    }
    | {
        "geo",
        "geography",
        "geographic",
        "located",
        "address",
        "postcode",
        "zip",
        "zipcode",
        "headquarters",
        "hq",
        "hometown",
        "residence",
    },
}
# Honorifics, and the words of the product's other languages, without accents.
_ALSO_PROTECTED = {
    "gender": "mr mrs ms sr sra srta senor senora sexo genero masculino feminino femenino hombre hombres mujer "
    "mujeres homem homens mulher mulheres casado casada soltero soltera solteiro solteira estadocivil embarazo "
    "embarazada gravidez gravida hijos filhos",
    "age": "seniority expyears yearsexp yearsofexp edad idade nacimiento nascimento cumpleanos",
    "ethnicity": "etnia etnico etnica raza raca piel pele indigena religion religiao religioso religiosa creencia "
    "crenca discapacidad deficiente",
    "nationality": "visa visas nacionalidad nacionalidade ciudadania cidadania pasaporte passaporte inmigrante "
    "imigrante migrante extranjero extranjera estrangeiro estrangeira",
    "class": "graduation graduate graduates graduated ivy universidad universidade universidades facultad faculdade "
    "escuela escola colegio educacion educacao escolaridad escolaridade licenciatura maestria mestrado doctorado "
    "doutorado graduacion graduacao graduado egresado",
    "place": "pais paises ciudad cidade continente provincia regiao direccion endereco codigopostal cep sede ubicacion "
    "localizacion localizacao residencia",
}
for _kind, _words in _ALSO_PROTECTED.items():
    _PROTECTED[_kind] |= set(_words.split())
_PROTECTED_RUNS = {
    "yearsofexperience": "age",
    "experienceyears": "age",
    "yearsexperience": "age",
    "yearofbirth": "age",
    "dateofbirth": "age",
    "mothertongue": "nationality",
    "anosdeexperiencia": "age",
    "anosexperiencia": "age",
    "experienciaanos": "age",
}
_OF_THE_COMPANY = frozenset({"company", "startup", "firm", "venture", "empresa", "compania"})


def protected_as(key: str) -> str:
    """The protected attribute that a key names, itself or by a stand-in, whatever its case, accents and separators; ""
    for none."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", key) if not unicodedata.combining(sign))
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", plain)
    found = [word for word in re.split(r"[^a-z0-9]+", words.lower()) if word]
    joined = "".join(found)
    for run, kind in _PROTECTED_RUNS.items():
        if run in joined:
            return kind
    # How old a company is says nothing about anybody's age; where it is says a lot about its founders.
    harmless = {"age", "edad", "idade"} if _OF_THE_COMPANY & set(found) else set()
    if "market" in found:
        harmless.add("place")  # a market place is none that anybody comes from
    told = {"".join(found[at : at + long]) for long in (1, 2, 3) for at in range(len(found))} - harmless
    return next((kind for kind, names in _PROTECTED.items() if told & names or joined in names), "")


def protected(key: str) -> bool:
    """Whether a key names a protected attribute or its stand-in."""
    return bool(protected_as(key))


def find_question(key: Any, questionnaire: Questionnaire | None = None) -> Question:
    """The question behind a key.

    Raises
    ------
    AnswerProblem : ``unknown_question`` or ``protected_attribute``.
    """
    known = questionnaire or load()
    try:
        return known.question(key)
    except (KeyError, TypeError):
        name = str(key)[:120]
    if protected(name):
        detail = (
            f"'{name}' describes who the founders are or where they come from; the jury does not score that."
        )
        raise AnswerProblem("protected_attribute", detail, name)
    raise AnswerProblem("unknown_question", f"'{name}' is not a question of this questionnaire.", name)


def clean_answer(key: str, raw: Any, questionnaire: Questionnaire | None = None) -> float:
    """One answer, checked.

    Parameters
    ----------
    key : of a question, scored or asked in the application only.
    raw : a choice's slug or level number, or a number in the question's unit (people, US$ million, months, percent).

    Returns
    -------
    The choice's level number, or the number in its unit.

    Raises
    ------
    AnswerProblem : the key or the value cannot be taken.
    """
    question = find_question(key, questionnaire)
    return _choice(question, raw) if question.kind == "choice" else _number(question, raw)


def clean_answers(raw: Mapping[str, Any], questionnaire: Questionnaire | None = None) -> Answers:
    """All answers, checked; those that are None are unanswered and left out. In the questionnaire's order.

    Raises
    ------
    AnswerProblem : the first key or value, in the order given, that cannot be taken.
    """
    known = questionnaire or load()
    cleaned: Answers = {}
    for key, value in raw.items():
        question = find_question(key, known)
        if value is not None:
            cleaned[question.key] = clean_answer(key, value, known)
    order = (*known.keys, *(question.key for question in known.application_only))
    return {key: cleaned[key] for key in order if key in cleaned}


def _choice(question: Question, raw: Any) -> float:
    slugs = [option.slug for option in question.options]
    if isinstance(raw, str):
        if raw not in slugs:
            detail = f"'{raw[:60]}' is not an answer to '{question.key}'; the answers are {', '.join(slugs)}."
            raise AnswerProblem("out_of_range", detail, question.key, choices=slugs)
        return float(question.options[slugs.index(raw)].level)
    value = _finite(question, raw, f"'{question.key}' takes one of {', '.join(slugs)} or its level number.")
    if value not in question.levels:
        levels = ", ".join(f"{level:g}" for level in question.levels)
        detail = f"'{question.key}' has no level {value:g}; the levels are {levels}."
        raise AnswerProblem("out_of_range", detail, question.key, choices=slugs)
    return value + 0.0


def _number(question: Question, raw: Any) -> float:
    value = _finite(question, raw, f"'{question.key}' takes a number.")
    if question.minimum is None or question.maximum is None:
        raise ValueError(f"the questionnaire gives no range for {question.key}")
    if not question.minimum <= value <= question.maximum:
        low, high = question.minimum, question.maximum
        detail = f"'{question.key}' must lie between {low:g} and {high:g}."
        raise AnswerProblem("out_of_range", detail, question.key, minimum=low, maximum=high)
    if question.integer and not value.is_integer():
        raise AnswerProblem(
            "wrong_type", f"'{question.key}' takes a whole number.", question.key, integer=True
        )
    return value + 0.0  # -0.0 and 0.0 are one answer


def _finite(question: Question, raw: Any, expected: str) -> float:
    if isinstance(raw, bool) or not isinstance(raw, Real):
        raise AnswerProblem("wrong_type", expected, question.key)
    try:
        value = float(raw)
    except OverflowError:
        value = math.inf
    if not math.isfinite(value):
        raise AnswerProblem("not_a_number", f"'{question.key}' takes a finite number.", question.key)
    return value
