"""The public card says of the champion what was measured of it, and nothing that was not."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from scoring import service
from scoring.enums import Status
from scoring.models import DataSet, JuryModel, TrainedOn

JUDGED = {"auc": 0.81, "auc_low": 0.74, "auc_high": 0.87}
BY_POINTS = {"auc": 0.72, "auc_low": 0.64, "auc_high": 0.79}
CROSSED = {
    "rows": 182,
    "judges": {"jury": JUDGED, "points_rule": BY_POINTS},
    "differences": {"auc": {"points_rule": {"verdict": "better"}}},
    "calibration": {"bins": [{"predicted": 0.12, "observed": 0.14, "low": 0.05, "high": 0.33}]},
}
APART = {
    "rows": 46,
    "successes": 20,
    "judges": {"jury": {"auc": 0.77, "auc_low": 0.6, "auc_high": 0.9}, "points_rule": BY_POINTS},
}


def shown(client, language="en") -> str:
    client.cookies["django_language"] = language
    page = client.get(reverse("jury:card")).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.fixture
def trained_here(jury):
    """The champion as if the model room had trained it on a data set."""
    JuryModel.objects.update(
        synthetic=False,
        trained_on="182 startups with known outcomes (data set contest)",
        label_meaning="the company was sold",
        metrics={"cross_validated": CROSSED, "held_out": APART},
    )
    data = DataSet.objects.create(
        name="contest",
        series="contest",
        file_sha256="f" * 64,
        mapping_sha256="e" * 64,
        label="sold",
        label_meaning="the company was sold",
        filename="contest.csv",
        mapping="",
        licence="CC BY 4.0",
        provenance="Published by a contest.",
        questionnaire="v1",
        rows=228,
        successes=114,
        content=b"",
        created_at=timezone.now(),
    )
    TrainedOn.objects.create(jury=JuryModel.objects.get(status=Status.CHAMPION), dataset=data)


def test_the_built_in_jury_is_judged_by_the_committed_study(jury, client):
    card = service.champion_card()

    assert card.measured.on == "trained_alike"
    assert card.measured.startups == 228
    assert len(card.measured.bins) == 10
    assert "Measured on 228 real companies" in shown(client)
    assert "reference cohort. It is never" in shown(client)
    assert "Patents, a well-known fund" in shown(client)


def test_another_seed_is_not_judged_by_the_study_of_the_built_in_jury(jury):
    JuryModel.objects.update(seed=2)

    assert service.champion_card().measured.on == "other_folds"


def test_a_jury_trained_here_is_told_with_its_own_figures_and_its_data(trained_here, client):
    told = shown(client)

    assert "the jury is right in 81 74 to 87" in told
    assert "a rule of thumb in 72" in told
    assert "better than the rule of thumb by more than chance explains" in told
    assert "the jury is right in 77 60 to 90" in told
    assert "CC BY 4.0" in told
    assert "Published by a contest." in told
    assert "12 14 5–33" in told
    assert "A synthetic cohort" not in told
    assert "the successful companies that the jury learned from" in told
    assert "reference cohort. It is never" not in told
    assert "Patents, a well-known fund" not in told


NO_ROWS = {"rows": 0, "successes": 0, "judges": {}}
ONE_OUTCOME = {**APART, "judges": {"jury": {"auc": None, "brier": 0.2}, "points_rule": {"auc": None}}}


@pytest.mark.parametrize(
    "metrics",
    [
        {},
        {"cross_validated": NO_ROWS, "held_out": NO_ROWS},
        {"cross_validated": {"rows": 9}, "held_out": ONE_OUTCOME},
        {"cross_validated": 7, "held_out": [1]},
        {"model": {"auc": 0.8}},
    ],
)
def test_figures_that_are_not_there_take_no_page_down(trained_here, client, metrics):
    JuryModel.objects.update(metrics=metrics, proof={"checks": [{}]})

    told = shown(client)

    assert (service.champion_card().measured, service.champion_card().held_out) == (None, None)
    assert "What the jury promises" in told
    assert "How often it is right" not in told


@pytest.mark.parametrize(
    ("language", "heading"), [("es", "Con qué frecuencia acierta"), ("pt-br", "Com que frequência acerta")]
)
def test_the_card_speaks_three_languages(trained_here, client, language, heading):
    assert heading in shown(client, language)


def test_proofs_are_counted_as_they_were_made(jury):
    proof = service.model_proof(jury.version)

    checks, cases = service.champion_card().proven

    assert checks == len(proof["checks"]) > 10
    assert cases == sum(check["cases"] for check in proof["checks"]) > 1_000
