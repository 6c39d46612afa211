"""What training costs: the built-in cohort, and 100,000 startups with a fifth of their answers missing."""

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

import numpy as np

from scoring.core import artefact, training
from scoring.core.cohort import sample_cohort
from scoring.core.features import MISSING

ROWS = 100_000
GAPS = 0.2
SEED = 1


def train_cohort() -> bytes:
    return artefact.dump(training.train_reference(SEED))


def train_many() -> bytes:
    sheets, outcomes = sample_cohort(SEED, rows=ROWS)
    sheets[np.random.default_rng(SEED).random(sheets.shape) < GAPS] = MISSING
    return artefact.dump(training.train(sheets, outcomes, SEED))


CASES = {
    "the built-in cohort": train_cohort,
    f"{ROWS:,} rows, {GAPS:.0%} of the answers missing": train_many,
}


def measure(name: str) -> dict[str, float]:
    """Clock, processor time and most memory of this process, which does nothing else."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began, busy = time.perf_counter(), time.process_time()
    size = len(CASES[name]())
    return {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - busy,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "before": before / 1024,
        "size": size / 1000,
    }


def main() -> None:
    if len(sys.argv) > 1:
        print(json.dumps(measure(sys.argv[1])))
        return
    print(
        f"{'training, model file included':<46}{'seconds':>9}{'CPU s':>8}{'peak MB':>9}{'imports MB':>12}{'file kB':>9}"
    )
    for name in CASES:
        child = subprocess.run(
            [sys.executable, __file__, name], check=True, stdout=subprocess.PIPE, text=True
        )
        told = json.loads(child.stdout.splitlines()[-1])
        print(
            f"{name:<46}{told['seconds']:>9.1f}{told['cpu']:>8.1f}{told['peak']:>9.0f}{told['before']:>12.0f}"
            f"{told['size']:>9.0f}",
            flush=True,
        )
    print(f"load average {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
