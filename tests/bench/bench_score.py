"""What one score costs: live on empty, half and full sheets, packed against scikit-learn, training, model file."""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

import numpy as np
from sklearn.model_selection import StratifiedKFold

from scoring.core import artefact, evaluation, training
from scoring.core.answers import clean_answers
from scoring.core.cohort import sample_cohort
from scoring.core.features import Sheets, to_matrix, to_sheets
from scoring.core.jury import JuryModel
from tests.support import machine
from tests.support.cax import raw_rows

CALLS = 200


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


def sheets_with(answered: int, seed: int) -> Sheets:
    sheets, _ = sample_cohort(seed, rows=CALLS)
    rng = np.random.default_rng(seed)
    for sheet in sheets:
        sheet[rng.permutation(28)[answered:]] = -1
    return sheets


def bench_scores(model: JuryModel) -> None:
    print(f"one score with band and sections, {CALLS} calls, every sheet with a pattern of its own")
    print(f"{'answered':>12}{'p50 ms':>10}{'p99 ms':>10}{'p50 CPU ms':>13}")
    for answered in (0, 8, 14, 20, 28):
        p50, p99, cpu = timed([lambda s=s: model.score(s) for s in sheets_with(answered, seed=answered)])
        print(f"{answered:>12}{p50:>10.1f}{p99:>10.1f}{cpu:>13.1f}")


def bench_packed(model: JuryModel) -> None:
    print(f"\n{'rows':>8}{'scikit-learn CPU ms':>21}{'packed CPU ms':>15}{'ratio':>8}{'differs by':>14}")
    sheets, _ = sample_cohort(3, rows=2_048)
    for rows in (1, 256, 2_048):
        X = to_matrix(sheets[:rows])
        *_, slow = timed([lambda X=X: model.members.votes(X)] * 10)
        *_, fast = timed([lambda rows=rows: model.packed.votes(sheets[:rows])] * 30)
        gap = np.abs(model.members.votes(X) - model.packed.votes(sheets[:rows])).max()
        print(f"{rows:>8}{slow:>21.2f}{fast:>15.2f}{slow / fast:>8.1f}{gap:>14.1e}")


def bench_on_real_startups(model: JuryModel) -> None:
    """What isotone draws cost and how often the band holds the final score, on real startups; then a fair AUC."""
    if not machine.shared_data().is_dir():
        print("left out: figures on real startups, because their files are not here (SHARED_DATA)")
        return
    rows = raw_rows(machine.shared_data() / "cax_raw_228.csv.gz")
    sheets = to_sheets(clean_answers(row["answers"]) for row in rows)
    outcomes = np.array([row["label"] for row in rows], dtype=np.int8)
    plain = replace(model, population=model.population.plain())
    complete = (sheets >= 0).all(axis=1)
    final = model.score_many(sheets[complete])
    print(f"\n{complete.sum()} complete real startups, 3 random orders of the questions each")
    print(
        f"{'answered':>10}{'draws':>10}{'band holds final':>18}{'band width':>12}{'AUC':>8}{'rmse to final':>15}"
    )
    for answered in (4, 8, 12, 20):
        for name, judge in (("isotone", model), ("plain", plain)):
            held, width, auc, rmse = partly(judge, sheets[complete], outcomes[complete], final, answered)
            print(f"{answered:>10}{name:>10}{held:>18.3f}{width:>12.1f}{auc:>8.3f}{rmse:>15.2f}")
    print("\nall 228; the cohort's statistics come from these very startups, so the first line is optimistic")
    figures = evaluation.evaluate(model, sheets, outcomes)
    figures["real, 5x5 CV"] = cross_validated(sheets, outcomes)
    names = ("auc", "auc_low", "auc_high", "brier", "log_loss", "ece", "precision_at_10")
    print(f"{'':>14}" + "".join(f"{name:>17}" for name in names))
    for judge in ("model", "real, 5x5 CV", "points_rule", "base_rate"):
        print(f"{judge:>14}" + "".join(f"{figures[judge][name]:>17.3f}" for name in names))


def partly(
    model: JuryModel, sheets: Sheets, outcomes: np.ndarray, final: np.ndarray, answered: int
) -> tuple[float, float, float, float]:
    """Share of bands that hold the final score, mean width, AUC and distance to the final score."""
    rng = np.random.default_rng(answered)
    parts = np.repeat(sheets, 3, axis=0)
    for part in parts:
        part[rng.permutation(28)[answered:]] = -1
    truth = np.repeat(final, 3)
    verdicts = [model.score(part) for part in parts]
    held = np.mean([v.low <= score <= v.high for v, score in zip(verdicts, truth, strict=True)])
    scores = np.array([v.score for v in verdicts])
    auc = evaluation.auc(np.repeat(outcomes, 3), scores)
    rmse = np.sqrt(np.mean((scores - truth) ** 2))
    return float(held), float(np.mean([v.high - v.low for v in verdicts])), auc, float(rmse)


def cross_validated(sheets: Sheets, outcomes: np.ndarray) -> dict[str, float]:
    """Mean figures over five repetitions of a five-fold cross-validation, trained on real startups."""
    judged = []
    for repetition in range(5):
        shares = np.empty(len(outcomes))
        folds = StratifiedKFold(5, shuffle=True, random_state=repetition)
        for known, unseen in folds.split(sheets, outcomes):
            shares[unseen] = (
                training.train(sheets[known], outcomes[known], seed=1).score_many(sheets[unseen]) / 100
            )
        judged.append(evaluation.judge(outcomes, shares, seed=1))
    return {name: float(np.mean([figures[name] for figures in judged])) for name in judged[0]}


def main() -> None:
    began = time.perf_counter()
    trained = training.train_reference()
    training_took = time.perf_counter() - began
    data = artefact.dump(trained)
    began = time.perf_counter()
    model = artefact.load(data, artefact.sha256(data))
    loading_took = time.perf_counter() - began
    bench_scores(model)
    bench_packed(model)
    sheets = sheets_with(14, seed=99)
    began = time.perf_counter()
    model.score_many(sheets)
    bulk = len(sheets) / (time.perf_counter() - began)
    print(
        f"\ntraining on the cohort {training_took:.1f} s, model file {len(data) / 1000:.0f} kB, "
        f"loading it {loading_took:.2f} s, scores alone in bulk {bulk:.0f} a second (half answered)"
    )
    bench_on_real_startups(model)
    print(f"load average {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
