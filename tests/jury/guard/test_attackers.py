"""Who searches the input space is stopped early, and gets little by going on."""

from itertools import islice

import numpy as np
import pytest

from tests.bench.bench_extraction import fidelity
from tests.support.api_clients import ATTACKERS, startups
from tests.support.guarded import play


def through(days: float, tries: int, attacker: str, pool, seed: int = 3):
    asked = islice(ATTACKERS[attacker](np.random.default_rng(seed), pool), tries)
    return ((24 * days * number / tries, sheet) for number, sheet in enumerate(asked))


@pytest.mark.parametrize(
    ("attacker", "kinds", "within"),
    [
        ("grid", {"grid", "sweep", "near_duplicates"}, 40),
        ("sweep", {"sweep"}, 30),
        ("sweep of short sheets", {"sweep", "grid", "near_duplicates", "membership"}, 120),
        ("line search", {"membership", "near_duplicates"}, 100),
        ("near duplicates", {"near_duplicates", "sweep"}, 80),
        ("wide jitter", {"space_filling"}, 100),
        ("membership", {"membership"}, 130),
        ("repeats", {"membership"}, 41),
        ("uniform", {"space_filling"}, 100),
        ("short sheets", {"space_filling"}, 300),
        ("marginals", {"space_filling"}, 100),
        ("sweep with decoys", {"sweep"}, 60),
        ("small sweeps", {"membership"}, 130),
    ],
)
def test_it_stops(reference, pool, attacker, kinds, within):
    played = play(through(1, 400, attacker, pool), reference, budget=400)

    answered, found = played.found[0]
    assert found.kind in kinds
    assert answered <= within


def test_a_sweep_that_goes_on_yields_no_better_copy_than_300_random_queries(shared_jury, reference, pool):
    swept = play(through(6, 2_000, "sweep", pool), reference)

    fresh = startups(32, 1_000)
    truth = shared_jury.points(fresh)
    rng = np.random.default_rng(4)
    random = np.array(list(islice(ATTACKERS["uniform"](rng, pool), 300)))
    assert len(swept.answered) < 200
    assert (
        fidelity(shared_jury, swept.answered, fresh, truth)[0]
        < fidelity(shared_jury, random, fresh, truth)[0]
    )


def test_whoever_looks_like_a_client_is_not_stopped(reference, pool):
    played = play(through(2, 400, "ordinary-looking", pool), reference)

    assert played.found == []
    assert len(played.answered) == 400
