"""Broken configuration stops at start with one sentence that names the variable."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from battle import env as reader

ROOT = Path(__file__).resolve().parent.parent.parent


def run(tmp_path: Path, command: str = "check", **env: str) -> subprocess.CompletedProcess[str]:
    clean = {
        name: value
        for name, value in os.environ.items()
        if name
        not in {
            "DATABASE_URL",
            "BROKER_URL",
            "SECRET_KEY",
            "DEMO",
            "ALLOWED_HOSTS",
            "PORT",
            "HOST",
            "PUBLIC_URL",
            "LOG_LEVEL",
        }
    }
    return subprocess.run(
        [sys.executable, "manage.py", command],
        cwd=ROOT,
        env={**clean, "BATTLE_VAR": str(tmp_path / "var"), **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("variable", "env"),
    [
        ("SECRET_KEY", {"DEMO": "0", "ALLOWED_HOSTS": "battle.example"}),
        ("ALLOWED_HOSTS", {"DEMO": "0", "SECRET_KEY": "x" * 50}),
        ("DEMO", {"DEMO": "perhaps"}),
        ("PORT", {"PORT": "eighty"}),
        ("PORT", {"PORT": "70000"}),
        ("PORT", {"PORT": "\u0663\u0660"}),
        ("DATABASE_URL", {"DATABASE_URL": "mysql://root@localhost/battle"}),
        ("DATABASE_URL", {"DATABASE_URL": "nonsense"}),
        ("DATABASE_URL", {"DATABASE_URL": "postgres://user@host:notaport/battle"}),
        ("DATABASE_URL", {"DATABASE_URL": "postgres://user@host/"}),
        ("BROKER_URL", {"BROKER_URL": "kafka://localhost"}),
        ("PUBLIC_URL", {"PUBLIC_URL": "battle.example"}),
        ("PUBLIC_URL", {"PUBLIC_URL": "ftp://battle.example"}),
        ("PUBLIC_URL", {"PUBLIC_URL": "https://"}),
        ("PUBLIC_URL", {"PUBLIC_URL": "https://battle.example:port"}),
        ("PUBLIC_URL", {"PUBLIC_URL": "https://battle.example/below/"}),
        ("PUBLIC_URL", {"PUBLIC_URL": "https://[::1"}),
        ("LOG_LEVEL", {"LOG_LEVEL": "LOUD"}),
        ("LOG_LEVEL", {"LOG_LEVEL": "10"}),
        ("BATTLE_VAR", {"BATTLE_VAR": "/proc/nowhere"}),
    ],
)
def test_it_names_the_variable_that_is_broken(tmp_path, variable, env):
    done = run(tmp_path, **env)

    assert done.returncode == 78
    told = done.stderr.strip().splitlines()
    assert len(told) == 1, done.stderr
    assert told[0].startswith(f"configuration: {variable} ")


@pytest.mark.parametrize(
    ("variable", "env"),
    [
        ("DATABASE_URL", {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/battle"}),
        ("BROKER_URL", {"BROKER_URL": "redis://127.0.0.1:1/0"}),
        ("BROKER_URL", {"BROKER_URL": "amqp://guest:guest@127.0.0.1:1//"}),
        ("HOST", {"HOST": "192.0.2.77"}),
    ],
)
def test_it_names_the_service_that_does_not_answer(tmp_path, variable, env):
    done = run(tmp_path, "up", PORT="18999", **env)

    assert done.returncode == 78
    assert done.stderr.strip().splitlines()[-1].startswith(f"configuration: {variable} ")
    assert "Traceback" not in done.stderr


def test_it_reads_an_address_without_its_slash_and_a_level_in_any_case(tmp_path, monkeypatch):
    monkeypatch.setenv("PUBLIC_URL", "HTTPS://Battle.example/")
    monkeypatch.setenv("LOG_LEVEL", "info")

    assert reader.url("PUBLIC_URL", "") == "https://Battle.example"
    assert reader.log_level("LOG_LEVEL", "WARNING") == "INFO"
    assert run(tmp_path, PUBLIC_URL="https://battle.example/", LOG_LEVEL="info").returncode == 0


@pytest.mark.parametrize(("demo", "believed"), [("1", 0), ("0", 1)])
def test_only_outside_demo_mode_the_proxy_is_believed_about_who_came(tmp_path, demo, believed):
    done = run(tmp_path, "diffsettings", DEMO=demo, SECRET_KEY="x" * 50, ALLOWED_HOSTS="battle.example")

    assert f"ALLAUTH_TRUSTED_PROXY_COUNT = {believed}  ###" in done.stdout.splitlines()


def test_a_taken_port_gets_a_clear_sentence(tmp_path):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run(tmp_path, "up", PORT=str(port))

    assert done.returncode == 78
    assert done.stderr.strip() == (
        f"configuration: PORT {port} is taken by another program; set PORT= to a free one."
    )


def test_the_demo_keeps_one_secret_key_that_only_its_owner_can_read(tmp_path):
    assert run(tmp_path).returncode == 0
    kept = tmp_path / "var" / "secret_key"
    first = kept.read_text()

    assert run(tmp_path).returncode == 0

    assert kept.read_text() == first
    assert len(first) >= 50
    assert kept.stat().st_mode & 0o777 == 0o600
