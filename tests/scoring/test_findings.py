"""What the audit found stops a promotion until a person overrules it in writing."""

import json

import pytest
from django.db.models import ProtectedError
from django.utils import timezone

from scoring import registry
from scoring.core import artefact
from scoring.core.problems import Problem
from scoring.enums import Status
from scoring.models import DataSet, Finding
from tests.scoring.test_commands import run
from tests.support.champions import promoted

REASON = "The column is known before the round, I asked the registry."


@pytest.fixture
def data(db) -> DataSet:
    return DataSet.objects.create(
        name="rounds",
        file_sha256="1" * 64,
        mapping_sha256="2" * 64,
        label="won",
        label_meaning="it won",
        filename="rounds.csv",
        mapping="version = 1",
        questionnaire="v1",
        rows=100,
        successes=50,
        content=b"",
        created_at=timezone.now(),
    )


@pytest.fixture
def leak(data) -> Finding:
    return found(data, "missingness_tells_label", serious=True)


@pytest.fixture
def candidate(data, trained_jury, trained_proof):
    facts = artefact.read_facts(trained_jury)
    return registry.register_model(
        data=trained_jury, facts=facts, questionnaire="v1", datasets=[data], proof=trained_proof
    )


def found(data, code, column="", serious=False) -> Finding:
    detail = f"{code} was found in '{column}'."
    return Finding.objects.create(dataset=data, code=code, column=column, detail=detail, serious=serious)


def overrule(finding, by="Ana", reason=REASON):
    return registry.overrule_finding(finding=finding, by=by, reason=reason, now=timezone.now())


def test_a_model_remembers_its_data_set_which_cannot_be_deleted(candidate, data):
    assert registry.find_model(candidate.version).datasets.get() == data
    with pytest.raises(ProtectedError):
        data.delete()


def test_a_serious_finding_stops_a_promotion(candidate, leak):
    with pytest.raises(registry.OpenFindings) as stopped:
        promoted(candidate.version)

    assert stopped.value.findings == [leak]
    assert leak.detail in str(stopped.value)
    assert registry.find_model(candidate.version).status == Status.CANDIDATE


def test_a_vacant_place_is_not_filled_by_a_model_with_open_findings(candidate, leak):
    assert registry.promote_if_vacant(record=candidate).status == Status.CANDIDATE
    with pytest.raises(registry.NoSuchModel):
        registry.find_champion()


def test_every_serious_finding_must_be_overruled(candidate, leak, data):
    other = found(data, "column_too_good", "amount", serious=True)
    overrule(leak)
    with pytest.raises(registry.OpenFindings) as stopped:
        promoted(candidate.version)
    assert stopped.value.findings == [other]

    overrule(other)

    assert promoted(candidate.version).status == Status.CHAMPION


def test_findings_that_are_not_serious_or_of_other_data_stop_nothing(candidate, data):
    found(data, "thin_level", "trac_partners")
    data.pk, data.name, data.label = None, "others", "lost"
    data.save(force_insert=True)
    found(data, "missingness_tells_label", serious=True)

    assert registry.promote_if_vacant(record=candidate).status == Status.CHAMPION


def test_overruling_keeps_name_reason_and_time(leak):
    now = timezone.now()

    registry.overrule_finding(finding=leak, by="  Ana  Sol ", reason=f" {REASON}\n", now=now)

    kept = Finding.objects.get(pk=leak.pk)
    assert (kept.overruled_by, kept.overruled_reason, kept.overruled_at) == ("Ana Sol", REASON, now)


@pytest.mark.parametrize(
    ("by", "reason", "type"),
    [
        ("", REASON, "no_name"),
        ("   ", REASON, "no_name"),
        ("A" * 201, REASON, "no_name"),
        ("Ana", "", "no_reason"),
        ("Ana", "looks fine to me", "no_reason"),
        ("Ana", " " * 30 + "ok", "no_reason"),
        ("Ana", "x" * 40, "no_reason"),
    ],
)
def test_it_refuses_to_overrule_without_a_name_and_a_sentence(leak, by, reason, type):
    with pytest.raises(Problem) as problem:
        overrule(leak, by, reason)

    assert problem.value.type == type
    leak.refresh_from_db()
    assert leak.overruled_at is None


def test_what_was_overruled_cannot_be_written_over(leak):
    overrule(leak)

    with pytest.raises(Problem) as problem:
        overrule(leak, by="Bo")

    assert problem.value.type == "already_overruled"
    assert "Ana" in problem.value.detail
    assert Finding.objects.get(pk=leak.pk).overruled_by == "Ana"


def test_the_command_overrules(capsys, leak):
    code, out, err = run(
        capsys, "overrule_finding", "rounds", "missingness_tells_label", "--by", "Ana", "--reason", REASON
    )

    assert (code, err) == (0, "")
    assert "overruled by Ana" in out
    assert Finding.objects.get(pk=leak.pk).overruled_reason == REASON


def test_the_command_asks_which_column_is_meant(capsys, data):
    for column in ("amount", "heat"):
        found(data, "column_too_good", column, serious=True)
    asked = ("overrule_finding", "rounds", "column_too_good")
    said = ("--by", "Ana", "--reason", REASON)

    code, _, err = run(capsys, *asked, *said)
    assert (code, json.loads(err)["type"]) == (2, "which_finding")
    assert "amount, heat" in json.loads(err)["detail"]

    code, _, _ = run(capsys, *asked, "heat", *said)
    assert code == 0
    assert Finding.objects.get(column="heat").overruled_by == "Ana"
    assert Finding.objects.get(column="amount").overruled_by == ""


@pytest.mark.parametrize(
    ("asked", "type"),
    [
        (("nothing", "thin_level"), "no_data_set"),
        (("rounds", "thin_level"), "no_finding"),
        (("rounds", "missingness_tells_label", "amount"), "no_finding"),
    ],
)
def test_the_command_refuses_what_there_is_not(capsys, leak, asked, type):
    code, out, err = run(capsys, "overrule_finding", *asked, "--by", "Ana", "--reason", REASON)

    assert (code, out) == (2, "")
    assert json.loads(err)["type"] == type
