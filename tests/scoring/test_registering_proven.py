"""Nothing is registered that has not proven its promises, and nothing is proven twice."""

import dataclasses
import json

import pytest
from django.core.management import call_command

from scoring import registry, service
from scoring.core import artefact, promises
from scoring.core.calibration import PlattCalibration
from scoring.core.promises import BrokenPromise, Proof
from scoring.models import JuryModel


@pytest.fixture
def turned(trained_jury) -> bytes:
    """The file of a jury that likes worse answers better."""
    model = artefact.load(trained_jury, artefact.sha256(trained_jury))
    line = PlattCalibration.of_line(-model.calibration.slope_, model.calibration.intercept_)
    return artefact.dump(dataclasses.replace(model, calibration=line))


def _register(data, **proof):
    return registry.register_model(data=data, facts=artefact.read_facts(data), questionnaire="v1", **proof)


@pytest.mark.django_db
def test_a_jury_that_breaks_a_promise_is_not_registered(turned):
    with pytest.raises(BrokenPromise) as broken:
        _register(turned)

    assert broken.value.check == "calibration_rises"
    assert broken.value.as_dict()["type"] == "broken_promise"
    assert set(broken.value.as_dict()["example"]) == {"slope"}
    assert not JuryModel.objects.exists()


@pytest.mark.django_db
def test_a_proof_of_another_file_or_of_small_samples_does_not_count(trained_jury, trained_proof):
    for proof in (
        dataclasses.replace(trained_proof, sha256="0" * 64),
        dataclasses.replace(trained_proof, thorough=False),
    ):
        with pytest.raises(ValueError, match="thorough proof of its own file"):
            _register(trained_jury, proof=proof)

    assert not JuryModel.objects.exists()


def test_the_proof_is_kept_with_the_jury(jury, trained_proof):
    kept = Proof.from_dict(service.model_proof(jury.version))

    assert kept == trained_proof
    assert kept.sha256 == jury.sha256
    assert len(kept.golden) == 16
    with pytest.raises(service.NoJuryModel):
        service.model_proof("v1-cohort-0000000000")


def test_the_same_file_is_not_proven_again(jury, trained_jury, monkeypatch):
    monkeypatch.setattr(promises, "prove_file", lambda data: pytest.fail("it was proven again"))

    assert _register(trained_jury).version == jury.version


def test_prove_jury_proves_again_what_was_registered(jury, capsys):
    call_command("prove_jury", "--json")

    proof = Proof.from_dict(json.loads(capsys.readouterr().out))
    assert proof.sha256 == jury.sha256
    assert proof.checks[-2].name == "golden_kept"
    assert proof.checks[-1].name == "golden_elsewhere"


def test_prove_jury_refuses_a_jury_whose_golden_rows_have_moved(jury, capsys):
    record = JuryModel.objects.get()
    record.proof["golden"][3]["score"] += 1e-6
    record.save()

    with pytest.raises(SystemExit) as refused:
        call_command("prove_jury")

    problem = json.loads(capsys.readouterr().err)
    assert refused.value.code == 2
    assert (problem["type"], problem["field"]) == ("broken_promise", "golden_kept")
