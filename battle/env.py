"""What the environment says, or one sentence about what is wrong with it.

Every variable the product reads is read here, so that a broken value stops the start with a sentence that
names the variable instead of a traceback from deep inside a library.
"""

import contextlib
import os
import re
import secrets
import socket
import sys
from email.utils import parseaddr
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import environ

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("BATTLE_VAR", ROOT / "var"))

# Values of HOST that mean every address of this machine.
EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")

_reader = environ.Env()


class ConfigurationError(SystemExit):
    """Ends the process with one sentence on stderr and exit code 78 (EX_CONFIG of sysexits.h)."""

    def __init__(self, sentence: str) -> None:
        super().__init__(78)
        self.sentence = sentence


def stop(sentence: str) -> NoReturn:
    sys.stderr.write(f"configuration: {sentence}\n")
    raise ConfigurationError(sentence)


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    stop(f"{name} is {value!r}; say 1 or 0.")


def number(name: str, default: int, *, low: int, high: int) -> int:
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        stop(f"{name} is {value!r}; it must be a whole number from {low} to {high}.")
    return int(value)


def url(name: str, default: str) -> str:
    """The address of a site, without the slash at its end, so that paths can be appended."""
    value = text(name).rstrip("/")
    if not value:
        return default
    try:
        parts = urlsplit(value)
        found, host, _port = f"{parts.scheme}://{parts.netloc}", parts.hostname, parts.port
    except ValueError:
        found, host = "", None
    if not host or found.lower() != value.lower() or set("@ ") & set(value):
        stop(f"{name} is {value!r}; say scheme and host only, such as https://battle.example.")
    if parts.scheme not in {"http", "https"}:
        stop(f"{name} starts with {parts.scheme!r}; use http:// or https://.")
    return found


def log_level(name: str, default: str) -> str:
    value = text(name, default).upper()
    if value not in LOG_LEVELS:
        stop(f"{name} is {value!r}; use one of {', '.join(LOG_LEVELS)}.")
    return value


def mailbox(name: str, default: str) -> str:
    """An address of mail, alone or with a name before it: “Battle <battle@example.org>”."""
    value = text(name, default)
    address = parseaddr(value)[1]
    if value and (not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", address) or not value.isprintable()):
        stop(
            f"{name} is {value!r}; say an address such as battle@example.org or Battle <battle@example.org>."
        )
    return value


def mail_encryption() -> tuple[bool, bool]:
    """Whether the connection to the mail server is encrypted after its greeting (TLS), or from its start (SSL)."""
    after, at_once = flag("EMAIL_USE_TLS", default=False), flag("EMAIL_USE_SSL", default=False)
    if after and at_once:
        stop("EMAIL_USE_TLS and EMAIL_USE_SSL are both set; say TLS for port 587 or 25, SSL for port 465.")
    return after, at_once


def words(name: str) -> list[str]:
    return [word.strip() for word in text(name).split(",") if word.strip()]


def secret_key(*, demo: bool) -> str:
    """SECRET_KEY, or in demo mode one that is made once and kept in the var folder, readable by its owner only."""
    if key := text("SECRET_KEY"):
        return key
    if not demo:
        stop("SECRET_KEY is missing; outside demo mode (DEMO=0) it must be set to a long random text.")
    kept = VAR / "secret_key"
    try:
        VAR.mkdir(parents=True, exist_ok=True)
        handle = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _kept_key(kept)
    except OSError as error:
        stop(f"BATTLE_VAR points to {VAR}, which cannot be written ({error.strerror}).")
    key = secrets.token_urlsafe(50)
    with os.fdopen(handle, "w") as file:
        file.write(key)
    return key


def _kept_key(kept: Path) -> str:
    """Another process may be between creating the file and writing it: an empty read is read again."""
    for _ in range(1000):
        if key := kept.read_text().strip():
            return key
        os.sched_yield()
    stop(f"SECRET_KEY is not set and the kept one in {kept} is empty; delete that file.")


def database() -> dict[str, Any]:
    """DATABASE_URL as Django's settings; the embedded default is SQLite in the var folder."""
    url = text("DATABASE_URL", f"sqlite:///{VAR / 'battle.sqlite3'}")
    scheme = urlsplit(url).scheme
    if scheme == "sqlite":
        config: dict[str, Any] = dict(_reader.db_url_config(url))
        Path(config["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        config["OPTIONS"] = {
            # IMMEDIATE: a transaction that will write takes the lock at its start, so it waits instead of failing
            # half-way. FULL: an acknowledged answer survives a power cut, not only a killed process.
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            "timeout": 20,
        }
        # A file, not memory: browser tests read from other threads, and the tailer needs PRAGMA data_version.
        config["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
        return config
    if scheme not in {"postgres", "postgresql"}:
        stop(
            f"DATABASE_URL starts with {scheme or url!r}; use postgres://user:password@host:port/name or sqlite:///path."
        )
    try:
        config = dict(_reader.db_url_config(url))
    except ValueError as error:
        stop(f"DATABASE_URL cannot be read ({error}); use postgres://user:password@host:port/name.")
    if not config.get("NAME"):
        stop("DATABASE_URL names no database; use postgres://user:password@host:port/name.")
    # psycopg2 under ASGI: a persistent connection belongs to a thread that may be gone; closing it per request
    # costs a millisecond and gave no failures.
    config["CONN_MAX_AGE"] = 0
    config.setdefault("OPTIONS", {})["connect_timeout"] = 5
    return config


def broker() -> tuple[str, dict[str, Any]]:
    """BROKER_URL and its transport options; the embedded default is kombu's filesystem transport."""
    url = text("BROKER_URL", "filesystem://localhost")
    scheme = urlsplit(url).scheme
    if scheme == "filesystem":
        folder, control = VAR / "broker", VAR / "broker-control"
        folder.mkdir(parents=True, exist_ok=True)
        control.mkdir(parents=True, exist_ok=True)
        return url, {
            "data_folder_in": str(folder),
            "data_folder_out": str(folder),
            "control_folder": str(control),
            "polling_interval": 0.02,
        }
    if scheme in {"redis", "rediss"}:
        # Redelivery after a killed worker in seconds instead of an hour; the sweep over the log covers the rest.
        return url, {"visibility_timeout": 10, "unacked_restore_interval": 1, "unacked_restore_throttle": 1}
    if scheme in {"amqp", "amqps"}:
        return url, {}
    stop(
        f"BROKER_URL starts with {scheme or url!r}; use redis://host:port/0, amqp://user:password@host//, or none."
    )


def own_url(host: str, port: int) -> str:
    """How people reach a site that is not behind a proxy: what the QR code on the big screen leads to."""
    name = _outward_address() if host in EVERYWHERE else host
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def own_addresses(host: str) -> list[str]:
    """The names under which phones in the room may reach a demo that listens beyond this machine."""
    if host not in EVERYWHERE:
        return [f"[{host}]" if ":" in host else host]
    return [_outward_address(), socket.gethostname()]


def _outward_address() -> str:
    """The address of this machine in its network. Connecting a datagram socket sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, contextlib.suppress(OSError):
        probe.connect(("192.0.2.1", 9))  # a documentation address: only the route to it is looked up
        return str(probe.getsockname()[0])
    return "127.0.0.1"
