import numpy as np
import pytest

from scoring.core import artefact, training
from scoring.core.calibration import PlattCalibration
from scoring.core.cohort import sample_cohort
from scoring.core.problems import TooLittleData


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
    """Outcomes known by the gaps alone: a jury trained on them cannot tell complete sheets apart."""
    sheets, _ = sample_cohort(6, rows=400)
    outcomes = np.tile(np.array([0, 1], dtype=np.int8), 200)
    gaps = np.random.default_rng(6).random(sheets.shape) < np.where(outcomes, 0.05, 0.6)[:, None]
    kept = np.where(gaps, np.int8(-1), sheets)

    model = training.train(kept, outcomes, seed=1)

    by_outcome = [model.score_many(sheets[outcomes == outcome]).mean() for outcome in (0, 1)]
    assert abs(by_outcome[1] - by_outcome[0]) < 6


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
