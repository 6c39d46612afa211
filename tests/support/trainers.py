"""Real trainer processes on a site's database and broker, and what the database says of the run that they work on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import AbstractContextManager
from typing import Any

from tests.support.foreign import Table
from tests.support.site import ROOT, Ask, Site
from tests.support.waiting import wait_for

SOLO = ("solo", "--concurrency", "1")
START = """
from pathlib import Path
from django.utils import timezone
from scoring import datasets
from scoring.runs.actions import start_training
folder = Path({folder!r})
record = datasets.import_dataset(
    name="rounds", data=(folder / "table.csv").read_bytes(), filename="table.csv",
    mapping_text=(folder / "mapping.toml").read_text(), now=timezone.now(),
)
for seed in {seeds!r}:
    run, _ = start_training(
        datasets=[record], label="won", merge_labels=False, seed=seed, by=None, now=timezone.now()
    )
    print(run.pk)
"""
CANCEL = """
from django.utils import timezone
from scoring.models import Run
from scoring.runs.actions import cancel_run
cancel_run(run=Run.objects.get(pk={run}), by=None, now=timezone.now())
"""


class Trainer:
    """`celery -A battle worker --queues training` in a site's environment."""

    def __init__(self, site: Site, name: str, pool: tuple[str, ...] = SOLO) -> None:
        self.output = site.folder / f"{name}.txt"
        command = [
            *(sys.executable, "-m", "celery", "-A", "battle", "worker", "--queues", "training"),
            *("--hostname", f"{name}@%h", "--pool", *pool, "--loglevel", "info"),
            *("--without-gossip", "--without-mingle"),
        ]
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=site.env, stdout=output, stderr=subprocess.STDOUT
            )

    @property
    def ready(self) -> bool:
        return " ready." in self.output.read_text()

    def kill(self) -> None:
        """As a machine does that loses its power: no signal that could be handled."""
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> float:
        """Ask it to stop; returns the seconds it took."""
        began = time.monotonic()
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill()
        return time.monotonic() - began


class TrainingRoom:
    """A site with a data set, runs on it, and trainers."""

    def __init__(self, site: Site, rows: int = 400) -> None:
        self.site = site
        self.trainers: list[Trainer] = []
        self.shells: list[subprocess.Popen[bytes]] = []
        table = Table(rows)
        (site.folder / "table.csv").write_bytes(table.data)
        (site.folder / "mapping.toml").write_text(table.mapping)
        site.prepare()

    def start_runs(self, *seeds: int) -> list[int]:
        """Ask for a training with each seed, as the page does; returns the runs' ids."""
        told = self._shell(START.format(folder=str(self.site.folder), seeds=seeds))
        return [int(line) for line in told.split()]

    def cancel(self, run: int) -> None:
        """Cancel as the page does, and return at the moment at which the run is cancelled."""
        command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", CANCEL.format(run=run)]
        self.shells.append(subprocess.Popen(command, cwd=ROOT, env=self.site.env))
        wait_for(lambda: self.over(run), 60)

    def add_trainers(self, *names: str, pool: tuple[str, ...] = SOLO) -> list[Trainer]:
        """Start trainers and wait until they take work."""
        added = [Trainer(self.site, name, pool) for name in names]
        self.trainers += added
        for trainer in added:
            wait_for(lambda trainer=trainer: trainer.ready, 120)
        return added

    def stop_trainers(self) -> None:
        for trainer in self.trainers:
            trainer.stop()
        self.trainers.clear()
        for shell in self.shells:
            shell.wait()

    def state(self, run: int) -> dict[str, Any]:
        """What the database says of a run."""
        fields = ["state", "stage", "failure", "detail", "jury_id", "started_at", "finished_at"]
        row = self.ask(f"SELECT {', '.join(fields)} FROM scoring_run WHERE id = %s", run)[0]  # noqa: S608
        return dict(zip(fields, row, strict=True))

    def over(self, run: int) -> bool:
        return self.state(run)["state"] in {"done", "failed", "cancelled"}

    def working(self, run: int, stage: str) -> set[str]:
        """Trainers that work on parts of this stage."""
        asked = "SELECT trainer FROM scoring_runpart WHERE run_id = %s AND stage = %s AND state = 'running'"
        return {row[0] for row in self.ask(asked, run, stage)}

    def trainers_of(self, run: int) -> set[str]:
        """Who took parts of a run last."""
        asked = "SELECT DISTINCT trainer FROM scoring_runpart WHERE run_id = %s AND trainer <> ''"
        return {row[0] for row in self.ask(asked, run)}

    def parts(self, run: int, state: str) -> int:
        """How many parts are in this state."""
        asked = "SELECT count(*) FROM scoring_runpart WHERE run_id = %s AND state = %s"
        return int(self.ask(asked, run, state)[0][0])

    def ask(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of the site's database; values stand where `%s` is."""
        return self.site.ask(statement, *values)

    def connected(self) -> AbstractContextManager[Ask]:
        """`ask` over one connection, for whoever looks often."""
        return self.site.connected()

    def _shell(self, code: str) -> str:
        return self.site.manage("shell", "--verbosity", "0", "-c", code).strip()


def children_of(pid: int) -> set[int]:
    """Processes that a trainer computes in: everything below it but the two that serve it."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True)
    below: dict[int, list[tuple[int, str]]] = {}
    for line in listed.stdout.splitlines():
        child, parent, arguments = line.split(None, 2)
        below.setdefault(int(parent), []).append((int(child), arguments))
    servers = [child for child, arguments in below.get(pid, []) if "forkserver" in arguments]
    return {child for server in servers for child, _arguments in below.get(server, [])}
