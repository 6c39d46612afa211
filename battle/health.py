"""Is the process up, and can it hold a show tonight?"""

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from battle.celery import app
from battle.stage.queries import WORKER_SILENT_AFTER, newest_worker_beat
from scoring import service


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers. Nothing else is asked, so that a lost database does not restart every web process."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Each part that a show needs, by name: "ok" or one sentence. 503 when any is missing."""
    parts = {name: _ask(check) for name, check in CHECKS.items()}
    ready = all(told == "ok" for told in parts.values())
    return JsonResponse(
        {"status": "ok" if ready else "not ready", "parts": parts}, status=200 if ready else 503
    )


def _ask(check: Callable[[], str]) -> str:
    try:
        return check()
    except Exception as error:  # whatever a driver raises is the answer to the question
        # The kind of the error only: messages of drivers carry host names and users.
        return f"failed: {type(error).__name__}"


def check_database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return "ok"


def check_broker() -> str:
    with app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=2)
    return "ok"


def check_worker() -> str:
    beat = newest_worker_beat()
    if beat is None:
        return "no worker has reported yet; start one with celery -A battle worker"
    silent = timezone.now() - beat
    return "ok" if silent < WORKER_SILENT_AFTER else f"silent for {int(silent.total_seconds())} s"


def check_model() -> str:
    try:
        service.champion()
    except service.NoJuryModel:
        return "no jury model; run manage.py train_jury"
    return "ok"


CHECKS: dict[str, Callable[[], str]] = {
    "database": check_database,
    "broker": check_broker,
    "worker": check_worker,
    "model": check_model,
}
