"""The door: what the competition gets from the jury."""

import dataclasses
import hashlib
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from scoring import registry, service
from scoring.core.fileformat import FORMAT
from scoring.enums import Status
from scoring.models import JuryModel
from scoring.service import juries
from tests.support.champions import promoted

ROOT = Path(__file__).resolve().parent.parent.parent
ANSWERS = {"team_founders": 3, "trac_partners": "many", "inv_last_round": 4.5}


def test_importing_it_loads_no_scientific_library():
    heavy = ["numpy", "scipy", "sklearn", "pandas", "skops"]
    code = f"import sys, scoring.service; print([name for name in {heavy} if name in sys.modules])"

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


@pytest.mark.django_db
def test_without_a_jury_there_is_no_champion_and_no_score():
    with pytest.raises(service.NoJuryModel):
        service.champion()
    with pytest.raises(service.NoJuryModel):
        service.score({})
    with pytest.raises(service.NoJuryModel):
        service.model_ref("v1-cohort-0000000000")


def test_a_score_names_its_model_and_adds_up(jury):
    score = service.score(ANSWERS)

    assert score.model == jury.version == service.champion().version
    assert score.questionnaire == "v1"
    assert score.answered == 3
    assert score.base == 50.0
    assert sum(score.sections.values()) == pytest.approx(score.score - score.base, abs=1e-9)
    assert score.as_dict()["sections"] == score.sections
    assert jury.synthetic is True


def test_neither_the_order_nor_the_form_of_answers_matters(jury):
    cleaned = service.clean_answers(ANSWERS)

    assert (
        service.score(dict(reversed(ANSWERS.items())))
        == service.score(ANSWERS)
        == service.score(cleaned, model=jury)
    )
    assert service.score({**ANSWERS, "team_senior": None}) == service.score(ANSWERS, model=jury.version)


def test_what_only_the_application_asks_counts_nothing(jury):
    extra = service.questionnaire().application_only[2].key

    assert service.score({**ANSWERS, extra: 3}) == service.score(ANSWERS)


def test_a_bad_answer_is_a_problem(jury):
    with pytest.raises(service.AnswerProblem):
        service.score({"gender": 1})


def test_the_same_file_twice_is_one_record(jury, trained_jury):
    again = registry.install_reference(trained_jury, seed=1)

    assert JuryModel.objects.count() == 1
    assert again.version == jury.version
    assert jury.sha256[:10] in jury.version


def _another(jury, trained_jury, trained_proof, **facts):
    """The same jury in a file of another hash, as a candidate."""
    data = trained_jury + b" "
    proof = dataclasses.replace(trained_proof, sha256=hashlib.sha256(data).hexdigest())
    known = service.model_facts(jury.version)
    return registry.register_model(data=data, facts={**known, **facts}, questionnaire="v1", proof=proof)


def test_promotion_retires_the_champion(jury, trained_jury, trained_proof):
    other = _another(jury, trained_jury, trained_proof, synthetic=False)
    assert other.status == Status.CANDIDATE
    assert service.champion() == jury

    promoted(other.version)

    assert service.champion().version == other.version
    assert service.model_facts(jury.version)["status"] == Status.RETIRED


def test_the_database_allows_one_champion(jury, trained_jury, trained_proof):
    other = _another(jury, trained_jury, trained_proof)
    with pytest.raises(IntegrityError), transaction.atomic():
        JuryModel.objects.filter(pk=other.pk).update(status=Status.CHAMPION)


def test_an_unknown_version_cannot_be_promoted(jury):
    with pytest.raises(registry.NoSuchModel):
        promoted("v1-cohort-0000000000")

    assert service.champion() == jury


def test_a_champion_of_an_earlier_version_gives_way(jury, trained_jury, trained_proof):
    JuryModel.objects.filter(sha256=jury.sha256).update(format=FORMAT - 1)
    with pytest.raises(service.NoJuryModel):
        service.champion()

    successor = _another(jury, trained_jury, trained_proof)
    registry.promote_if_vacant(record=successor)

    assert service.champion().version == successor.version
    assert service.model_facts(jury.version)["status"] == Status.RETIRED


def test_an_altered_file_is_refused(jury, trained_jury):
    juries._models.clear()
    JuryModel.objects.filter(sha256=jury.sha256).update(file=trained_jury[:-1] + b"x")

    with pytest.raises(service.BadModelFile):
        service.score({})


def test_threads_that_ask_at_once_share_one_reading(jury, trained_jury, monkeypatch):
    juries._models.clear()
    readings = []
    monkeypatch.setattr(registry, "read_file", lambda sha256: readings.append(sha256) or trained_jury)
    found = []

    threads = [
        threading.Thread(target=lambda: found.append(service.score({}, model=jury).score)) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [50.0] * 4
    assert readings == [jury.sha256]


def test_finding_the_champion_does_not_read_its_file(jury, django_assert_num_queries):
    with django_assert_num_queries(1) as queries:
        service.champion()

    assert '"file"' not in queries[0]["sql"]


def test_many_sets_of_answers_are_scored_and_problems_told_by_row(jury):
    rows = [ANSWERS, {"team_founders": "many"}, {}, {"cofounder_age": 3}]

    told = service.score_many(iter(rows))

    assert told.scores[::2] == pytest.approx((service.score(ANSWERS).score, 50.0), abs=1e-9)
    assert told.scores[1::2] == (None, None)
    assert {row: problem.type for row, problem in told.problems.items()} == {
        2: "wrong_type",
        4: "protected_attribute",
    }


def test_no_sets_of_answers_have_no_scores(jury):
    assert service.score_many([]).scores == ()
