"""A jury that breaks a promise is found out, by the check that is meant for it."""

import copy
import dataclasses

import numpy as np
import pytest

from scoring.core.calibration import PlattCalibration
from scoring.core.features import directions, section_columns
from scoring.core.golden import Elsewhere, NoAnswer, golden_rows
from scoring.core.jury import JuryModel
from scoring.core.population import FITTED, Population
from scoring.core.promises import BrokenPromise, prove
from scoring.core.promises.proof import Golden
from scoring.core.promises.proving import compare_golden
from scoring.core.trees import parts_of


@pytest.fixture
def fresh(model):
    """A copy of the built-in jury that a test may break."""
    return copy.deepcopy(model)


def _broken(jury):
    with pytest.raises(BrokenPromise) as broken:
        prove(jury, thorough=False, data=b"never read")
    return broken.value


def _rebuilt(jury):
    """The jury again, packed from its members as they are now."""
    return dataclasses.replace(jury)


def _swap_leaves(trees, values_of):
    """Swap the values of two leaves of the first tree in which a directed question leads from one to the other."""
    for number, tree in enumerate(trees):
        for node in range(len(tree.feature)):
            left, right = tree.left[node], tree.right[node]
            inner = tree.feature[node] >= 0 and directions()[tree.feature[node]]
            if inner and tree.feature[left] < 0 and tree.feature[right] < 0:
                values = values_of(number)
                if np.any(values[left] != values[right]):
                    values[[left, right]] = values[[right, left]]
                    return number
    raise AssertionError("no tree has two such leaves")


def test_a_turned_coefficient_of_the_linear_member(fresh):
    question = int(np.flatnonzero((directions() > 0) & (fresh.members.linear_.coef_ > 0))[0])
    fresh.members.linear_.coef_[question] *= -1

    broken = _broken(_rebuilt(fresh))

    assert broken.check == "linear_signs"
    assert broken.type == "broken_promise"
    assert broken.example["coefficient"] < 0


def test_two_swapped_leaves_of_one_boosted_tree(fresh):
    predictors = fresh.members.boosted_._predictors
    number = _swap_leaves(
        parts_of(fresh.members).boosted,
        values_of=lambda number: predictors[number][0].nodes["value"],
    )

    broken = _broken(_rebuilt(fresh))

    assert broken.check == "boosted_trees"
    assert broken.example["tree"] == number
    assert broken.example["after"] < broken.example["before"]


def test_two_swapped_leaves_of_one_tree_of_the_forest(fresh):
    trees = fresh.members.forest_.estimators_

    number = _swap_leaves(
        parts_of(fresh.members).forest,
        values_of=lambda number: trees[number].tree_.value[:, 0],
    )

    broken = _broken(_rebuilt(fresh))

    assert broken.check == "forest_trees"
    assert broken.example["tree"] == number


@pytest.mark.parametrize("kind", ["boosted", "forest"])
def test_two_swapped_leaves_of_one_tree_of_a_replicate(fresh, kind):
    trees = getattr(fresh.replicates.parts[2], kind)
    number = _swap_leaves(trees, values_of=lambda number: trees[number].value)

    broken = _broken(dataclasses.replace(fresh, replicates=dataclasses.replace(fresh.replicates)))

    assert broken.check == f"{kind}_trees"
    assert broken.example["tree"] == number
    assert "replicate 3" in broken.detail


def test_a_calibration_of_the_replicates_that_falls(fresh):
    replicates = dataclasses.replace(fresh.replicates, slope=-0.1)

    assert _broken(dataclasses.replace(fresh, replicates=replicates)).check == "calibration_rises"


def test_a_leaf_that_is_no_number(fresh):
    nodes = fresh.members.boosted_._predictors[3][0].nodes
    nodes["value"][int(np.flatnonzero(nodes["is_leaf"])[0])] = np.nan

    assert _broken(_rebuilt(fresh)).check == "numbers_finite"


def test_a_calibration_that_falls(fresh):
    line = PlattCalibration.of_line(-fresh.calibration.slope_, fresh.calibration.intercept_)

    assert _broken(dataclasses.replace(fresh, calibration=line)).check == "calibration_rises"


def test_a_population_whose_draws_are_not_isotone(fresh):
    broken = _broken(dataclasses.replace(fresh, population=fresh.population.plain()))

    assert broken.check == "population_maps"
    assert broken.example["coefficient"] != 0


def test_a_packed_predictor_that_is_not_its_members(fresh):
    other = dataclasses.replace(fresh)
    other.members.linear_.intercept_ += 1e-9

    assert _broken(other).check == "packed_members"


def test_a_missing_answer_that_is_a_signal(fresh):
    """Who leaves questions of a section open is taken for one of the worst; the base is set right for that."""
    parts = {name: getattr(fresh.population, name) for name in FITTED}
    normals = parts["normals_"].copy()
    normals[:, section_columns()["ip"]] -= 2.0
    population = Population.of_parts({**parts, "normals_": normals})
    nobody = population.draw(np.full((1, 28), -1, dtype=np.int8))[0]
    line = fresh.calibration.based_at(fresh.packed.votes(nobody).sum(axis=0) / 3)

    broken = _broken(dataclasses.replace(fresh, population=population, calibration=line))

    assert broken.check == "missing_is_no_signal"
    assert broken.example["gap"] < 0


class CountsGaps(JuryModel):
    """Takes a tenth of a point for each unanswered question."""

    def score_many(self, sheets, draws=128):
        return super().score_many(sheets, draws) - 0.1 * ((sheets < 0).sum(axis=1) % 28)


class CountsRows(JuryModel):
    """Later rows of a batch get less."""

    def score_many(self, sheets, draws=128):
        return super().score_many(sheets, draws) - 1e-6 * np.arange(len(sheets))


class OffTheScale(JuryModel):
    """Has a band that leaves the scale."""

    def score(self, sheet):
        return dataclasses.replace(super().score(sheet), high=100.5)


class Narrows(JuryModel):
    """The better the score, the lower the band's lower end."""

    def score(self, sheet):
        verdict = super().score(sheet)
        return dataclasses.replace(verdict, low=min(verdict.score, 20 - verdict.score / 5))


class Charges(JuryModel):
    """Takes half a point for a section that nobody asked about."""

    def score(self, sheet):
        verdict = super().score(sheet)
        charged = {key: points - (0.5 if points == 0 else 0) for key, points in verdict.sections.items()}
        return dataclasses.replace(verdict, sections=charged)


@pytest.mark.parametrize(
    ("kind", "check"),
    [
        (CountsGaps, "unanswered_mean"),
        (CountsRows, "same_answers"),
        (OffTheScale, "score_range"),
        (Narrows, "better_band"),
        (Charges, "unanswered_section"),
    ],
)
def test_a_jury_that_adds_something_of_its_own(fresh, kind, check):
    parts = {each.name: getattr(fresh, each.name) for each in dataclasses.fields(fresh) if each.init}

    assert _broken(kind(**parts)).check == check


def test_a_jury_that_starts_elsewhere(fresh):
    assert _broken(dataclasses.replace(fresh, base=49.0)).check == "empty_sheet"


def test_a_damaged_golden_row(fresh):
    kept = [Golden(**row) for row in golden_rows(fresh)]
    damaged = [*kept[:4], dataclasses.replace(kept[4], low=kept[4].low + 2e-9), *kept[5:]]

    with pytest.raises(BrokenPromise) as broken:
        prove(fresh, thorough=False, data=b"never read", golden=damaged)

    assert broken.value.check == "golden_kept"
    assert broken.value.example == {"sheet": kept[4].sheet}


def test_a_file_that_scores_otherwise_than_the_jury_that_was_saved(fresh):
    other = dataclasses.replace(
        fresh,
        calibration=PlattCalibration.of_line(fresh.calibration.slope_ * 1.001, fresh.calibration.intercept_),
    )
    rows, others = ([Golden(**row) for row in golden_rows(jury)] for jury in (fresh, other))

    with pytest.raises(BrokenPromise) as broken:
        compare_golden("golden_file", rows, others)

    assert broken.value.check == "golden_file"


def test_another_process_that_fails_or_is_too_slow():
    with Elsewhere(b"no model file") as elsewhere, pytest.raises(NoAnswer, match="BadModelFile"):
        elsewhere.rows()
    with Elsewhere(b"no model file") as elsewhere, pytest.raises(NoAnswer, match="within"):
        elsewhere.rows(timeout=0.01)


def test_golden_rows_of_other_sheets_are_not_compared():
    one = Golden([0] * 28, 50.0, 40.0, 60.0)
    other = dataclasses.replace(one, sheet=[1] * 28)

    with pytest.raises(BrokenPromise, match="not those of this version"):
        compare_golden("golden_kept", [one], [other])
