"""What clients of a black box ask: ordinary ones through a simulated month, and attackers without end.

A sheet is (28,), level numbers, -1 where unanswered. `startups` are complete sheets that applicants are taken from.
"""

from collections.abc import Callable, Iterator
from itertools import product

import numpy as np

from scoring.core.cohort import sample_cohort, statistics
from scoring.core.features import MISSING, Sheets, level_counts
from scoring.core.unshrunk import unshrunk

LEVELS = np.array(level_counts())
QUESTIONS = len(LEVELS)
Rng = np.random.Generator
Query = tuple[float, Sheets]
"""Hours since the month began, and what is asked."""
Applicants = Callable[[Rng], Sheets]
Attacker = Callable[[Rng, Sheets], Iterator[Sheets]]


def startups(seed: int, rows: int = 12_000) -> Sheets:
    return sample_cohort(seed, rows=rows, source=unshrunk(statistics()))[0]


# Ordinary clients


def whole(pool: Sheets) -> Applicants:
    return lambda rng: pool[rng.integers(len(pool))].copy()


def with_gaps(applicants: Applicants, rng: Rng, share: float) -> Applicants:
    """Some questions are left out more often than others."""
    shares = rng.beta(2, 2 / max(share, 0.01) - 2, QUESTIONS)

    def applicant(rng: Rng) -> Sheets:
        sheet = applicants(rng)
        sheet[rng.random(QUESTIONS) < shares] = MISSING
        return sheet

    return applicant


def short_form(applicants: Applicants, rng: Rng, asked: int) -> Applicants:
    """The client's own form asks for so many of the questions, the same for everybody."""
    left_out = rng.permutation(QUESTIONS)[asked:]

    def applicant(rng: Rng) -> Sheets:
        sheet = applicants(rng)
        sheet[left_out] = MISSING
        return sheet

    return applicant


def narrow(pool: Sheets, rng: Rng, alike: int, share: float = 0.05) -> Sheets:
    """The part of the pool that is most like one startup in some questions: a sector."""
    chosen = rng.permutation(QUESTIONS)[:alike]
    matches = (pool[:, chosen] == pool[rng.integers(len(pool)), chosen]).sum(axis=1) + rng.random(len(pool))
    return pool[np.argsort(-matches)[: int(share * len(pool))]]


def changed(sheet: Sheets, rng: Rng, most: int = 2) -> Sheets:
    """The sheet with one or a few of its answers corrected, or given at last."""
    other = sheet.copy()
    open_ = rng.random(QUESTIONS) < 0.2
    for question in rng.permutation(np.flatnonzero((sheet != MISSING) | open_))[: rng.integers(1, most + 1)]:
        other[question] = rng.integers(LEVELS[question])
    return other


def scored(applicants: Applicants, rng: Rng, corrected: float = 0.2, tried: float = 0.1) -> Iterator[Sheets]:
    """What is asked about one applicant after another: their sheet, corrections, what-ifs, and any of it again."""
    while True:
        sheet = applicants(rng)
        asked = [sheet]
        if rng.random() < corrected:
            asked.append(changed(sheet, rng, 3))
        if rng.random() < tried:
            for _ in range(rng.integers(3, 11)):
                asked.append(changed(asked[-1] if rng.random() < 0.3 else sheet, rng))
        for one in asked:
            yield from [one] * (1 + (rng.random() < 0.05) + (rng.random() < 0.02))


def filled_in(applicants: Applicants, rng: Rng) -> Iterator[Sheets]:
    """A score after every answer, in the order of the form."""
    while True:
        sheet = applicants(rng)
        for answered in range(1, QUESTIONS + 1):
            if sheet[answered - 1] != MISSING:
                yield np.where(np.arange(QUESTIONS) < answered, sheet, MISSING).astype(np.int8)


def month(asked: Iterator[Sheets], rng: Rng, a_day: float, burst: int = 0) -> Iterator[Query]:
    """Thirty days of office hours, with a demo day of so many queries within two hours in the middle."""
    for day in range(30):
        count, begin, length = int(rng.poisson(a_day)), 8.0, 10.0
        if burst and day == 15:
            count, begin, length = burst, 18.0, 2.0
        for hour in np.sort(rng.random(min(count, 200))) * length + begin:
            yield 24.0 * day + hour, next(asked)


def ordinary_client(number: int, seed: int, pool: Sheets) -> tuple[str, list[Query]]:
    """One of the kinds of ordinary clients in turn, and its month."""
    rng = np.random.default_rng([seed, number])
    a_day = float(np.exp(rng.uniform(np.log(5), np.log(100))))
    gaps = float(rng.uniform(0.0, 0.5))
    sector = narrow(pool, rng, int(rng.integers(5, 15)))
    kinds: dict[str, Callable[[], Iterator[Query]]] = {
        "accelerator": lambda: month(scored(with_gaps(whole(pool), rng, gaps), rng), rng, a_day),
        "complete sheets": lambda: month(scored(whole(pool), rng), rng, a_day),
        "narrow sector": lambda: month(scored(with_gaps(whole(sector), rng, gaps), rng), rng, a_day),
        "narrow, complete": lambda: month(scored(whole(sector), rng), rng, a_day),
        "short form": lambda: month(
            scored(short_form(whole(pool), rng, int(rng.integers(6, 24))), rng), rng, a_day
        ),
        "narrow short form": lambda: month(
            scored(short_form(whole(sector), rng, int(rng.integers(6, 24))), rng), rng, a_day
        ),
        "heavy what-ifs": lambda: month(scored(whole(pool), rng, 0.5, 0.3), rng, a_day),
        "consultant": lambda: month(scored(whole(sector), rng, 0.5, 1.0), rng, rng.uniform(5, 10)),
        "form as it is filled in": lambda: month(
            filled_in(with_gaps(whole(pool), rng, gaps), rng), rng, a_day
        ),
        "demo day": lambda: month(scored(with_gaps(whole(pool), rng, gaps), rng), rng, a_day / 4, burst=200),
    }
    kind = list(kinds)[number % len(kinds)]
    return kind, list(kinds[kind]())


# Attackers: endless, each with its own way through the input space.


def uniform_sheet(rng: Rng) -> Sheets:
    return rng.integers(0, LEVELS).astype(np.int8)


def grid(rng: Rng, pool: Sheets) -> Iterator[Sheets]:
    """All combinations of five questions around a startup, then of five others."""
    base = pool[rng.integers(len(pool))]
    while True:
        chosen = rng.permutation(QUESTIONS)[:5]
        for levels in product(*(range(LEVELS[q]) for q in chosen)):
            sheet = base.copy()
            sheet[chosen] = levels
            yield sheet


def variations(base: Sheets) -> Sheets:
    """The base, and all sheets that differ from it in one answer."""
    rows = [base]
    for question in range(QUESTIONS):
        for level in range(LEVELS[question]):
            if level != base[question]:
                rows.append(np.where(np.arange(QUESTIONS) == question, level, base).astype(np.int8))
    return np.array(rows)


def sweep(rng: Rng, pool: Sheets) -> Iterator[Sheets]:
    """One answer at a time around a startup, all levels, then around another startup."""
    while True:
        rows = variations(pool[rng.integers(len(pool))])
        yield from rows[rng.permutation(len(rows))]


def short_sweep(rng: Rng, pool: Sheets) -> Iterator[Sheets]:
    """A sweep over half of the questions at a time, the others left unanswered."""
    while True:
        base, left_out = pool[rng.integers(len(pool))].copy(), rng.permutation(QUESTIONS)
        for half in (left_out[:14], left_out[14:]):
            rows = variations(base)
            rows[:, half] = MISSING
            rows = np.unique(rows, axis=0)
            yield from rows[rng.permutation(len(rows))]


def short_sheets(rng: Rng, pool: Sheets) -> Iterator[Sheets]:
    """Four answers at random, the others left out."""
    while True:
        sheet = uniform_sheet(rng)
        sheet[rng.permutation(QUESTIONS)[4:]] = MISSING
        yield sheet


def line_search(rng: Rng, pool: Sheets) -> Iterator[Sheets]:
    """From one startup to another, one answer after the other."""
    while True:
        here, there = pool[rng.integers(len(pool), size=2)]
        here = here.copy()
        for question in rng.permutation(QUESTIONS):
            if here[question] != there[question]:
                here = here.copy()
                here[question] = there[question]
                yield here


def near_duplicates(rng: Rng, pool: Sheets) -> Iterator[Sheets]:
    """One to three answers of one startup made up anew each time."""
    base = pool[rng.integers(len(pool))]
    while True:
        yield changed(base, rng, 3)


def wide_jitter(rng: Rng, pool: Sheets) -> Iterator[Sheets]:
    """Six answers of one startup made up anew each time: no two sheets are close."""
    base = pool[rng.integers(len(pool))]
    while True:
        sheet, chosen = base.copy(), rng.permutation(QUESTIONS)[:6]
        sheet[chosen] = rng.integers(0, LEVELS[chosen])
        yield sheet


def membership(rng: Rng, pool: Sheets) -> Iterator[Sheets]:
    """Was this startup in the training data? Each with ten close neighbours, one startup after another."""
    while True:
        base = pool[rng.integers(len(pool))]
        yield base
        for _ in range(10):
            yield changed(base, rng, 2)


def repeats(rng: Rng, pool: Sheets) -> Iterator[Sheets]:
    """The same startup again and again, to see when its score moves."""
    base = pool[rng.integers(len(pool))]
    while True:
        yield base


def uniform(rng: Rng, pool: Sheets) -> Iterator[Sheets]:
    """Every level of every question as likely as any other."""
    while True:
        yield uniform_sheet(rng)


def marginals(rng: Rng, pool: Sheets) -> Iterator[Sheets]:
    """Every question answered as often as startups do, but without regard to the others."""
    while True:
        yield pool[rng.integers(len(pool), size=QUESTIONS), np.arange(QUESTIONS)]


def decoyed_sweep(rng: Rng, pool: Sheets) -> Iterator[Sheets]:
    """A sweep in which every other query is an ordinary startup."""
    for sheet in sweep(rng, pool):
        yield sheet
        yield pool[rng.integers(len(pool))]


def small_sweeps(rng: Rng, pool: Sheets) -> Iterator[Sheets]:
    """Knows the guard's limit: never more than ten one-answer variations of one startup, then the next one."""
    while True:
        rows = variations(pool[rng.integers(len(pool))])
        yield from rows[rng.permutation(len(rows))[:10]]


def ordinary_looking(rng: Rng, pool: Sheets) -> Iterator[Sheets]:
    """Startups as the population has them: nobody can tell this attacker from a client."""
    while True:
        yield pool[rng.integers(len(pool))]


ATTACKERS: dict[str, Attacker] = {
    "grid": grid,
    "sweep": sweep,
    "sweep of short sheets": short_sweep,
    "line search": line_search,
    "near duplicates": near_duplicates,
    "wide jitter": wide_jitter,
    "membership": membership,
    "repeats": repeats,
    "uniform": uniform,
    "short sheets": short_sheets,
    "marginals": marginals,
    "sweep with decoys": decoyed_sweep,
    "small sweeps": small_sweeps,
    "ordinary-looking": ordinary_looking,
}
