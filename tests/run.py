"""`make test`: the quality gates, then the suite on each database that this machine has, then the browser tests.

What the machine lacks is left out and said in one line; with REQUIRE_ALL=1 it is a failure instead.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.support import machine

REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
PYTEST = [sys.executable, "-m", "pytest", "-q"]
# Two processes even where there are more cores: browser tests measure nothing, but a crowded machine makes them slow.
WORKERS = str(min(os.cpu_count() or 2, 4))


def run(title: str, command: list[str], **env: str) -> bool:
    print(f"== {title}", flush=True)
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **env}, check=False).returncode == 0


def main() -> int:
    lacking = machine.lacking()
    if lacking and REQUIRE_ALL:
        print("REQUIRE_ALL=1, but: " + "; ".join(lacking.values()))
        return 1
    postgres = os.environ.get("TEST_DATABASE_URL", machine.DEFAULT_POSTGRES)
    plain = {"DATABASE_URL": "", "BROKER_URL": ""}
    good = run("quality gates", [sys.executable, "tests/checks.py"])
    good &= run("suite on SQLite", [*PYTEST, "-n", WORKERS, "-m", "not e2e"], **plain)
    if "PostgreSQL" not in lacking:
        good &= run(
            "suite on PostgreSQL (what touches the database)",
            [*PYTEST, "-n", WORKERS, "-m", "not e2e", "--only-database"],
            DATABASE_URL=postgres,
            BROKER_URL="",
        )
    good &= run(
        "people's ways, in a browser and against real processes",
        [*PYTEST, "-n", WORKERS, "-m", "e2e"],
        **plain,
    )
    shutil.rmtree(ROOT / "var" / "tests", ignore_errors=True)
    left_out = "nothing" if not lacking else "; ".join(lacking.values())
    print(f"left out: {left_out}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
