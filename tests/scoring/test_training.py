import dataclasses

import numpy as np
import pytest

from scoring.core import artefact, closeness, training
from scoring.core.calibration import PlattCalibration
from scoring.core.cohort import sample_cohort, statistics
from scoring.core.features import level_counts
from scoring.core.problems import TooLittleData
from scoring.core.questionnaire import load


@pytest.fixture(scope="module")
def few():
    """Three hundred startups, a tenth of the answers missing."""
    sheets, outcomes = sample_cohort(5, rows=300)
    sheets[np.random.default_rng(5).random(sheets.shape) < 0.1] = -1
    return sheets, outcomes


def test_incomplete_data_trains_the_same_jury_twice(few):
    one, other = (artefact.dump(training.train(*few, seed=7)) for _ in range(2))

    assert one == other


def test_how_much_is_missing_is_no_signal():
    """Outcomes known by the gaps alone: from the answers there is nothing to learn."""
    sheets, _ = sample_cohort(6, rows=400)
    outcomes = np.tile(np.array([0, 1], dtype=np.int8), 200)
    gaps = np.random.default_rng(6).random(sheets.shape) < np.where(outcomes, 0.05, 0.6)[:, None]
    kept = np.where(gaps, np.int8(-1), sheets)

    with pytest.raises(TooLittleData) as problem:
        training.train(kept, outcomes, seed=1)

    assert problem.value.type == "nothing_to_learn"


def test_it_rejects_too_few_of_either_outcome(few):
    sheets, _ = few
    with pytest.raises(TooLittleData) as problem:
        training.train(sheets, np.where(np.arange(300) < 19, 1, 0).astype(np.int8), seed=1)

    assert problem.value.type == "too_little_data"


def test_calibration_finds_the_line_and_never_turns_the_order():
    rng = np.random.default_rng(1)
    votes = rng.uniform(0.05, 0.95, 20_000)
    truth = PlattCalibration.of_line(2.0, -0.5)
    outcomes = (rng.random(20_000) < truth.predict(votes)).astype(np.int8)

    found = PlattCalibration().fit(votes, outcomes)
    turned = PlattCalibration().fit(votes, 1 - outcomes)

    assert found.slope_ == pytest.approx(2.0, abs=0.08)
    assert found.intercept_ == pytest.approx(-0.5, abs=0.08)
    assert turned.slope_ == 0.0


def test_the_shift_puts_the_mean_exactly_at_the_base():
    votes = np.random.default_rng(2).uniform(0.3, 0.9, 256)

    shifted = PlattCalibration.of_line(1.7, 0.4).based_at(votes)

    assert shifted.predict(votes).mean() == pytest.approx(0.5, abs=1e-14)
    assert shifted.slope_ == 1.7


def test_a_question_that_hardly_anybody_answered_moves_no_score():
    sheets, outcomes = sample_cohort(8, rows=400)
    asked = [0, 9, 19, 26]
    known = np.full_like(sheets, -1)
    known[:, asked] = sheets[:, asked]
    known[:19, 4] = sheets[:19, 4]

    jury = training.train(known, outcomes, seed=3)

    silent = [place for place in range(28) if place not in asked]
    worst, best = np.full((2, 28), -1, dtype=np.int8)
    worst[silent], best[silent] = 0, np.array(level_counts())[silent] - 1
    assert jury.facts["silent"] == [load().keys[place] for place in silent]
    assert jury.score(worst).score == pytest.approx(50.0, abs=1e-9)
    assert jury.score(best).score == pytest.approx(50.0, abs=1e-9)
    assert closeness.outranks(jury, best, worst) == pytest.approx(0.5, abs=1e-3)


def test_statistics_that_tell_nothing_about_a_question_teach_nothing_about_it():
    source = statistics()
    flat = (0.25, 0.25, 0.25, 0.25)
    parts = {}
    for name in ("fail", "success"):
        outcome = getattr(source, name)
        pairs = tuple(pair for pair in outcome.pairs if 0 not in pair[:2])
        parts[name] = dataclasses.replace(outcome, frequencies=(flat, *outcome.frequencies[1:]), pairs=pairs)
    muted = dataclasses.replace(source, **parts)

    jury = training.train_on_cohort(muted, 4, "test", banded=False)

    assert (source.silent, muted.silent) == ((), (0,))
    assert jury.facts["silent"] == ["team_founders"]
    sheet = np.full(28, -1, dtype=np.int8)
    sheet[0] = 3
    assert jury.score(sheet).score == pytest.approx(50.0, abs=1e-9)


def test_answers_that_tell_nothing_are_refused():
    sheets, _ = sample_cohort(9, rows=60)
    same = np.repeat(sheets[:1], 60, axis=0)

    with pytest.raises(TooLittleData) as problem:
        training.train(same, np.tile(np.array([0, 1], dtype=np.int8), 30), seed=1)

    assert problem.value.type == "nothing_to_learn"
