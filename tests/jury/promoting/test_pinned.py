"""An edition pins the champion when its show is opened; promoting during the show changes nothing in it."""

import dataclasses
import hashlib

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from battle.problems import Refused
from battle.showlog.events import Scored
from battle.stage import actions as stage_actions
from battle.stage import queries
from scoring import registry, service
from scoring.core import artefact, training
from scoring.core.cohort import sample_cohort
from scoring.promotion import actions
from scoring.shows import shows_judged_by
from tests.jury.promoting import juries
from tests.stage.conftest import Stage
from tests.support.champions import promoted

ANSWERS = {"team_founders": 3, "trac_employees": 40, "ip_disruptive": 2}


@pytest.fixture(scope="module")
def other_file():
    """A jury that scores otherwise: trained on a few other startups."""
    sheets, outcomes = sample_cohort(7, rows=120)
    facts = {"trained_on": "120 startups", "synthetic": True}
    return artefact.dump(training.train(sheets, outcomes, 7, facts, banded=False))


@pytest.fixture
def other(jury, other_file, trained_proof):
    """That jury as a candidate."""
    proof = dataclasses.replace(trained_proof, sha256=hashlib.sha256(other_file).hexdigest())
    facts = artefact.read_facts(other_file)
    return registry.register_model(data=other_file, facts=facts, questionnaire="v1", proof=proof)


@pytest.fixture
def stage(opened_show, host):
    stage = Stage(opened_show, str(host.pk))
    stage.call()
    return stage


def scores(stage) -> list[float]:
    return [entry.event.score for entry in stage.log if isinstance(entry.event, Scored)]


def test_promoting_during_a_show_changes_no_score_of_it(stage, edition, jury, other):
    stage.answer("team_founders", ANSWERS["team_founders"])
    stage.score()
    before = scores(stage)

    promoted(other.version)
    for question in ("trac_employees", "ip_disruptive"):
        stage.answer(question, ANSWERS[question])
        stage.score()

    assert service.champion().version == other.version
    assert scores(stage)[: len(before)] == before
    assert scores(stage)[-1] == service.score(ANSWERS, model=jury).score
    assert scores(stage)[-1] != service.score(ANSWERS, model=other.version).score
    edition.refresh_from_db()
    assert (edition.jury_model, stage.state.model) == (jury.version, jury.version)
    assert queries.recompute_scores(stage.show) is None


def test_every_page_of_the_show_names_its_jury(client, stage, host, edition, jury, other):
    promoted(other.version)
    client.force_login(host)

    for route in ("stage:console", "live:screen", "live:phone"):
        told = client.get(reverse(route, args=[edition.slug])).content.decode()
        assert jury.version in told, route
        assert other.version not in told, route


def test_a_show_that_is_opened_after_a_promotion_gets_the_new_champion(jury, other, edition, finalists, host):
    promoted(other.version)

    stage_actions.open_show(edition=edition, actor=str(host.pk), at=timezone.now())

    assert edition.__class__.objects.get(pk=edition.pk).jury_model == other.version


def test_opening_a_show_notes_the_first_use_of_its_jury(jury, edition, finalists, host):
    assert registry.find_model(jury.version).used_at is None
    first, later = timezone.now(), timezone.now()

    stage_actions.open_show(edition=edition, actor=str(host.pk), at=first)
    service.note_use(jury, now=later)

    assert registry.find_model(jury.version).used_at == first


def test_a_show_that_cannot_be_opened_uses_no_jury(jury, edition, host):
    with pytest.raises(Refused):
        stage_actions.open_show(edition=edition, actor=str(host.pk), at=timezone.now())

    assert registry.find_model(jury.version).used_at is None


def test_a_jury_that_a_show_used_can_never_be_deleted(stage, jury, other):
    promoted(other.version)
    record = registry.find_model(jury.version)

    with pytest.raises(Refused) as refusal:
        actions.delete_model(jury=record)
    assert refusal.value.code == "was_champion"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM scoring_jurymodel WHERE version = %s", [jury.version])


def test_a_jury_knows_the_shows_that_it_judged(client, steward, stage, edition, jury, other):
    show = shows_judged_by(jury.version)[0]

    assert (show.edition, show.title, show.number, show.revealed) == ("valencia", "Valencia Battle", 1, False)
    assert shows_judged_by(other.version) == []
    client.force_login(steward)
    told = client.get(reverse("jury:model", args=[jury.version])).content.decode()
    assert "in use on stage" in told
    assert juries.champion() == jury.version
