"""`make bench`: every measurement, one after the other, each printing its own table. Asserts nothing."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main(names: list[str]) -> int:
    scripts = [HERE / f"bench_{name}.py" for name in names] or sorted(HERE.glob("bench_*.py"))
    worst = 0
    for script in scripts:
        print(
            f"\n=== {script.stem.removeprefix('bench_')}  (.venv/bin/python tests/bench/{script.name})",
            flush=True,
        )
        worst |= subprocess.run([sys.executable, str(script)], cwd=HERE.parent.parent, check=False).returncode
    return 1 if worst else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
