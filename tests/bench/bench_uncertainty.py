"""How often bands of several makes hold the final score of real startups, and how wide they are.

Each row of the table adds one thing to the one above it; the last but one is what is shown.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

import numpy as np

from scoring.core import training
from scoring.core.advice import greedy_order
from scoring.core.answers import clean_answers
from scoring.core.cohort import sample_cohort
from scoring.core.features import Floats, Sheets, directions, level_counts, to_sheets
from scoring.core.jury import JuryModel
from scoring.core.population import Population
from scoring.core.questionnaire import load
from tests.support import machine
from tests.support.cax import raw_rows

Band = Callable[[Sheets], tuple[float, float]]
ANSWERED = (4, 8, 12, 20)
RANDOM_ORDERS = 4


def completions_only(jury: JuryModel, tail: float) -> Band:
    """The range of the jury's own opinions on the completions, cut at a tail or, for 0, at the judged ones."""

    def band(sheet: Sheets) -> tuple[float, float]:
        cut = tail or jury.tails[(sheet >= 0).sum()]
        low, high = np.quantile(jury.points(jury.completions(sheet)), [cut, 1 - cut])
        return float(low), float(high)

    return band


def with_evidence(jury: JuryModel) -> Band:
    """As shown, but with the spread that 228 real companies leave instead of that of 6,000 sampled rows."""

    def band(sheet: Sheets) -> tuple[float, float]:
        cut = jury.tails[(sheet >= 0).sum()]
        low, high = np.quantile(jury.futures(sheet, evidence=True), [cut, 1 - cut])
        return float(low), float(high)

    return band


def shown(jury: JuryModel) -> Band:
    def band(sheet: Sheets) -> tuple[float, float]:
        verdict = jury.score(sheet)
        return verdict.low, verdict.high

    return band


def shrunk(jury: JuryModel) -> JuryModel:
    """The jury with a population fitted on the shrunk cohort that it learned from."""
    sheets, _ = sample_cohort(training.REFERENCE_SEED)
    population = Population(directions(), level_counts(), random_state=training.REFERENCE_SEED).fit(sheets)
    nobody = population.draw(np.full((1, 28), -1, dtype=np.int8))[0]
    calibration = jury.calibration.based_at(jury.packed.votes(nobody).sum(axis=0) / 3)
    return replace(jury, population=population, calibration=calibration)


def parts(sheets: Sheets, answered: int, order: str, jury: JuryModel) -> Sheets:
    """The sheets with only so many questions answered."""
    rng = np.random.default_rng(answered)
    greedy = [load().keys.index(key) for key in greedy_order(jury)]
    cut = sheets.copy()
    for sheet in cut:
        asked = {"random": rng.permutation(28), "stage": np.arange(28), "greedy": np.array(greedy)}[order]
        sheet[asked[answered:]] = -1
    return cut


def judged(band: Band, jury: JuryModel, sheets: Sheets, answered: int, order: str) -> tuple[float, float]:
    """Share of bands that hold the final score, and their mean width in points."""
    copies = RANDOM_ORDERS if order == "random" else 1
    repeated = np.repeat(sheets, copies, axis=0)
    finals = np.repeat(jury.score_many(sheets), copies)
    ends = np.array([band(sheet) for sheet in parts(repeated, answered, order, jury)])
    held = (ends[:, 0] <= finals) & (finals <= ends[:, 1])
    return float(held.mean()), float((ends[:, 1] - ends[:, 0]).mean())


def spread(jury: JuryModel, sheets: Sheets) -> Floats:
    """Standard deviation of one full sheet's score over other training rows and over other real companies."""
    both = [[jury.futures(s, evidence=choice)[:, 0].std(ddof=1) for s in sheets] for choice in (False, True)]
    return np.array(both).mean(axis=1)


def main() -> None:
    if not machine.shared_data().is_dir():
        print("left out: bands on real startups, because their files are not here (SHARED_DATA)")
        return
    jury = training.train_reference()
    rows = raw_rows(machine.shared_data() / "cax_raw_228.csv.gz")
    sheets = to_sheets(clean_answers(row["answers"]) for row in rows)
    complete = sheets[(sheets >= 0).all(axis=1)]
    old = shrunk(jury)
    makes = {
        "completions of the shrunk cohort, 5-95 %": (completions_only(old, 0.05), old),
        "... of the cohort with shrinkage taken back": (completions_only(jury, 0.05), jury),
        "... cut at the judged tails": (completions_only(jury, 0.0), jury),
        "... with replicates: shown": (shown(jury), jury),
        "... with the spread of 228 companies": (with_evidence(jury), jury),
    }
    print("judged tails, %: " + ", ".join(f"{100 * jury.tails[k]:.1f} after {k}" for k in (0, *ANSWERED, 28)))
    print(f"{len(complete)} complete real startups; share of bands that hold the final score / mean width")
    for order in ("random", "stage", "greedy"):
        print(f"\n{order + ' order':<46}" + "".join(f"{f'after {k}':>14}" for k in ANSWERED))
        for name, (band, judge) in makes.items():
            figures = [judged(band, judge, complete, k, order) for k in ANSWERED]
            print(f"{name:<46}" + "".join(f"{held:>7.3f} /{width:>5.1f}" for held, width in figures))
    rows_only, evidence = spread(jury, complete)
    print(f"\nfull sheet, standard deviation over other samples of 6,000 rows {rows_only:.1f} points,")
    print(f"over other sets of {jury.evidence} real companies {evidence:.1f} points")


if __name__ == "__main__":
    main()
