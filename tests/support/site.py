"""The real site as `make run` starts it, on a folder, database, broker and port of its own."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2

from tests.support import machine, prepared

ROOT = Path(__file__).resolve().parent.parent.parent
CHILDREN = {"web": "uvicorn", "trainer": "--queues training", "worker": "celery"}
Ask = Callable[..., list[tuple[Any, ...]]]
ADDRESS = re.compile(r"^  (\S.*?)\s+(http\S+)$", re.MULTILINE)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """Web, worker and trainer under `manage.py up`. `services` is "embedded" or "real" (PostgreSQL and Redis)."""

    def __init__(self, folder: Path, services: str = "embedded", redis_db: int = 9) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        self.output = folder / "output.txt"
        self.database = ""
        folder.mkdir(parents=True, exist_ok=True)
        clean = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "BROKER_URL", "SECRET_KEY"}}
        self.env = {**clean, "BATTLE_VAR": str(folder / "var"), "PORT": str(self.port), "HOST": "127.0.0.1"}
        if services == "real":
            self.database = f"battle_{uuid.uuid4().hex[:10]}"
            prepared.on_server("CREATE DATABASE {}", self.database)
            self.env["DATABASE_URL"] = machine.POSTGRES.rsplit("/", 1)[0] + "/" + self.database
            self.env["BROKER_URL"] = machine.REDIS.rsplit("/", 1)[0] + f"/{redis_db}"
            self._empty_broker()

    def prepare(self) -> None:
        """Give the site its tables."""
        prepared.fill(self.env, self.database)

    def install_jury(self, model_file: bytes) -> None:
        """Give the site its tables and an already trained jury, so that its first start need not train one."""
        prepared.fill(self.env, self.database, model_file)

    def start(self, within: float = 90) -> float:
        """Start and wait for the addresses; returns the seconds it took."""
        began = time.monotonic()
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up"],
                cwd=ROOT,
                env=self.env,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        while "is running" not in self.told():
            if self.process.poll() is not None or time.monotonic() - began > within:
                raise AssertionError(f"the site did not start:\n{self.told()}")
            time.sleep(0.05)
        return time.monotonic() - began

    def told(self) -> str:
        return self.output.read_text() if self.output.exists() else ""

    def address(self, name: str) -> str:
        """An address that the start printed, such as "host console" or "sign in as host"."""
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            if name in (found := dict(ADDRESS.findall(self.told()))):
                return found[name]
            time.sleep(0.02)
        raise AssertionError(f"no address {name!r} in:\n{self.told()}")

    def manage(self, *arguments: str, stdin: str | None = None, code: int = 0) -> str:
        """Run a command as a person would and return what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def ask(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of the site's database; values stand where `%s` is."""
        with self.connected() as ask:
            return ask(statement, *values)

    @contextmanager
    def connected(self) -> Iterator[Ask]:
        """`ask` over one connection, for whoever looks often."""
        url = self.env.get("DATABASE_URL")
        file = Path(self.env["BATTLE_VAR"]) / "battle.sqlite3"
        connection: Any = psycopg2.connect(url) if url else sqlite3.connect(file, timeout=20)

        def ask(statement: str, *values: Any) -> list[tuple[Any, ...]]:
            cursor = connection.cursor()
            cursor.execute(statement if url else statement.replace("%s", "?"), values)
            rows = list(cursor.fetchall())
            connection.rollback()  # the next look sees what was written since
            return rows

        try:
            yield ask
        finally:
            connection.close()

    def get(self, path: str) -> tuple[int, Any]:
        try:
            with urllib.request.urlopen(self.url + path, timeout=10) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def children(self) -> dict[str, int]:
        """Process ids of web, worker and trainer."""
        assert self.process
        listed = subprocess.run(
            ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(self.process.pid)],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        found = {}
        for line in listed.splitlines():
            pid, arguments = line.strip().split(" ", 1)
            # One that is only just forked, or dead and not yet fetched, bears no name.
            for name in [name for name, sign in CHILDREN.items() if sign in arguments][:1]:
                found[name] = int(pid)
        return found

    def stop(self, how: int = signal.SIGINT) -> float:
        """Stop as Ctrl-C does; returns the seconds it took."""
        began = time.monotonic()
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        return time.monotonic() - began

    def remove(self) -> None:
        self.stop()
        if self.database:
            prepared.on_server("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.database)
            self._empty_broker()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _empty_broker(self) -> None:
        import redis

        redis.Redis.from_url(self.env["BROKER_URL"]).flushdb()
