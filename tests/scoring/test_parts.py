"""A training in parts: the same file as in one go, in whatever order and process the parts were done."""

import gzip
import io
import json
import random
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from scoring.core import artefact, holdout, training
from scoring.core.cohort import sample_cohort
from scoring.core.dataset_file import restore
from scoring.core.evaluation.cross_validation import JURY
from scoring.core.evaluation.metrics import auc
from scoring.core.features import level_counts
from scoring.core.parts import Done, Order, Trained, figures, needs, run_part, stage_parts, trained
from scoring.core.parts.material import dump_arrays, load_arrays, load_material
from scoring.core.parts.train import told_facts
from scoring.core.problems import Problem, TooLittleData
from scoring.core.promises import join_shares, prove_share
from scoring.core.questionnaire import load

STAGES = ("prepare", "fit", "calibrate", "judge")
ORDER = Order("train", 7, "contest", "the company succeeded", ("first", "second"))


@dataclass
class Finished:
    inputs: dict[str, bytes]
    facts: dict[str, dict]

    def get(self, part: str) -> bytes:
        return self.inputs[part]


def content(rows: int, seed: int, missing: float) -> bytes:
    """A data set as it is kept."""
    sheets, outcomes = sample_cohort(seed, rows=rows)
    sheets[np.random.default_rng(seed).random(sheets.shape) < missing] = -1
    columns = {"company": [f"{seed:02d}{row:04d}" for row in range(rows)], "outcome": outcomes}
    for question, levels in zip(load().questions, sheets.T, strict=True):
        columns[question.key] = np.where(levels < 0, np.nan, np.array(question.levels)[levels])
    file = io.StringIO()
    pd.DataFrame(columns).to_csv(file, index=False)
    return gzip.compress(file.getvalue().encode())


def do_all(contents: list[bytes], shuffled_by: int, stages=STAGES) -> Finished:
    """Do all parts of the stages, those of a stage in any order, facts through JSON as a database keeps them."""
    inputs = {f"dataset:{name}": data for name, data in zip(ORDER.sources, contents, strict=True)}
    done = Finished(inputs, {})
    for stage in stages:
        parts = list(stage_parts(ORDER, stage, done.facts))
        random.Random(shuffled_by).shuffle(parts)
        for part in parts:
            asked = {name: done.inputs[name] for name in needs(ORDER, part, done.facts)}
            found = run_part(ORDER, part, asked, done.facts)
            done.inputs[part] = found.data
            done.facts[part] = json.loads(json.dumps(found.facts, allow_nan=False))
    return done


def in_one_go(contents: list[bytes]) -> bytes:
    rows, _told = holdout.combine([restore(data) for data in contents])
    apart = holdout.held_out(rows)
    facts = told_facts(ORDER, {"rows": int((~apart).sum()), "held_out": int(apart.sum())})
    return artefact.dump(training.train(rows.sheets[~apart], rows.outcomes[~apart], ORDER.seed, facts))


@pytest.fixture(scope="module")
def with_gaps() -> list[bytes]:
    """Too few rows for a cross-validation, which a test of every order of parts does not need."""
    return [content(60, 25, missing=0.1), content(2, 45, missing=0.1)]


@pytest.fixture(scope="module")
def finished(with_gaps) -> Finished:
    return do_all(with_gaps, shuffled_by=1)


def test_parts_in_any_order_give_the_file_of_one_go(with_gaps, finished):
    assert finished.facts["prepare"]["splits"] == []
    assert artefact.sha256(finished.get("calibrate")) == artefact.sha256(in_one_go(with_gaps))


def test_so_they_do_where_nothing_is_missing():
    complete = [content(60, 33, missing=0.0), content(2, 53, missing=0.0)]

    done = do_all(complete, shuffled_by=2, stages=STAGES[:3])

    assert load_material(done.get("prepare")).filled.shape[1] == 1
    assert artefact.sha256(done.get("calibrate")) == artefact.sha256(in_one_go(complete))


def test_what_is_registered_tells_its_rows_its_hold_out_and_its_proof(finished):
    asked = {name: finished.get(name) for name in needs(ORDER, "register", finished.facts)}

    found = trained(asked, finished.facts)

    prepared = finished.facts["prepare"]
    assert isinstance(found, Trained)
    assert found.data == finished.get("calibrate")
    assert prepared["rows"] + prepared["held_out"] == prepared["read"] == 62
    assert found.facts["held_out"] == {"rule": holdout.RULE, "rows": prepared["held_out"]}
    assert found.facts["label_meaning"] == "the company succeeded"
    assert (
        found.facts["trained_on"]
        == f"{prepared['rows']} startups with known outcomes (data sets first, second)"
    )
    assert found.facts["metrics"]["cross_validated"] is None
    assert found.facts["metrics"]["held_out"]["rows"] == prepared["held_out"]
    assert found.facts["metrics"]["held_out"]["sha256"] == prepared["held_out_sha256"]
    assert found.facts["metrics"]["data"] == "other folds of the training data"
    assert found.proof.thorough
    assert found.proof.sha256 == artefact.sha256(found.data)
    assert [check.name for check in found.proof.checks][-2:] == ["score_range", "golden_elsewhere"]


def test_a_share_of_a_proof_is_no_proof(finished):
    share = prove_share(finished.get("calibrate"), 0)

    assert not share.thorough
    with pytest.raises(ValueError, match="all its shares"):
        join_shares([share])
    with pytest.raises(ValueError, match="all its shares"):
        join_shares([share, share])


def test_the_cross_validation_asks_a_jury_of_the_other_rows_alone():
    material = load_material(
        do_all([content(60, 25, 0.0), content(20, 45, 0.0)], 1, ("prepare",)).get("prepare")
    )
    split = figures.splits_of(material)["3-2"]

    told = load_arrays(figures.predict(material, "3-2").data)

    jury = training.train(
        material.sheets[split.train], material.outcomes[split.train], ORDER.seed, banded=False
    )
    assert sorted(told) == sorted(figures.JUDGES)
    assert (told[JURY] == jury.score_many(material.sheets[split.test]) / 100).all()
    assert not set(split.train) & set(split.test)


def test_the_cross_validated_figures_are_those_of_what_was_predicted():
    sheets, outcomes = sample_cohort(27, rows=80)
    material = training.prepare(sheets, outcomes, 1)
    names = figures.names_of_splits(outcomes)
    shares = np.random.default_rng(1).random(80) * 0.4 + outcomes * 0.6
    rival = np.random.default_rng(2).random(80)
    found = [
        dump_arrays({judge: (shares if judge == JURY else rival)[split.test] for judge in figures.JUDGES})
        for split in figures.splits_of(material).values()
    ]

    judges = {JURY: figures.judged(material, JURY, found).facts}
    told = figures.cross_validated(material, judges, found)

    assert (len(names), told["rows"], told["repetitions"], told["folds"]) == (25, 80, 5, 5)
    assert told["judges"][JURY]["auc"] == 1.0
    assert told["judges"]["points_rule"]["auc"] == pytest.approx(auc(outcomes, rival))
    assert told["differences"]["auc"]["points_rule"]["verdict"] == "better"
    json.dumps(told, allow_nan=False)


def test_many_rows_are_cross_validated_once():
    outcomes = np.tile(np.array([0, 1], dtype=np.int8), 1_001)

    assert len(figures.names_of_splits(outcomes[:2_000])) == 25
    assert figures.names_of_splits(outcomes) == ["0-0", "0-1", "0-2", "0-3", "0-4"]
    assert figures.names_of_splits(outcomes[:48]) == []


def test_the_longest_parts_come_first_and_none_is_told_twice():
    facts = {"prepare": {"splits": figures.every_split()}}

    parts = [part for stage in (*STAGES, "register") for part in stage_parts(ORDER, stage, facts)]

    assert len(parts) == len(set(parts)) == 40
    assert parts[:3] == ["prepare", "cv-0-0", "cv-0-1"]
    for part in parts:
        assert set(needs(ORDER, part, facts)) <= {*parts, "dataset:first", "dataset:second"}


def test_too_few_rows_are_a_stated_problem():
    few = [content(20, 28, 0.0), content(20, 29, 0.0)]

    with pytest.raises(TooLittleData) as problem:
        do_all(few, 1, ("prepare",))

    assert isinstance(problem.value, Problem)
    assert problem.value.type == "too_little_data"


def test_a_comparison_has_one_part_and_no_stage_of_a_training():
    order = Order("compare", 3, "", "", ("one",), {"seen": {"champion": None}})

    assert stage_parts(order, "compare", {}) == ("compare",)
    assert stage_parts(order, "fit", {}) == ()
    assert Done() == Done(b"", {})


def test_levels_of_a_content_are_read_as_they_were_written():
    sheets, _outcomes = sample_cohort(21, rows=40)

    assert (restore(content(40, 21, 0.0)).sheets == sheets).all()
    assert (sheets.max(axis=0) < level_counts()).all()
