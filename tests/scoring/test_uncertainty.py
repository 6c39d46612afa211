"""The band and its two parts, and the replicates behind the second."""

import dataclasses

import numpy as np
import pytest
from scipy.special import expit

from scoring.core import band, replicates
from scoring.core.cohort import sample_cohort, statistics
from scoring.core.features import MISSING, directions, to_matrix
from scoring.core.unshrunk import unshrunk
from tests.scoring.conftest import random_sheets

NOBODY = np.full(28, MISSING, dtype=np.int8)


@pytest.fixture
def half_answered():
    return random_sheets(1, seed=4, answered=0.5)[0]


def test_the_band_ends_where_the_opinions_of_all_replicates_have_their_tails(model, half_answered):
    verdict = model.score(half_answered)

    futures = model.futures(half_answered)
    odds = np.log(futures / (100 - futures))

    tail = model.tails[verdict.answered]
    low, high = 100 * expit(np.quantile(odds, [tail, 1 - tail]))
    assert (verdict.low, verdict.high) == pytest.approx((low, high), abs=1e-9)


def test_the_two_parts_are_the_spread_over_completions_and_over_replicates(model, half_answered):
    verdict = model.score(half_answered)

    own = model.points(model.completions(half_answered))

    assert verdict.score == pytest.approx(own.mean(), abs=1e-9)
    assert verdict.unanswered == pytest.approx(own.std(), abs=1e-9)
    by_replicate = model.futures(half_answered).mean(axis=1)
    assert verdict.training == pytest.approx(by_replicate.std(ddof=1), abs=1e-9)


def test_with_every_question_answered_only_the_training_data_leave_something_open(model):
    verdict = model.score(random_sheets(1, seed=5, answered=1.0)[0])

    assert verdict.unanswered == 0
    assert verdict.training > 0
    assert verdict.low < verdict.score < verdict.high


def test_every_replicate_starts_everybody_at_the_base(model):
    lines = model.replicates.lines(model.completions(NOBODY))

    assert 100 * expit(lines).mean(axis=1) == pytest.approx(np.full(replicates.REPLICATES, 50.0), abs=1e-9)


def test_the_real_companies_leave_more_open_than_the_rows_sampled_from_them(model):
    complete = random_sheets(1, seed=6, answered=1.0)[0]

    rows, evidence = (model.futures(complete, evidence=choice)[:, 0] for choice in (False, True))

    assert (model.rows, model.evidence, model.replicates.sampled) == (6_000, 228, 228)
    assert model.replicates.share_of_spread(model.rows) == pytest.approx(np.sqrt(228 / 6_000))
    assert model.replicates.share_of_spread(model.evidence) == 1.0
    assert evidence.std() > 3 * rows.std()
    odds = np.log(evidence / (100 - evidence)).mean()
    assert 100 * expit(odds) == pytest.approx(model.points(complete[None])[0], abs=1e-9)


def test_the_packed_replicates_equal_the_members_they_were_made_of():
    sheets, outcomes = sample_cohort(seed=3, rows=400)
    filled, nobody, own = sheets[:, None], sheets[:64], np.linspace(-2, 2, 400)
    parts = [replicates.fit_replicate(filled, outcomes, 100, 9, number) for number in range(16)]
    fitted = replicates.join_replicates(parts, filled, 100, nobody, own, seed=9)

    again = replicates.of_arrays(replicates.to_arrays(fitted))

    assert fitted.sampled == 100
    assert again.intercepts is fitted.intercepts
    assert (again.lines(sheets) == fitted.lines(sheets)).all()
    first = fitted.parts[0]
    linear = expit(to_matrix(sheets) @ first.coefficients + first.intercept)
    assert fitted.packed.member_votes(fitted.packed.indices(sheets))[0, 0] == pytest.approx(linear, abs=1e-12)


def test_a_replicate_never_votes_against_a_direction(model):
    sheets = random_sheets(300, seed=8, answered=1.0)
    for question in np.flatnonzero(directions()):
        better = sheets.copy()
        worse = sheets.copy()
        worse[:, question], better[:, question] = 0, 1
        gained = model.replicates.lines(better) - model.replicates.lines(worse)
        assert (gained * directions()[question] >= -1e-12).all()


def test_a_wrong_population_gets_a_wider_band():
    """Startups more alike than those that are judged: the band must reach further out than the 5 % point."""
    from scoring.core.training import train_on_cohort

    faithful = train_on_cohort(statistics(), 5, "test")
    strangers, _ = sample_cohort(6, rows=400, source=unshrunk(unshrunk(statistics())))

    assert (band.fit_tails(faithful, strangers, seed=1)[:12] < faithful.tails[:12]).all()


def test_the_tails_make_the_band_hold_nine_times_in_ten(model):
    known, _ = sample_cohort(77, rows=300, source=unshrunk(statistics()))
    finals = model.points(known)
    rng = np.random.default_rng(1)

    held = []
    for number, (sheet, final) in enumerate(zip(known, finals, strict=True)):
        part = NOBODY.copy()
        asked = rng.permutation(28)[: 4 + 4 * (number % 5)]
        part[asked] = sheet[asked]
        verdict = model.score(part)
        held.append(verdict.low <= final <= verdict.high)

    assert np.mean(held) == pytest.approx(0.9, abs=0.045)


def test_taking_the_shrinkage_back_moves_frequencies_away_from_each_other_and_keeps_their_mean():
    shrunk = statistics()

    plain = unshrunk(shrunk)

    lam = shrunk.shrink.marginal_lambda
    for own, other, told in zip(
        shrunk.success.frequencies, shrunk.fail.frequencies, plain.success.frequencies, strict=True
    ):
        pooled = (np.array(own) + np.array(other)) / 2
        assert sum(told) == pytest.approx(1)
        assert told == pytest.approx(pooled + (np.array(own) - pooled) / (1 - lam), abs=0.02)
    assert plain.fail.pairs[0][2] == pytest.approx(shrunk.fail.pairs[0][2] / (1 - shrunk.shrink.corr))
    assert dataclasses.replace(plain, fail=shrunk.fail, success=shrunk.success) == shrunk
