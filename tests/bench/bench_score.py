"""What scores cost: a live update, the packed predictor and what was tried in its place, and 100,000 applications.

docs/decisions/0007-speed-of-scoring.md tells what was decided by these tables.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

import numpy as np
import pandas as pd

from scoring.core import artefact, conditioning, packed, training, trees
from scoring.core.advice import advise
from scoring.core.answers import clean_answers
from scoring.core.bulk import score_bulk
from scoring.core.cohort import sample_cohort
from scoring.core.features import MISSING, Sheets, to_matrix, to_sheets
from scoring.core.jury import JuryModel, by_pattern
from scoring.core.questionnaire import load

CALLS = 200
ROWS = 2_048
APPLICATIONS = 100_000
SAMPLE = 10_000
"""Of the applications, for what is measured on one process only."""


def timed(calls: list[Callable[[], object]]) -> tuple[float, float, float]:
    """p50 and p99 of the calls on the clock, and p50 of the processor's time, in ms.

    The latter is what a call takes on a core of its own, whoever else is busy on the machine.
    """
    taken, worked = [], []
    for call in calls:
        began, busy = time.perf_counter(), time.thread_time()
        call()
        worked.append(1000 * (time.thread_time() - busy))
        taken.append(1000 * (time.perf_counter() - began))
    return float(np.quantile(taken, 0.5)), float(np.quantile(taken, 0.99)), float(np.quantile(worked, 0.5))


def least(call: Callable[[], object], times: int = 20) -> float:
    """The least processor time of some calls, in microseconds: what it takes undisturbed."""
    worked = []
    for _ in range(times):
        busy = time.thread_time()
        call()
        worked.append(time.thread_time() - busy)
    return 1e6 * min(worked)


def sheets_with(answered: int, rows: int, seed: int) -> Sheets:
    """Sheets with this many answers, every one with a pattern of its own."""
    sheets, _ = sample_cohort(seed, rows=rows)
    order = np.random.default_rng(seed).random(sheets.shape).argsort(axis=1)
    sheets[order >= answered] = MISSING
    return sheets


def bench_live(model: JuryModel) -> None:
    print(f"one live update of a warm worker, {CALLS} calls, every sheet with a pattern of its own")
    print(f"{'answered':>10}{'score, band, sections':>34}{'with the next question':>36}")
    print(f"{'':>10}" + f"{'p50 ms':>12}{'p99 ms':>12}{'CPU ms':>10}" * 2)

    def update(sheet: Sheets) -> None:
        model.score(sheet)
        advise(model, sheet)

    for answered in (0, 8, 14, 20, 28):
        alone = timed([lambda s=s: model.score(s) for s in sheets_with(answered, CALLS, seed=answered)])
        whole = timed([lambda s=s: update(s) for s in sheets_with(answered, CALLS, seed=50 + answered)])
        columns = "".join(f"{p50:>12.1f}{p99:>12.1f}{cpu:>10.1f}" for p50, p99, cpu in (alone, whole))
        print(f"{answered:>10}{columns}", flush=True)


@contextmanager
def changed(module: Any, **constants: object) -> Iterator[None]:
    before = {name: getattr(module, name) for name in constants}
    for name, value in constants.items():
        setattr(module, name, value)
    yield
    for name, value in before.items():
        setattr(module, name, value)


def bench_packed(model: JuryModel) -> None:
    """Members' votes on complete rows: what is used, and each of its choices made otherwise."""
    sheets, _ = sample_cohort(3, rows=ROWS)
    X = to_matrix(sheets)
    parts = packed.parts_of(model.members)
    used = packed.pack(parts)
    exact = model.members.votes(X)
    costs: list[tuple[str, float, float]] = []

    def tried(name: str, call: Callable[[Sheets], np.ndarray], rows: int = ROWS, times: int = 30) -> None:
        gap = np.abs(call(sheets[:rows]) - exact[:, :rows]).max()
        costs.append((name, least(lambda: call(sheets[:rows]), times) / rows, gap))

    frame = pd.DataFrame(X)
    tried("scikit-learn, a row of a data frame", lambda s: model.members.votes(frame[: len(s)]), 1, 10)
    tried("scikit-learn, a row of an array", lambda s: model.members.votes(to_matrix(s)), 1, 10)
    tried("packed, a row", used.votes, 1)
    tried(f"scikit-learn, {ROWS:,} rows", lambda s: model.members.votes(to_matrix(s)), times=5)
    tried(f"packed, {ROWS:,} rows", used.votes)
    with changed(trees, WORD_TYPES=(np.uint32,)):
        tried("  words of 32 bits for small trees too", packed.pack(parts).votes)
    with changed(trees, WORD_TYPES=(np.uint64,)):
        tried("  words of 64 bits for all", packed.pack(parts).votes)
    single = replace(
        used,
        juries=replace(
            used.juries,
            boosted=replace(used.juries.boosted, leaves=used.juries.boosted.leaves.astype(np.float32)),
            forest=replace(used.juries.forest, leaves=used.juries.forest.leaves.astype(np.float32)),
        ),
    )
    tried("  leaves in single precision", single.votes)
    for combinations in (7, 24, 384):
        with changed(packed, MOST_COMBINATIONS=combinations):
            tried(f"  {combinations} combinations in a group at most", packed.pack(parts).votes)
    for size in (14, 16, 22):
        with changed(packed, BYTES_AT_ONCE=1 << size):
            tried(f"  {1 << size - 10} kB of words at once", used.votes)
    reference = {name: cost for name, cost, _gap in costs}[f"packed, {ROWS:,} rows"]
    print(f"\n{'votes of the three members':<44}{'CPU us a row':>14}{'ratio':>9}{'differs by':>13}")
    for name, cost, gap in costs:
        print(f"{name:<44}{cost:>14.2f}{cost / reference:>9.1f}{gap:>13.1e}")


def bench_replicates(model: JuryModel) -> None:
    completed = model.completions(sheets_with(14, 1, seed=1)[0])
    alone = [packed.pack(parts) for parts in model.replicates.parts]
    one_by_one = least(lambda: [each.votes(completed) for each in alone])
    together = least(lambda: model.replicates.packed.votes(completed))
    print(f"\n{len(alone)} replicates on the {len(completed)} completions of a sheet, CPU ms")
    print(f"one by one {one_by_one / 1000:.2f}, side by side in one row {together / 1000:.2f}")


def bench_conditionals(model: JuryModel) -> None:
    """Patterns derived one at a time and together; the draws of each come on top."""
    masks = sheets_with(14, 512, seed=2) >= 0
    population = model.population
    one_by_one = least(lambda: [population._derive(mask[None]) for mask in masks[:64]], 5) / 64
    stacked = least(lambda: population._derive(masks), 5) / len(masks)
    with changed(conditioning, STEP=28):
        filled = least(lambda: population._derive(masks), 5) / len(masks)
    print("\nthe conditional population of a pattern, random numbers included, CPU us")
    print(
        f"one by one {one_by_one:.0f}, stacked {stacked:.0f}, stacked and filled up to one size {filled:.0f}"
    )


def by_patterns(model: JuryModel, sheets: Sheets) -> np.ndarray:
    """Scores pattern by pattern, as before patterns were derived together."""
    scores = np.empty(len(sheets))
    for rows in by_pattern(sheets):
        completed = model.population.draw(sheets[rows])
        points = model.points(completed.reshape(-1, completed.shape[2]))
        scores[rows] = points.reshape(completed.shape[:2]).mean(axis=1)
    return scores


def bench_bulk(model: JuryModel) -> None:
    print(f"\n{APPLICATIONS:,} applications, each with a pattern of its own; seconds for all of them")
    print(
        f"{'answered':>10}{'live path CPU':>15}{'by patterns CPU':>17}{'in blocks CPU':>15}{'2 processes':>13}"
        f"{'differs by':>12}"
    )
    for answered in (14, 24):
        sheets = sheets_with(answered, APPLICATIONS, seed=answered)
        few, some = sheets[:CALLS], sheets[:SAMPLE]
        live = least(lambda few=few: [model.score(sheet) for sheet in few], 1) / len(few) / 1e6
        patterns = least(lambda some=some: by_patterns(model, some[:1000]), 1) / 1000 / 1e6
        blocks = least(lambda some=some: score_bulk(model, some, processes=1), 1) / len(some) / 1e6
        began = time.perf_counter()
        scores = score_bulk(model, sheets, processes=2)
        spread = time.perf_counter() - began
        gap = np.abs(scores[:CALLS] - [model.score(sheet).score for sheet in few]).max()
        print(
            f"{answered:>10}{live * APPLICATIONS:>15.0f}{patterns * APPLICATIONS:>17.0f}{blocks * APPLICATIONS:>15.0f}"
            f"{spread:>13.1f}{gap:>12.1e}",
            flush=True,
        )
    questions = load().questions
    levels = [[question.levels[level] for level in range(2)] for question in questions]
    rows = [
        {question.key: levels[place][number % 2] for place, question in enumerate(questions)}
        for number in range(SAMPLE)
    ]
    cleaning = least(lambda: to_sheets(clean_answers(row) for row in rows), 1) / len(rows) / 1e6
    print(f"checking their answers and finding the levels comes on top: {cleaning * APPLICATIONS:.1f} s CPU")


def main() -> None:
    data = artefact.dump(training.train_reference())
    began = time.perf_counter()
    model = artefact.load(data, artefact.sha256(data))
    print(f"model file {len(data) / 1000:.0f} kB, loaded in {time.perf_counter() - began:.2f} s\n")
    bench_live(model)
    bench_packed(model)
    bench_replicates(model)
    bench_conditionals(model)
    bench_bulk(model)
    print(f"load average {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
