"""The explanation through the door and through the command."""

import json

import pytest

from scoring import service
from tests.scoring.test_commands import run

ANSWERS = {"team_founders": 3, "trac_partners": "few", "team_prior_exit": "no", "inv_last_round": 4.5}


def test_it_explains_the_very_score_of_the_same_answers(jury):
    score = service.score(ANSWERS)

    told = service.explain(ANSWERS)

    assert (told.score, told.base, told.sections) == (score.score, score.base, score.sections)
    assert told.model == score.model == jury.version
    assert told.exact
    assert {question.question for question in told.questions} == set(ANSWERS)
    assert [change.question for change in told.changes] == ["trac_partners"]


def test_neither_the_order_nor_the_form_of_answers_matters(jury):
    cleaned = service.clean_answers(ANSWERS)

    assert service.explain(dict(reversed(ANSWERS.items())), model=jury) == service.explain(cleaned)


def test_a_bad_answer_or_language_is_a_problem(jury):
    with pytest.raises(service.AnswerProblem):
        service.explain({"gender": 1})
    with pytest.raises(service.Problem) as refused:
        service.explain(ANSWERS, language="tlh")

    assert refused.value.type == "unknown_language"


def test_score_prints_the_explanation_when_asked(jury, capsys, tmp_path):
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(ANSWERS))

    code, out, err = run(capsys, "score", "--answers", str(file), "--explain", "--language", "es")

    assert (code, err) == (0, "")
    told = json.loads(out)
    assert told["score"] == service.score(ANSWERS).score
    explanation = told["explanation"]
    assert explanation == json.loads(json.dumps(service.explain(ANSWERS, language="es").as_dict()))
    sentences = {entry["question"]: entry["sentence"] for entry in explanation["questions"]}
    assert sentences["trac_partners"].startswith("Más socios comerciales que la mayoría: +")
    assert "." not in sentences["trac_partners"]
    assert explanation["changes"][0]["sentence"].startswith("Muchos socios comerciales: +")
    assert explanation["notes"]["changes"].endswith("No es una promesa sobre el éxito de la empresa.")


def test_score_refuses_a_language_it_does_not_speak(jury, capsys, tmp_path):
    file = tmp_path / "answers.json"
    file.write_text("{}")

    code, out, err = run(capsys, "score", "--answers", str(file), "--explain", "--language", "xx")

    assert (code, out) == (2, "")
    assert json.loads(err)["type"] == "unknown_language"


def test_score_refuses_a_language_of_nothing(jury, capsys, tmp_path):
    file = tmp_path / "answers.json"
    file.write_text("{}")

    code, out, err = run(capsys, "score", "--answers", str(file), "--language", "es")

    problem = json.loads(err)
    assert (code, out) == (2, "")
    assert (problem["type"], problem["field"]) == ("bad_option", "language")
