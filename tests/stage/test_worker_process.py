"""A real worker in a process of its own: killed between answer and score, without a broker, without a database."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import leave_out
from tests.support import machine
from tests.support.site import ROOT, Site

pytestmark = pytest.mark.e2e

OPEN = """
import json
from django.utils import timezone
from battle import demo
from battle.stage import actions
edition = demo.seed_demo(finalists=demo.read_finalists(demo.BUILT_IN), now=timezone.now())
show = actions.open_show(edition=edition, actor="1", at=timezone.now())
first = edition.applications.get(running_order=1).key
actions.call_contender(show_id=show.pk, contender=first, actor="1", at=timezone.now())
print(json.dumps([show.pk, first]))
"""
ANSWER = """
from django.utils import timezone
from battle.stage import actions
actions.record_answer(
    show_id={show}, contender="{first}", question="team_founders", value=3, actor="1", at=timezone.now(), key="k"
)
"""
SCORES = "SELECT count(CASE WHEN kind = 'scored' THEN 1 END), count(*) FROM showlog_entry"


class Worker:
    """`celery -A battle worker` in the site's environment."""

    def __init__(self, site: Site) -> None:
        self.site = site
        command = ["-m", "celery", "-A", "battle", "worker", "--pool", "solo", "--loglevel", "info"]
        self.output = (site.folder / "worker.txt").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, *command, "--without-gossip", "--without-mingle"],
            cwd=ROOT,
            env=site.env,
            stdout=self.output,
            stderr=subprocess.STDOUT,
        )

    def wait_until_ready(self, times: int = 1) -> None:
        _wait(lambda: (self.site.folder / "worker.txt").read_text().count(" ready.") >= times, 60)

    def send(self, number: int) -> None:
        os.kill(self.process.pid, number)

    def end(self, number: int) -> int:
        if self.process.poll() is None:
            self.send(number)
        self.process.wait(timeout=20)
        self.output.close()
        return self.process.returncode


def _wait(holds, within: float) -> None:
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.05)


def shell(site: Site, code: str) -> str:
    return site.manage("shell", "--verbosity", "0", "-c", code).strip()


def scores(site: Site) -> tuple[int, int]:
    """How many scores the log holds, and how many entries in all."""
    return site.ask(SCORES)[0]


@pytest.fixture(params=["embedded", "real"])
def site(request, tmp_path: Path, trained_jury: bytes) -> Iterator[Site]:
    if request.param == "real" and {"PostgreSQL", "Redis"} & machine.lacking().keys():
        leave_out("PostgreSQL or Redis is missing")
    site = Site(tmp_path / "site", request.param, redis_db=8)
    site.install_jury(trained_jury)
    yield site
    site.remove()


def test_killed_between_answer_and_score_it_scores_once_after_its_restart(site):
    show, first = json.loads(shell(site, OPEN))
    killed = Worker(site)
    killed.wait_until_ready()
    # The advice for the call is written, so that the worker is not stopped while it holds the database.
    _wait(lambda: scores(site) == (0, 4), 60)
    killed.send(signal.SIGSTOP)
    shell(site, ANSWER.format(show=show, first=first))
    killed.end(signal.SIGKILL)
    # Whatever the broker still knew of it is lost as well: only the log remembers.
    for message in (site.folder / "var" / "broker").glob("*.msg"):
        message.unlink()
    assert scores(site) == (0, 6)

    worker = Worker(site)
    try:
        worker.wait_until_ready(times=2)
        _wait(lambda: scores(site) == (1, 8), 60)
        time.sleep(3)  # two more sweeps, and what Redis delivers again

        assert scores(site) == (1, 8)  # a score, and the advice that follows it
    finally:
        assert worker.end(signal.SIGTERM) == 0


def test_without_a_database_it_refuses_to_start_in_one_sentence(tmp_path):
    site = Site(tmp_path / "site")
    site.env["DATABASE_URL"] = "postgres://nobody@127.0.0.1:9/battle"

    worker = Worker(site)

    assert worker.process.wait(timeout=60) == 78
    told = (site.folder / "worker.txt").read_text()
    assert told.splitlines()[-1].startswith(
        "configuration: DATABASE_URL names a database that does not answer ("
    )
    assert "Traceback" not in told
