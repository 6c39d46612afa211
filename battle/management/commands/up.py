import sys
import time
import urllib.request
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from battle import demo, startup
from battle.accounts.actions import issue_sign_in_link
from battle.celery import SCORES, TRAINING
from battle.supervisor import Child, Supervisor
from battle.translations import compile_catalogs
from scoring import service

LINK_VALID_FOR = timedelta(hours=12)
# A training takes all the time it can get; a show on the same machine must not feel it.
TRAINER_NICE = 10


class Command(BaseCommand):
    help = "Set everything up and serve the site: web, worker and trainer together, until Ctrl-C."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        startup.require_free_port()
        startup.require_database()
        startup.require_broker()
        self._prepare()
        children = [
            Child("web", web_command()),
            Child("worker", worker_command(SCORES, "worker")),
            Child("trainer", worker_command(TRAINING, "trainer"), nice=TRAINER_NICE),
        ]
        supervisor = Supervisor(children, self._tell)
        supervisor.start()
        try:
            if supervisor.wait_until(self._web_answers, within=30):
                self._print_addresses(time.monotonic() - began)
            elif not supervisor.stopping:
                self._tell("the site did not start; the lines above say why")
                sys.exit(1)
            supervisor.watch()
        finally:
            supervisor.stop()
        self._tell("stopped")

    def _prepare(self) -> None:
        compile_catalogs()
        startup.prepare_database(self._tell)
        if not settings.DEMO:
            call_command("collectstatic", verbosity=0, interactive=False)
        try:
            service.champion()
        except service.NoJuryModel:
            self._tell("training the built-in jury on the reference cohort")
            service.train_reference_jury()
        if settings.DEMO and demo.find_demo() is None and not demo.slug_is_taken():
            self._tell("seeding the demo edition")
            demo.seed_demo(finalists=demo.read_finalists(demo.BUILT_IN), now=timezone.now())
        connection.close()

    def _web_answers(self) -> bool:
        address = f"http://{listen_address()}:{settings.PORT}{reverse('healthz')}"
        try:
            with urllib.request.urlopen(address, timeout=1) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def _print_addresses(self, seconds: float) -> None:
        base = settings.PUBLIC_URL
        self.stdout.write(f"\nAI Startup Battle is running ({seconds:.1f} s to start). Ctrl-C stops it.\n")
        rows = [("home", f"{base}/")]
        if settings.DEMO:
            slug = demo.SLUG
            rows += [
                ("host console", base + reverse("stage:console", args=[slug])),
                ("big screen", base + reverse("live:screen", args=[slug])),
                ("phone board", base + reverse("live:phone", args=[slug])),
            ]
            for role, (email, next_path) in demo.people().items():
                user = demo.person(email)
                token = issue_sign_in_link(
                    user=user, next_path=next_path, now=timezone.now(), valid_for=LINK_VALID_FOR
                )
                rows.append((f"sign in as {role}", base + reverse("sign_in_link", args=[token])))
        for name, address in rows:
            self.stdout.write(f"  {name:<20} {address}")
        if settings.DEMO:
            self.stdout.write(
                f"  Each sign-in link works once; more: manage.py signin_link {demo.HOST_EMAIL}\n"
            )
        if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
            # Whoever applies to the demo waits for a code that no mail server carries.
            self.stdout.write(f"  Mails, such as codes to sign in, are files in {settings.EMAIL_FILE_PATH}\n")

    def _tell(self, sentence: str) -> None:
        self.stdout.write(f"battle: {sentence}")


def listen_address() -> str:
    """Where this machine reaches the server that listens on HOST."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.HOST, settings.HOST)  # noqa: S104
    return f"[{host}]" if ":" in host else host


def web_command() -> list[str]:
    return [
        # The demo's style sheets and scripts come from WhiteNoise, whose files are read synchronously.
        *(sys.executable, "-W", "ignore:StreamingHttpResponse must consume"),
        *("-m", "uvicorn", "battle.asgi:application"),
        *("--host", settings.HOST, "--port", str(settings.PORT)),
        # Open streams would otherwise hold the server for as long as anybody watches.
        *("--timeout-graceful-shutdown", "2"),
        *("--no-access-log", "--log-level", "warning", "--no-server-header"),
    ]


def worker_command(queue: str, name: str) -> list[str]:
    """A worker that takes the tasks of one queue."""
    return [
        # In a container everything runs as root; the demo need not say so at each start.
        *(
            sys.executable,
            "-W",
            "ignore:You're running the worker",
            "-m",
            "celery",
            "-A",
            "battle",
            "-q",
            "worker",
        ),
        *("--queues", queue, "--hostname", f"{name}@%h"),
        # One process and no fork: a score takes milliseconds, a part of a training gets a child of its own, and kill -9
        # leaves nothing behind.
        # One task at a time is reserved: what waits for a busy trainer is free for an idle one.
        *(
            "--pool",
            "solo",
            "--concurrency",
            "1",
            "--loglevel",
            "warning",
            "--without-gossip",
            "--without-mingle",
        ),
    ]
