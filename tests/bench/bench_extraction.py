"""How well a copy of the jury can be trained from the scores that a black-box client gets, with the guard and without.

After Tramer et al. 2016, "Stealing Machine Learning Models via Prediction APIs": a copy is trained on pairs of
sheet and rounded score, and its fidelity is measured on sheets that neither has seen. The attacker has the best of
three learners, chosen by cross-validation on what it got. Without the guard it gets an answer to every query; with
it, it tries 10,000 times through a month, waits whenever it is held, and has the usual daily budget of 200.

The ordinary clients are simulated with other seeds than those that the thresholds were set with
(docs/decisions/0013).
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

import numpy as np
from scipy.special import expit, logit
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import RidgeCV

from scoring.core import training
from scoring.core.features import Floats, Sheets
from scoring.core.guard import Kept, Reference, judge
from scoring.core.jury import JuryModel
from tests.support import machine
from tests.support.api_clients import (
    ATTACKERS,
    LEVELS,
    QUESTIONS,
    Query,
    month,
    ordinary_client,
    scored,
    startups,
)
from tests.support.guarded import BUDGET, Played, play

POOL, FRESH, CLIENTS, ATTACKS = 7_001, 7_002, 7_003, 7_004
ROWS = (100, 300, 1_000, 3_000, 10_000)
TRIES = 10_000
ORDINARY = 50
Copy = Callable[[Sheets], Floats]


def marks(sheets: Sheets) -> Floats:
    """For each question whether the answer reaches each level; as often as among startups where there is no answer."""
    reached = [sheets[:, [q]] >= np.arange(1, LEVELS[q]) for q in range(QUESTIONS)]
    missing = np.repeat(sheets < 0, LEVELS - 1, axis=1)
    return np.where(missing, usual(), np.hstack(reached))


@cache
def usual() -> Floats:
    """How often startups reach each level, from the statistics that are public."""
    known = startups(ATTACKS, 2_000)
    return np.hstack([known[:, [q]] >= np.arange(1, LEVELS[q]) for q in range(QUESTIONS)]).mean(axis=0)


def additive(sheets: Sheets, odds: Floats) -> Copy:
    learner = RidgeCV(np.logspace(-3, 3, 13)).fit(marks(sheets), odds)
    return lambda asked: learner.predict(marks(asked))


def boosted(sheets: Sheets, odds: Floats) -> Copy:
    learner = HistGradientBoostingRegressor(
        max_iter=100, learning_rate=0.1, max_leaf_nodes=8, min_samples_leaf=5, random_state=0
    ).fit(sheets, odds)
    return lambda asked: learner.predict(asked)


def both(sheets: Sheets, odds: Floats) -> Copy:
    first = additive(sheets, odds)
    second = boosted(sheets, odds - first(sheets))
    return lambda asked: first(asked) + second(asked)


def best_copy(sheets: Sheets, points: Floats) -> Copy:
    """The copy by the learner that does best on a third of what the attacker got; 600 rows at most are compared."""
    odds = logit(np.clip(points, 0.5, 99.5) / 100)
    some = np.random.default_rng(0).permutation(len(sheets))[:600]
    unseen, known = np.split(some, [len(some) // 3])
    learners = (additive, boosted, both)
    losses = [
        ((learner(sheets[known], odds[known])(sheets[unseen]) - odds[unseen]) ** 2).mean()
        for learner in learners
    ]
    copy = learners[int(np.argmin(losses))](sheets, odds)
    return lambda asked: 100 * expit(copy(asked))


def fidelity(jury: JuryModel, answered: Sheets, fresh: Sheets, truth: Floats) -> tuple[float, float, float]:
    """R squared and mean absolute error in points of the copy, and how often it agrees on which of two is ahead."""
    if len(np.unique(answered, axis=0)) < 12:
        guess = np.full(len(truth), 50.0)
    else:
        guess = best_copy(answered, np.floor(jury.score_many(answered) + 0.5))(fresh)
    half = len(truth) // 2
    agree = np.sign(guess[:half] - guess[half:]) == np.sign(truth[:half] - truth[half:])
    r2 = 1 - float(((guess - truth) ** 2).mean() / truth.var())
    return r2, float(np.abs(guess - truth).mean()), float(agree.mean())


def told(figures: tuple[float, float, float]) -> str:
    return f"{max(figures[0], -9):>6.3f} /{figures[1]:>5.1f} /{figures[2]:>5.2f}"


def spread_over_a_month(sheets: Iterator[Sheets]) -> Iterator[Query]:
    return ((number * 720 / TRIES, sheet) for number, sheet in enumerate(islice(sheets, TRIES)))


def unguarded(jury: JuryModel, pool: Sheets, fresh: Sheets) -> None:
    truth = jury.points(fresh)
    print(
        f"fidelity on {len(fresh)} fresh startups: R^2 / mean error in points / agreement on which of two is ahead"
    )
    print(f"\n{'guard off: answers':<22}" + "".join(f"{rows:>22,}" for rows in ROWS))
    for name, attacker in ATTACKERS.items():
        if name == "repeats":
            continue
        rng = np.random.default_rng([ATTACKS, 0])
        sheets = np.array(list(islice(attacker(rng, pool), max(ROWS))))
        print(
            f"{name:<22}" + "".join(f"{told(fidelity(jury, sheets[:n], fresh, truth)):>22}" for n in ROWS),
            flush=True,
        )


def guarded(jury: JuryModel, reference: Reference, pool: Sheets, fresh: Sheets) -> None:
    truth = jury.points(fresh)
    print(
        f"\nguard on: {TRIES:,} tries through 30 days, at most {BUDGET} answers a day; held ones wait and go on"
    )
    print(
        f"{'':<22}{'stopped after':>14}{'as':>18}{'holds':>7}{'answers':>9}{'fidelity':>24}{'ms a query':>12}"
    )
    for name, attacker in ATTACKERS.items():
        began = time.process_time()
        played = play(spread_over_a_month(attacker(np.random.default_rng([ATTACKS, 0]), pool)), reference)
        spent = (time.process_time() - began) / max(played.judged, 1) * 1e3
        first, kind = (played.found[0][0], played.found[0][1].kind) if played.found else ("never", "")
        figures = told(fidelity(jury, played.answered, fresh, truth))
        print(
            f"{name:<22}{first:>14}{kind:>18}{len(played.found):>7}{len(played.answered):>9}{figures:>24}{spent:>12.2f}",
            flush=True,
        )
    print()
    for name in ("uniform", "marginals", "ordinary-looking"):
        sheets = np.array(list(islice(ATTACKERS[name](np.random.default_rng([ATTACKS, 1]), pool), 300)))
        print(
            f"{'reference: 300 random queries, ' + name:<60}{told(fidelity(jury, sheets, fresh, truth)):>34}"
        )


def ordinary(reference: Reference, pool: Sheets) -> None:
    throttled, queries, began = 0, 0, time.process_time()
    closest: dict[str, Played] = {}
    everything = Played(pool[:0])
    for number in range(ORDINARY):
        kind, asked = ordinary_client(number, CLIENTS, pool)
        played = play(asked, reference)
        queries += played.judged
        throttled += bool(played.found)
        closest.setdefault(kind, Played(pool[:0])).watch(played.closest)
        everything.watch(played.closest)
    spent = time.process_time() - began
    print(f"\na month of {ORDINARY} ordinary clients: {queries:,} queries, {throttled} clients throttled")
    print(f"{spent:.0f} s, {spent / queries * 1e3:.2f} ms a query; how near they came to the limits:")
    for kind, watched in [*closest.items(), ("all", everything)]:
        print(f"  {kind:<24}" + ", ".join(f"{name} {value:.2f}" for name, value in watched.closest.items()))


def real(reference: Reference) -> None:
    """The real companies, which the guard's population knows only as statistics, scored by one client in a month."""
    if not machine.shared_data().is_dir():
        print("left out: the real companies as a client, because their file is not here (SHARED_DATA)")
        return
    from scoring.core.answers import clean_answers
    from scoring.core.features import to_sheets
    from tests.support.cax import raw_rows

    rows = raw_rows(machine.shared_data() / "cax_raw_228.csv.gz")
    rng = np.random.default_rng(CLIENTS)
    sheets = rng.permutation(to_sheets(clean_answers(row["answers"]) for row in rows))
    taken = iter(sheets)
    queries = []
    try:
        for query in month(scored(lambda _rng: next(taken).copy(), rng), rng, 40):
            queries.append(query)
    except RuntimeError:  # all of them were scored
        pass
    played = play(queries, reference)
    print(
        f"{len(sheets)} real companies, {played.judged} queries: {len(played.found)} holds, {played.closest}"
    )


def speed(reference: Reference) -> None:
    """One judgement beside 6,000 kept queries, and how long these take to come out of the database (SQLite)."""
    pool = startups(POOL, 7_000)
    kept = Kept(pool[:6_000], np.arange(6_000) >= 5_800)
    varied = pool[5_990].copy()
    varied[3] = 1 - varied[3]
    for name, sheet in (("a new startup", pool[6_500]), ("a variation", varied)):
        spent = [timed(lambda sheet=sheet: judge(kept, sheet, reference)) for _ in range(20)]
        print(f"beside 6,000 kept queries, {name}: {np.median(spent):.1f} ms")
    with TemporaryDirectory() as folder:
        print(f"reading 6,000 kept queries: {reading(folder, pool[:6_000]):.1f} ms")


def reading(folder: str, sheets: Sheets) -> float:
    os.environ.update(BATTLE_VAR=folder, DJANGO_SETTINGS_MODULE="battle.settings", SECRET_KEY="bench" * 10)
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from scoring.models import ApiClient, ApiQuery
    from scoring.sharing.guard import kept_queries

    call_command("migrate", verbosity=0)
    now = timezone.now()
    client = ApiClient.objects.create(name="Bench", contact="b@example.org", box="black", created_at=now)
    ApiQuery.objects.bulk_create(ApiQuery(client=client, at=now, sheet=sheet.tobytes()) for sheet in sheets)
    spent = float(np.median([timed(lambda: kept_queries(client, now)) for _ in range(20)]))
    connection.close()
    return spent


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of this process."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1e3


def main() -> None:
    began = time.perf_counter()
    jury = training.train_reference()
    reference, pool = Reference.of(jury.population), startups(POOL)
    print(f"seeds: {POOL} startups, {FRESH} fresh ones, {CLIENTS} ordinary clients, {ATTACKS} attackers")
    fresh = startups(FRESH, 3_000)
    unguarded(jury, pool, fresh)
    guarded(jury, reference, pool, fresh)
    ordinary(reference, pool)
    real(reference)
    speed(reference)
    print(f"{time.perf_counter() - began:.0f} s on the clock, {time.process_time():.0f} s of one core")


if __name__ == "__main__":
    main()
