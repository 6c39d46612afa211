"""How near the estimated contributions of answers come to the exact ones, and how long an explanation takes."""

import os
import sys
import time
from pathlib import Path

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

import numpy as np

from scoring.core import training
from scoring.core.cohort import sample_cohort
from scoring.core.explanation import Explanation, explain
from scoring.core.features import Sheets
from scoring.core.jury import JuryModel
from scoring.core.told import tell

SHEETS = 6
EVERYTHING = 10_000


def sheets_with(answered: int, count: int = SHEETS) -> Sheets:
    sheets, _ = sample_cohort(answered, rows=count)
    rng = np.random.default_rng(answered)
    for sheet in sheets:
        sheet[rng.permutation(28)[answered:]] = -1
    return sheets


def values(found: Explanation, sheet: Sheets) -> np.ndarray:
    return np.array(list(found.questions.values()))[sheet >= 0]


def rms_of(errors: list[np.ndarray]) -> float:
    return float(np.sqrt(np.mean(np.square(errors))))


def errors(found: Explanation, sheet: Sheets) -> np.ndarray:
    return np.array(list(found.errors.values()))[sheet >= 0]


def bench_accuracy(model: JuryModel) -> None:
    print(f"contributions of answers against all coalitions, in points, {SHEETS} startups of the cohort each")
    print(
        f"{'answered':>10}{'values':>9}{'limit':>8}{'exact':>7}{'rms off':>9}{'worst off':>11}{'stated rms':>12}"
        f"{'p50 CPU s':>11}"
    )
    for answered, by_section in ((10, False), (14, True), (20, True), (28, True)):
        sheets = sheets_with(answered)
        truths = [explain(model, sheet, by_section=by_section, limit=EVERYTHING) for sheet in sheets]
        for limit in (512, 1_024, 2_048, 4_096):
            exact, off, stated, worked = 0, [], [], []
            for sheet, truth in zip(sheets, truths, strict=True):
                busy = time.thread_time()
                found = explain(model, sheet, by_section=by_section, limit=limit)
                worked.append(time.thread_time() - busy)
                exact += found.exact
                off.append(values(found, sheet) - values(truth, sheet))
                stated.append(errors(found, sheet))
            name = "Owen" if by_section else "Shapley"
            rms, worst, said = rms_of(off), np.abs(off).max(), rms_of(stated)
            print(
                f"{answered:>10}{name:>9}{limit:>8}{exact:>7}{rms:>9.2f}{worst:>11.2f}{said:>12.2f}"
                f"{np.median(worked):>11.2f}"
            )


def bench_seconds(model: JuryModel) -> None:
    print(f"\none explanation in words with its changes, {4 * SHEETS} sheets of other patterns each")
    print(f"{'answered':>10}{'p50 s':>9}{'worst s':>9}{'p50 CPU s':>11}")
    for answered in (4, 8, 14, 20, 28):
        taken, worked = [], []
        for sheet in sheets_with(answered, 4 * SHEETS):
            began, busy = time.perf_counter(), time.thread_time()
            tell(model, sheet)
            worked.append(time.thread_time() - busy)
            taken.append(time.perf_counter() - began)
        print(f"{answered:>10}{np.median(taken):>9.2f}{max(taken):>9.2f}{np.median(worked):>11.2f}")


def bench_ways(model: JuryModel) -> None:
    print("\nOwen values beside plain Shapley values on the same 10 answers, both from all coalitions")
    apart, gaps = [], []
    for sheet in sheets_with(10):
        owen, plain = (explain(model, sheet, by_section=way, limit=EVERYTHING) for way in (True, False))
        apart.append(values(owen, sheet) - values(plain, sheet))
        for section, points in owen.sections.items():
            prefix = {"team": "team_", "traction": "trac_", "ip": "ip_", "investors": "inv_"}[section]
            gaps.append(
                sum(value for key, value in plain.questions.items() if key.startswith(prefix)) - points
            )
    print(
        f"an answer's two values differ by {rms_of(apart):.2f} (rms), at most "
        f"{np.abs(apart).max():.2f}; a section's plain values miss its contribution by "
        f"{rms_of(gaps):.2f} (rms), at most {np.abs(gaps).max():.2f}"
    )


def main() -> None:
    model = training.train_reference()
    bench_accuracy(model)
    bench_seconds(model)
    bench_ways(model)
    print(f"load average {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
