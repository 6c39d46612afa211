import json
from datetime import timedelta

import pytest
from django.utils import timezone

from battle.stage.models import WorkerBeat


def test_the_process_answers_without_touching_the_database(client):
    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ok"}


@pytest.mark.django_db
def test_readiness_names_each_part_that_is_missing(client):
    answer = client.get("/readyz")

    assert answer.status_code == 503
    parts = answer.json()["parts"]
    assert parts["database"] == "ok"
    assert parts["broker"] == "ok"
    assert parts["worker"] == "no worker has reported yet; start one with celery -A battle worker"
    assert parts["model"] == "no jury model; run manage.py train_jury"


def test_readiness_is_ok_with_a_worker_and_a_jury(client, jury):
    WorkerBeat.objects.create(worker="w1", at=timezone.now())

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert json.loads(answer.content) == {
        "status": "ok",
        "parts": {"database": "ok", "broker": "ok", "worker": "ok", "model": "ok"},
    }


def test_a_silent_worker_is_told(client, jury):
    WorkerBeat.objects.create(worker="w1", at=timezone.now() - timedelta(seconds=60))

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["parts"]["worker"] == "silent for 60 s"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.django_db
def test_health_is_read_only_and_never_cached(client, path):
    assert client.post(path).status_code == 405
    assert "no-cache" in client.get(path)["Cache-Control"]


def test_a_worker_is_silent_after_as_long_as_the_console_says():
    from battle import health
    from battle.stage import queries

    assert health.WORKER_SILENT_AFTER is queries.WORKER_SILENT_AFTER
