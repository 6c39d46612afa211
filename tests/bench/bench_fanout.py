"""How long after a commit does the last of N viewers have the board, and what does a viewer cost?

    .venv/bin/python tests/bench/bench_fanout.py --viewers 1000 10000

Real uvicorn processes, a real database, entries committed through showlog.log.writing; the viewers are one process
on the same machine, so both sides share its cores.
"""

import argparse
import contextlib
import json
import os
import queue
import resource
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.support import machine

SLUG = "bench"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--viewers", type=int, nargs="+", default=[1000, 10000])
    parser.add_argument("--events", type=int, default=40)
    parser.add_argument("--pause", type=float, default=0.5, help="seconds between two commits")
    parser.add_argument(
        "--postgres", default=machine.POSTGRES, help="postgres://... to also measure, if it answers"
    )
    parser.add_argument("--case", help="(internal) measure one case in this process and print JSON")
    options = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if options.case:
        print(
            json.dumps(measure(options.viewers[0], options.events, options.pause, workers=int(options.case)))
        )
        return
    cases = [("embedded, 1 process", "", 1), ("embedded, 2 processes", "", 2)]
    if machine.listens(options.postgres, 5432):
        cases.append(("PostgreSQL, 2 processes", options.postgres, 2))
    else:
        print("left out: PostgreSQL, because none answers")
    print(
        f"{'case':<32} {'viewers':>7} {'all in s':>8} {'p50 ms':>7} {'p99 ms':>7} {'kB each':>7} {'stop s':>6}"
    )
    for name, url, workers in cases:
        for viewers in options.viewers:
            told = run_case(url, workers, viewers, options)
            print(
                f"{name:<32} {viewers:>7} {told['joined']:>8.2f} {told['p50']:>7.1f} {told['p99']:>7.1f} "
                f"{told['kb']:>7.2f} {told['stop']:>6.2f}",
                flush=True,
            )


def run_case(url: str, workers: int, viewers: int, options: argparse.Namespace) -> dict[str, float]:
    """One case in a process of its own, because Django's settings are read once per process."""
    with tempfile.TemporaryDirectory() as var:
        environment = os.environ | {"BATTLE_VAR": var, "LOG_LEVEL": "ERROR"}
        environment.pop("DATABASE_URL", None)
        with fresh_postgres(url) if url else contextlib.nullcontext("") as database:
            if database:
                environment["DATABASE_URL"] = database
            subprocess.run(
                [sys.executable, "manage.py", "migrate", "-v0", "--skip-checks"],
                cwd=ROOT,
                env=environment,
                check=True,
            )
            command = [sys.executable, __file__, "--case", str(workers), "--viewers", str(viewers)]
            command += ["--events", str(options.events), "--pause", str(options.pause)]
            told = subprocess.run(
                command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
            )
            return json.loads(told.stdout.splitlines()[-1])


@contextlib.contextmanager
def fresh_postgres(url: str) -> Iterator[str]:
    import psycopg2

    name = f"bench_fanout_{os.getpid()}"
    server = psycopg2.connect(url)
    server.autocommit = True
    cursor = server.cursor()
    cursor.execute(f"CREATE DATABASE {name}")
    try:
        yield f"{url.rsplit('/', 1)[0]}/{name}"
    finally:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
        server.close()


def measure(viewers: int, events: int, pause: float, *, workers: int) -> dict[str, float]:
    os.environ["DJANGO_SETTINGS_MODULE"] = "battle.settings"
    import django

    django.setup()
    show_id = open_show()
    port = free_port()
    server = start_server(port, workers)
    try:
        before = resident_kb(server.pid)
        crowd = subprocess.Popen(
            [
                sys.executable,
                str(ROOT / "tests/bench/fanout_viewers.py"),
                str(port),
                f"/live/{SLUG}/stream",
                str(viewers),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert crowd.stdout is not None
        joined = json.loads(crowd.stdout.readline())["seconds"]
        seen = listen(crowd)
        after = 0
        delays = []
        time.sleep(1)
        for event in range(events):
            committed = append_score(show_id, event)
            delays.append((seen.get(timeout=30)["at"] - committed) * 1000)
            after = max(after, resident_kb(server.pid))
            time.sleep(pause)
        stopping = time.monotonic()
        server.send_signal(signal.SIGTERM)
        server.wait(30)
        stop = time.monotonic() - stopping
        crowd.stdin.close()
        crowd.wait(10)
    finally:
        with contextlib.suppress(ProcessLookupError):
            server.kill()
    ordered = sorted(delays)
    p99 = ordered[min(len(ordered) - 1, round(0.99 * len(ordered)))]
    kb = (after - before) / viewers
    return {"p50": statistics.median(ordered), "p99": p99, "kb": kb, "stop": stop, "joined": joined}


def open_show() -> int:
    from datetime import UTC, datetime, timedelta

    from battle.editions.models import Edition
    from battle.showlog import events, log
    from battle.showlog.models import Show

    now = datetime.now(UTC)
    Edition.objects.create(
        name="Bench", slug=SLUG, city="Vigo", country="ES", venue="Hall", time_zone="Europe/Madrid", mode="open",
        call_opens_at=now, call_closes_at=now + timedelta(days=1), show_starts_at=now + timedelta(days=2),
        published_at=now,
    )  # fmt: skip
    show = Show.objects.create(edition_slug=SLUG)
    contenders = [
        events.ContenderIntro(
            key=f"startup{n}", company=f"Startup number {n} of the battle", one_liner="Reads scans " * 8
        )
        for n in range(4)
    ]
    opened = events.Opened(
        edition=SLUG, title="Bench", mode="open", questionnaire="v1", model="bench", model_sha256="0" * 64,
        contenders=contenders,
    )  # fmt: skip
    with log.writing(show.pk) as writer:
        writer.append(opened, actor="bench", at=now)
        writer.append(events.Called(contender="startup0"), actor="bench", at=now)
    return show.pk


def append_score(show_id: int, number: int) -> float:
    """Commit one score and say when the commit had returned."""
    from datetime import UTC, datetime

    from battle.showlog import events, log

    score = 20 + (number * 37 % 600) / 10
    scored = events.Scored(
        contender=f"startup{number % 4}", basis=number, score=score, low=score - 5, high=score + 5, base=31.2,
        sections=events.Sections(team=1.25, traction=2.5, ip=-3.1, investors=score - 31.85), points_rule=40.0,
        answered=12, model="bench", questionnaire="v1",
    )  # fmt: skip
    with log.writing(show_id) as writer:
        writer.append(scored, actor="bench", at=datetime.now(UTC))
    return time.monotonic()


def listen(crowd: "subprocess.Popen[str]") -> "queue.Queue[dict[str, Any]]":
    seen: queue.Queue[dict[str, Any]] = queue.Queue()

    def read() -> None:
        assert crowd.stdout is not None
        for line in crowd.stdout:
            seen.put(json.loads(line))

    threading.Thread(target=read, daemon=True).start()
    return seen


def start_server(port: int, workers: int) -> "subprocess.Popen[bytes]":
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "battle.asgi:application",
        "--port",
        str(port),
        "--no-access-log",
    ]
    command += ["--log-level", "critical", "--timeout-graceful-shutdown", "2", "--backlog", "16384"]
    if workers > 1:
        command += ["--workers", str(workers)]
    server = subprocess.Popen(command, cwd=ROOT)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(f"http://127.0.0.1:{port}/live/{SLUG}/stream") as answer,
        ):
            answer.readline()
            time.sleep(1.5)  # the other worker may still be starting
            return server
        time.sleep(0.2)
    raise SystemExit("the server did not start")


def resident_kb(pid: int) -> int:
    """Resident memory of a process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    own = next(
        int(line.split()[1])
        for line in Path(f"/proc/{pid}/status").read_text().splitlines()
        if line.startswith("VmRSS")
    )
    return own + sum(resident_kb(int(child)) for child in children)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
