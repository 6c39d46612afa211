"""Real workers are killed at every step of the dialogue with a real mail server: each letter arrives once."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import leave_out
from tests.outbox.mail_server import MailServer
from tests.support import machine
from tests.support.site import ROOT, Site
from tests.support.waiting import wait_for

pytestmark = pytest.mark.e2e

LANGUAGES = ["en", "es", "pt-br"]
SUBJECTS = {"en": "Big screen", "es": "Pantalla grande", "pt-br": "Telão"}
TWENTY = """
from django.utils.translation import gettext, override
from battle.outbox.actions import release, write
letters = []
for number in range(20):
    language = ["en", "es", "pt-br"][number % 3]
    with override(language):
        letters.append(write(once=f"letter-{number}", kind="receipt", to=f"u{number}@example.org", language=language,
                             subject=gettext("Big screen"), body=f"{number}"))
release(letters)
"""
STATES = """
import json
from battle.outbox.models import Letter
print(json.dumps([[letter.to.partition("@")[0], letter.state] for letter in Letter.objects.exclude(state="sent")]))
"""


class Worker:
    def __init__(self, site: Site) -> None:
        self.output = (site.folder / "worker.txt").open("ab")
        command = ["-m", "celery", "-A", "battle", "worker", "--pool", "solo", "--loglevel", "info"]
        self.process = subprocess.Popen(
            [sys.executable, *command, "--without-gossip", "--without-mingle"],
            cwd=ROOT,
            env=site.env,
            stdout=self.output,
            stderr=subprocess.STDOUT,
        )

    def end(self, number: int) -> int:
        os.kill(self.process.pid, number)
        self.process.wait(timeout=30)
        self.output.close()
        return self.process.returncode


@pytest.fixture(params=["embedded", "real"])
def site(request, tmp_path: Path) -> Iterator[Site]:
    if request.param == "real" and {"PostgreSQL", "Redis"} & machine.lacking().keys():
        leave_out("PostgreSQL or Redis is missing")
    site = Site(tmp_path / "site", request.param, redis_db=7)
    site.manage("migrate", "-v0")
    yield site
    site.remove()


@pytest.fixture
def server() -> Iterator[MailServer]:
    server = MailServer()
    server.start()
    yield server
    server.stop()


def test_each_of_twenty_letters_arrives_once_in_its_language_whenever_the_worker_is_killed(site, server):
    # A short timeout makes a short claim: what a dead worker held is free again within its dialogue's longest time.
    site.env |= {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_TIMEOUT": "3"}
    site.env |= {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(server.port)}
    server.stalls = {("RCPT", "u3"), ("DATA", "u8"), ("STORED", "u12")}
    site.manage("shell", "-v0", "-c", TWENTY)

    for held in ["u3", "u8", "u12"]:
        killed = Worker(site)
        assert server.stalled.wait(60), (site.folder / "worker.txt").read_text()
        server.stalled.clear()
        assert (held == "u12") == (f"{held}@example.org" in server.recipients())
        killed.end(signal.SIGKILL)
    last = Worker(site)
    try:
        # The mail server has the thirteenth and could not say so: it is never sent again by itself.
        wait_for(lambda: json.loads(site.manage("shell", "-v0", "-c", STATES)) == [["u12", "in_doubt"]], 90)
    finally:
        assert last.end(signal.SIGTERM) == 0

    assert sorted(server.recipients()) == sorted(f"u{number}@example.org" for number in range(20))
    for message in server.received:
        number = int(message.get_content())
        language = LANGUAGES[number % 3]
        assert message["To"] == f"u{number}@example.org"
        assert (message["Content-Language"], message["Subject"]) == (language, SUBJECTS[language])
    assert len({message["Message-ID"] for message in server.received}) == 20
