"""A champion that knows the rows is compared through a jury made as it was, without them."""

import dataclasses

import numpy as np
import pytest

from scoring.core import training
from scoring.core.cohort import sample_cohort
from scoring.core.evaluation.paired import compare_juries
from scoring.core.evaluation.paired_moves import Juries
from scoring.core.evaluation.stand_in import ROWS, SYNTHETIC, train_stand_in
from scoring.core.holdout import rows_of
from tests.jury.comparing.conftest import rows_with


@pytest.fixture(scope="module")
def startups():
    """Two hundred startups of the cohort, every fifth held out."""
    sheets, outcomes = sample_cohort(5, rows=200)
    return rows_with(sheets, outcomes), np.arange(200) % 5 == 0


@pytest.fixture(scope="module")
def taught_on_rows(startups):
    """What the champion's way gives without the held-out rows."""
    rows, held = startups
    return training.train(rows.sheets[~held], rows.outcomes[~held], 7, banded=False)


def test_the_stand_in_of_a_jury_of_rows_is_trained_on_the_rows_that_are_left_with_its_seed(
    model, startups, taught_on_rows
):
    rows, held = startups
    champion = dataclasses.replace(model, facts={"seed": 7, "synthetic": False})

    jury, made = train_stand_in(champion, rows, held)

    assert made == ROWS
    assert jury.score_many(rows.sheets).tolist() == taught_on_rows.score_many(rows.sheets).tolist()


def test_the_stand_in_of_a_jury_of_a_cohort_is_trained_on_a_cohort(model, startups):
    rows, held = startups

    jury, made = train_stand_in(model, rows, held)

    assert made == SYNTHETIC
    assert jury.facts["synthetic"] is True
    assert jury.facts["seed"] == model.facts["seed"]


def test_too_few_rows_give_no_stand_in(model, startups):
    rows, _held = startups

    assert train_stand_in(model, rows, np.arange(200) >= 30) is None


def test_a_comparison_tells_the_figures_beside_the_stand_in_apart(model, startups, taught_on_rows):
    rows, held = startups
    judged = rows_of(rows, held)
    juries = Juries(candidate=taught_on_rows, champion=model)

    told = compare_juries(
        juries,
        judged,
        seen={"candidate": False, "champion": True},
        seed=1,
        resamples=20,
        stand_in=(taught_on_rows, ROWS),
    )

    beside = {each["name"]: each for each in told["stand_in"]["figures"]}
    as_it_is = {each["name"]: each for each in told["figures"]}
    assert told["stand_in"]["made"] == ROWS
    assert beside["brier"]["difference"]["value"] == 0
    assert beside["brier"]["difference"]["word"] == "not distinguishable"
    assert beside["brier"]["candidate"] == as_it_is["brier"]["candidate"]
    assert as_it_is["brier"]["difference"]["value"] != 0
