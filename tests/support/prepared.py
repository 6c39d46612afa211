"""Databases made once for a run of the suite, with and without a jury, of which each site of a test gets a copy.

Migrating and installing a jury take a process five seconds; some twenty sites need it.
"""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg2
from psycopg2 import sql

from tests.support import machine
from tests.support.proofs import proof_file

ROOT = Path(__file__).resolve().parent.parent.parent
RUN = "BATTLE_TEST_RUN"
MIGRATE = "from django.core.management import call_command\ncall_command('migrate', verbosity=0)\n"
INSTALL = """
import json
from pathlib import Path
from scoring import registry
from scoring.core.promises import Proof
proof = Proof.from_dict(json.loads(Path({proof!r}).read_text()))
registry.install_reference(Path({model!r}).read_bytes(), seed=1, proof=proof)
"""


def begin_run() -> None:
    """Name this run of the suite, in the one process that starts the others."""
    os.environ[RUN] = uuid4().hex[:10]


def end_run() -> None:
    """Remove what was prepared."""
    for made in _folder().glob("*.on-server"):
        on_server("DROP DATABASE IF EXISTS {} WITH (FORCE)", made.stem)
    shutil.rmtree(_folder(), ignore_errors=True)


def folder() -> Path:
    """Where this run keeps what all its processes share."""
    _folder().mkdir(parents=True, exist_ok=True)
    return _folder()


def once(name: str, make: Callable[[], Any]) -> Any:
    """What `make` gives, as JSON; asked for once a run, whichever process needs it first."""
    kept = folder() / f"{name}.json"
    with (folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_text(json.dumps(make()))
    return json.loads(kept.read_text())


def fill(env: dict[str, str], database: str, jury: bytes | None = None) -> None:
    """Give a site its tables, and the jury if there is one: in its folder, or in that database on PostgreSQL."""
    if RUN not in os.environ:  # a bench, which needs one site
        _prepare(env, jury, Path(env["BATTLE_VAR"]).parent)
        return
    kind = "jury" if jury else "bare"
    with (folder() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if database:
            name = _on_server(kind, env, jury)
            on_server("DROP DATABASE {}", database)
            on_server("CREATE DATABASE {} TEMPLATE {}", database, name)
        else:
            shutil.copytree(_in_folder(kind, env, jury), env["BATTLE_VAR"], dirs_exist_ok=True)


def on_server(statement: str, *names: str) -> None:
    """Run a statement about databases on PostgreSQL; each `{}` stands for a name."""
    connection = psycopg2.connect(machine.POSTGRES)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
    connection.close()


def _in_folder(kind: str, env: dict[str, str], jury: bytes | None) -> Path:
    made = folder() / kind
    if not made.exists():
        making = folder() / f"making-{kind}"
        _prepare({**env, "BATTLE_VAR": str(making)}, jury, folder())
        making.rename(made)
    return made


def _on_server(kind: str, env: dict[str, str], jury: bytes | None) -> str:
    name = f"prepared_{os.environ[RUN]}_{kind}"
    mark = folder() / f"{name}.on-server"
    if not mark.exists():
        on_server("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        on_server("CREATE DATABASE {}", name)
        _prepare({**env, "DATABASE_URL": f"{machine.POSTGRES.rsplit('/', 1)[0]}/{name}"}, jury, folder())
        mark.touch()
    return name


def _prepare(env: dict[str, str], jury: bytes | None, near: Path) -> None:
    code = MIGRATE
    if jury:
        kept = near / "jury.skops"
        kept.write_bytes(jury)
        code += INSTALL.format(proof=str(proof_file(jury)), model=str(kept))
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", code],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def _folder() -> Path:
    return Path(tempfile.gettempdir()) / f"battle-tests-{os.environ[RUN]}"
