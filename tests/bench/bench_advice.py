"""What the next question and a close call are worth and cost, on the real startups with every answer.

docs/next-question.md tells what follows. SHARED_DATA names the folder with the startups' files.
"""

import os
import sys
import time
from collections.abc import Callable
from itertools import combinations, pairwise
from pathlib import Path

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np
from scipy.stats import spearmanr

from scoring.core import training
from scoring.core.advice import advise, greedy_order
from scoring.core.answers import clean_answers
from scoring.core.closeness import outranks, superiority
from scoring.core.features import MISSING, Floats, Sheets, to_sheets
from scoring.core.jury import JuryModel
from scoring.core.questionnaire import load
from tests.support.cax import raw_rows

KEYS = load().keys
AFTER = (4, 8, 12, 20)
CALLS = 50
PROBABILITIES = (0.0, 0.5, 0.65, 0.8, 0.95, 1.01)


def after_advice(jury: JuryModel, startups: Sheets, *, balanced: bool) -> list[Sheets]:
    """The startups after so many questions, each asked what is advised."""
    known, found = np.full_like(startups, MISSING), []
    for number in range(1, max(AFTER) + 1):
        for startup, sheet in zip(startups, known, strict=True):
            advice = advise(jury, sheet, balanced=balanced)
            assert advice is not None
            position = KEYS.index(advice.question)
            sheet[position] = startup[position]
        if number in AFTER:
            found.append(known.copy())
    return found


def after_order(order: tuple[str, ...], startups: Sheets) -> list[Sheets]:
    """The startups after the first questions of one order."""
    asked = [np.isin(KEYS, order[:number]) for number in AFTER]
    return [np.where(mask, startups, np.int8(MISSING)) for mask in asked]


def print_orders(jury: JuryModel, startups: Sheets, final: Floats) -> None:
    print(f"Rank correlation with the full score of {len(startups)} startups after {AFTER} questions")
    orders = {
        "advice, balanced": after_advice(jury, startups, balanced=True),
        "advice, largest fall": after_advice(jury, startups, balanced=False),
        "greedy order": after_order(greedy_order(jury), startups),
        "order of the stage": after_order(KEYS, startups),
    }
    for name, known in orders.items():
        figures = [spearmanr(jury.score_many(sheets), final)[0] for sheets in known]
        print(f"  {name:22}" + "".join(f"{figure:8.3f}" for figure in figures))
    print("  greedy order: " + ", ".join(greedy_order(jury)))


def print_close_calls(jury: JuryModel, startups: Sheets, final: Floats, outcomes: Floats) -> None:
    print(
        "Pairs of a success and a failure with every answer, by the probability that the upper is truly ahead"
    )
    futures = [jury.futures(sheet, evidence=True) for sheet in startups]
    pairs = []
    for one, two in combinations(range(len(startups)), 2):
        if outcomes[one] != outcomes[two]:
            upper, lower = (one, two) if final[one] >= final[two] else (two, one)
            sure = superiority(futures[upper], futures[lower])
            pairs.append((sure, final[upper] - final[lower], outcomes[upper]))
    sure, apart, right = np.array(pairs).T
    for low, high in pairwise(PROBABILITIES):
        rows = (sure >= low) & (sure < high)
        told = f"{rows.sum():5} pairs, {apart[rows].mean():4.1f} points apart, upper was the success in"
        print(f"  {low:.2f} to {min(high, 1):.2f}: {told} {100 * right[rows].mean():.0f} %")
    near = apart < 5
    told = f"{near.sum()} pairs, right in {100 * right[near].mean():.0f} %"
    print(
        f"  under 5 points apart: {told}; too close to call {100 * (sure[near] < 0.65).mean():.0f} % of them"
    )


def milliseconds(call: Callable[[], object]) -> float:
    taken = []
    for _ in range(CALLS):
        began = time.thread_time()
        call()
        taken.append(1000 * (time.thread_time() - began))
    return float(np.median(taken))


def main() -> None:
    folder = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared" / "data"))
    jury = training.train_reference(seed=1)
    companies = raw_rows(folder / "cax_raw_228.csv.gz")
    sheets = to_sheets(clean_answers(company["answers"]) for company in companies)
    complete = (sheets >= 0).all(axis=1)
    startups = sheets[complete]
    outcomes = np.array([company["label"] for company in companies])[complete]
    final = jury.points(startups)
    print_orders(jury, startups, final)
    print_close_calls(jury, startups, final, outcomes)
    nobody = np.full(len(KEYS), MISSING, dtype=np.int8)
    print(f"Processor's time: advice {milliseconds(lambda: advise(jury, nobody)):.1f} ms, ", end="")
    print(f"close call {milliseconds(lambda: outranks(jury, nobody, nobody)):.1f} ms, ", end="")
    began = time.thread_time()
    greedy_order(jury)
    print(f"greedy order {time.thread_time() - began:.2f} s")


if __name__ == "__main__":
    main()
