"""What this machine has of the things that tests can use: PostgreSQL, Redis, a browser, the real startups' data."""

import os
import shutil
import socket
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent.parent
DEFAULT_POSTGRES = "postgres://postgres@127.0.0.1:5432/postgres"
POSTGRES = os.environ.get("TEST_DATABASE_URL", DEFAULT_POSTGRES)
REDIS = os.environ.get("TEST_BROKER_URL", "redis://127.0.0.1:6379/9")


def listens(url: str, port: int) -> bool:
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname or "127.0.0.1", parts.port or port), timeout=2):
            return True
    except OSError:
        return False


def chromium() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def shared_data() -> Path:
    return Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared" / "data"))


def lacking() -> dict[str, str]:
    """What is missing, with the reason in words."""
    missing = {}
    if not listens(POSTGRES, 5432):
        missing["PostgreSQL"] = "everything on PostgreSQL, because none answers at TEST_DATABASE_URL"
    if not listens(REDIS, 6379):
        missing["Redis"] = "everything on Redis, because none answers at TEST_BROKER_URL"
    if not chromium():
        missing["browser"] = "browser tests, because Chromium is not installed"
    if not shared_data().is_dir():
        missing["shared data"] = "tests on real startups, because their files are not here (SHARED_DATA)"
    if not shutil.which("xgettext"):
        missing["gettext"] = "the comparison of catalogs with the source, because GNU gettext is missing"
    return missing
