"""Loaded before the settings: gives each test process its own folder for database, broker and mail."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
os.environ["BATTLE_VAR"] = str(ROOT / "var" / "tests" / worker)
Path(os.environ["BATTLE_VAR"]).mkdir(parents=True, exist_ok=True)
os.environ.setdefault("SECRET_KEY", "only-for-tests-and-nothing-else-0123456789abcdef")
# Browser tests keep an event loop in the test's own thread; the ORM is still used from one thread at a time.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
