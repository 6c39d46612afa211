"""`make test`: the quality gates, then the suite on each database that this machine has, then the browser tests.

What the machine lacks is left out and said in one line; with REQUIRE_ALL=1 it is a failure instead.

A browser beside other browsers and trainers may wait longer than any timeout that would still find a fault.
So what failed of the browser tests, and of them alone, is tried once more by itself; it is named when that helped.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.support import machine

REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
PYTEST = [sys.executable, "-m", "pytest", "-q"]
# Two processes even where there are more cores: browser tests measure nothing, but a crowded machine makes them slow.
WORKERS = str(min(os.cpu_count() or 2, 4))
PLAIN = {"DATABASE_URL": "", "BROKER_URL": ""}
MOST_ALONE = 8
"""Where more fail, it is not for want of time; to try them all again would only take longer to say so."""
SLOWEST = 10


class Parts:
    """Runs the parts one after the other and remembers how long each took, and each test in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.took: list[tuple[str, float]] = []
        self.reports: list[tuple[str, Path]] = []

    def run(self, title: str, command: list[str], **env: str) -> bool:
        print(f"== {title}", flush=True)
        began = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, **env}, check=False)
        self.took.append((title, time.monotonic() - began))
        return done.returncode == 0

    def test(self, title: str, arguments: list[str], **env: str) -> bool:
        report = self.folder / f"{len(self.reports)}.xml"
        self.reports.append((title, report))
        return self.run(title, [*PYTEST, *arguments, f"--junitxml={report}"], **env)

    def told(self) -> str:
        """How long everything took."""
        parts = [f"{seconds:7.1f} s  {title}" for title, seconds in self.took]
        tests = sorted((each for _title, report in self.reports for each in durations(report)), reverse=True)
        slowest = [f"{seconds:7.1f} s  {name}" for seconds, name in tests[:SLOWEST]]
        return "\n".join(["== durations", *parts, f"== the {SLOWEST} slowest tests", *slowest])


def durations(report: Path) -> list[tuple[float, str]]:
    """Seconds and name of each test of a report."""
    if not report.exists():
        return []
    cases = ElementTree.parse(report).iter("testcase")  # noqa: S314
    return [(float(case.get("time", 0)), f"{case.get('classname')}::{case.get('name')}") for case in cases]


def failed(report: Path) -> set[str]:
    """Names of the tests that failed."""
    if not report.exists():
        return set()
    cases = ElementTree.parse(report).iter("testcase")  # noqa: S314
    return {
        f"{case.get('classname')}::{case.get('name')}"
        for case in cases
        if case.find("failure") is not None or case.find("error") is not None
    }


def browser_tests(parts: Parts) -> bool:
    """People's ways, and what failed of them once more by itself."""
    cache = ["-o", f"cache_dir={parts.folder / 'cache'}"]
    side_by_side = ["-n", WORKERS, "--dist", "load", "--maxschedchunk", "1", "-m", "e2e", *cache]
    title = "people's ways, in a browser and against real processes"
    if parts.test(title, side_by_side, **PLAIN):
        return True
    first = failed(parts.reports[-1][1])
    if not 0 < len(first) <= MOST_ALONE:
        return False
    alone = ["-p", "no:xdist", "-m", "e2e", "--last-failed", "--last-failed-no-failures", "none", *cache]
    good = parts.test(f"the {len(first)} of them that failed, one at a time", alone, **PLAIN)
    helped = first - failed(parts.reports[-1][1]) if parts.reports[-1][1].exists() else set()
    if helped:
        print("passed alone, after failing beside others: " + ", ".join(sorted(helped)))
    return good and helped == first


def main() -> int:
    lacking = machine.lacking()
    if lacking and REQUIRE_ALL:
        print("REQUIRE_ALL=1, but: " + "; ".join(lacking.values()))
        return 1
    postgres = os.environ.get("TEST_DATABASE_URL", machine.DEFAULT_POSTGRES)
    beside = ["-n", WORKERS, "-m", "not e2e"]
    parts = Parts(Path(tempfile.mkdtemp(prefix="battle-suite-")))
    good = parts.run("quality gates", [sys.executable, "tests/checks.py"])
    good &= parts.test("suite on SQLite", beside, **PLAIN)
    if "PostgreSQL" not in lacking:
        good &= parts.test(
            "suite on PostgreSQL (what touches the database)",
            [*beside, "--only-database"],
            DATABASE_URL=postgres,
            BROKER_URL="",
        )
    good &= browser_tests(parts)
    print(parts.told())
    shutil.rmtree(parts.folder, ignore_errors=True)
    shutil.rmtree(ROOT / "var" / "tests", ignore_errors=True)
    left_out = "nothing" if not lacking else "; ".join(lacking.values())
    print(f"left out: {left_out}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
