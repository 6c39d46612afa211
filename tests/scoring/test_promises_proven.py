"""The promises, proven over the built-in jury and over juries trained on random halves of startups."""

import dataclasses
import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.core import artefact, golden, training
from scoring.core.answers import clean_answers
from scoring.core.cohort import sample_cohort
from scoring.core.features import directions, level_counts, to_sheet, to_sheets
from scoring.core.golden import golden_rows
from scoring.core.promises import Proof, prove
from scoring.core.promises.answers import answers_of
from scoring.core.promises.boxes import every_sheet_once, find_fall, read_boxes
from scoring.core.promises.proving import CHECKS
from scoring.core.promises.samples import golden_sheets, of_every_completeness
from scoring.core.promises.voters import voters
from scoring.core.trees import Tree
from tests.conftest import ROOT

TINY = 1e-9
REAL_STARTUPS = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared" / "data"))
EXHAUSTIVE = {
    "numbers_finite",
    "linear_signs",
    "boosted_trees",
    "forest_trees",
    "calibration_rises",
    "empty_sheet",
}


@pytest.fixture(scope="module")
def startups(request):
    """The real startups where their files are; else a cohort with a tenth of the answers missing."""
    if REAL_STARTUPS.is_dir():
        rows = request.getfixturevalue("real_startups")
        sheets = to_sheets(clean_answers(startup["answers"]) for startup in rows)
        return sheets, np.array([startup["label"] for startup in rows], dtype=np.int8)
    sheets, outcomes = sample_cohort(7, rows=228)
    sheets[np.random.default_rng(7).random(sheets.shape) < 0.1] = -1
    return sheets, outcomes


def test_the_built_in_jury_keeps_every_promise(model, trained_jury, tmp_path, monkeypatch):
    """The other process finds `scoring.core` and nothing else of the project."""
    shutil.copytree(ROOT / "scoring" / "core", tmp_path / "scoring" / "core")
    monkeypatch.setattr(golden, "ROOT", tmp_path)
    monkeypatch.delenv("PYTHONPATH", raising=False)

    proof = prove(model, data=trained_jury)

    assert proof.sha256 == artefact.sha256(trained_jury)
    assert [check.name for check in proof.checks] == [*(name for name, *_ in CHECKS), "golden_elsewhere"]
    assert {check.name for check in proof.checks if check.exhaustive} == EXHAUSTIVE
    assert min(check.cases for check in proof.checks) > 0
    assert len({check.promise for check in proof.checks}) == 6
    figures = {name: value for check in proof.checks for name, value in check.figures.items()}
    assert figures["largest_difference_of_votes"] < 1e-14
    assert figures["smallest_rise"] >= -TINY
    assert figures["largest_gap"] < 2
    assert Proof.from_dict(json.loads(json.dumps(proof.as_dict()))) == proof


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_jury_trained_on_a_random_half_keeps_every_promise(startups, seed):
    sheets, outcomes = startups
    half = np.random.default_rng(seed).permutation(len(sheets))[: len(sheets) // 2]
    jury = training.train(sheets[half], outcomes[half], seed)

    proof = prove(jury, thorough=False)

    assert [check.name for check in proof.checks] == [*(name for name, *_ in CHECKS), "golden_file"]
    assert next(check for check in proof.checks if check.name == "linear_signs").cases == 17 * 24


def test_what_is_proven_exhaustively_covers_every_voter(model):
    """One of the numbers that the proof tells, counted by hand: pairs of leaves between which one answer leads."""
    known = voters(model)
    assert len(known) == 1 + 16
    trees = known[0].boosted
    boxes = read_boxes(trees, single=False)

    compared, fall = find_fall(boxes, directions(), 0.0)

    assert every_sheet_once(boxes)
    assert fall is None
    by_hand = sum(_pairs_by_hand(boxes.levels[number]) for number in range(5))
    assert find_fall(read_boxes(trees[:5], single=False), directions(), 0.0)[0] == by_hand
    assert compared > by_hand


def _pairs_by_hand(levels):
    """Ordered pairs of leaves that two sheets reach which differ in one directed question alone, the second higher."""
    sets = [[{bit for bit in range(8) if box >> bit & 1} for box in leaf] for leaf in levels if leaf.any()]
    found = 0
    for one in sets:
        for other in sets:
            apart = [q for q, (own, theirs) in enumerate(zip(one, other, strict=True)) if not own & theirs]
            if len(apart) == 1 and directions()[apart[0]]:
                found += max(other[apart[0]]) > min(one[apart[0]])
    return found


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_a_tree_falls_where_some_pair_of_sheets_falls(seed):
    """Random trees of three splits: reading leaves finds a fall exactly where walking through all sheets finds one."""
    rng = np.random.default_rng(seed)
    asked = np.array([4, 16, 17])  # three questions with two or three levels
    feature = np.array([rng.choice(asked), rng.choice(asked), rng.choice(asked), -1, -1, -1, -1])
    tree = Tree(
        feature=feature,
        threshold=rng.choice([0.5, 1.5], 7),
        left=np.array([1, 3, 5, -1, -1, -1, -1]),
        right=np.array([2, 4, 6, -1, -1, -1, -1]),
        value=rng.integers(0, 3, 7).astype(float),
    )

    _compared, fall = find_fall(read_boxes([tree], single=False), directions(), 0.0)

    assert (fall is not None) == _falls_somewhere(tree, asked)


def _falls_somewhere(tree, asked):
    counts = [level_counts()[question] for question in asked]
    values = np.empty(counts)
    for levels in np.ndindex(*counts):
        node = 0
        while tree.feature[node] >= 0:
            level = levels[list(asked).index(tree.feature[node])]
            node = (tree.left if level <= tree.threshold[node] else tree.right)[node]
        values[levels] = tree.value[node]
    return any((np.diff(values, axis=axis) * directions()[q] < 0).any() for axis, q in enumerate(asked))


def test_golden_rows_survive_save_and_load(model):
    data = artefact.dump(model)

    assert golden_rows(artefact.load(data, artefact.sha256(data))) == golden_rows(model)


def test_golden_sheets_never_change():
    """Kept golden rows are compared with those of later versions, so their sheets are part of the format."""
    sheets = np.array(golden_sheets())

    assert sheets.shape == (16, 28)
    assert (sheets[0] == -1).all()
    assert (sheets[1:8] >= 0).all()
    assert ((sheets[8:] >= 0).sum(axis=1) > 4).all()
    assert ((sheets[8:] < 0).sum(axis=1) > 4).all()
    assert int((sheets.astype(np.int64) * np.arange(1, 449).reshape(16, 28)).sum()) == CHECKSUM


CHECKSUM = 42449


def test_samples_are_of_every_completeness():
    assert [int((sheet >= 0).sum()) for sheet in of_every_completeness(1)] == list(range(29))


def test_a_proof_is_about_one_file(model, trained_jury):
    proof = prove(model, data=trained_jury, thorough=False)

    assert not proof.thorough
    assert dataclasses.replace(proof, sha256="0" * 64) != proof
    assert proof.cases == sum(check.cases for check in proof.checks)
    assert proof.seconds == pytest.approx(sum(check.seconds for check in proof.checks))


levels = st.tuples(*(st.integers(-1, count - 1) for count in level_counts()))
directed = st.sampled_from([int(question) for question in np.flatnonzero(directions())])


@settings(max_examples=40, deadline=None)
@given(sheet=levels, question=directed, data=st.data())
def test_no_better_answer_lowers_any_score(model, sheet, question, data):
    low, high = sorted(data.draw(st.permutations(range(level_counts()[question])))[:2])
    worse, better = np.array([sheet, sheet], dtype=np.int8)
    worse[question], better[question] = (low, high)[:: directions()[question]]

    before, after = model.score_many(np.stack([worse, better]))

    assert after >= before - TINY


@settings(max_examples=30, deadline=None)
@given(sheet=levels, others=st.lists(levels, max_size=4), order=st.randoms())
def test_neither_the_order_of_answers_nor_the_company_matters(model, sheet, others, order):
    answers = list(answers_of(sheet).items())
    order.shuffle(answers)
    own = to_sheet(clean_answers(dict(answers)))
    batch = [own, *(np.array(other, dtype=np.int8) for other in others)]
    order.shuffle(batch)

    scores = model.score_many(np.stack(batch))

    assert own.tolist() == list(sheet)
    assert all(
        score == pytest.approx(model.score_many(own[None])[0], abs=TINY)
        for score, row in zip(scores, batch, strict=True)
        if row is own
    )


@settings(max_examples=30, deadline=None)
@given(sheet=levels)
def test_every_verdict_is_finite_and_within_bounds(model, sheet):
    verdict = model.score(np.array(sheet, dtype=np.int8))

    assert 0 <= verdict.low <= verdict.score <= verdict.high <= 100
    assert np.isfinite([verdict.unanswered, verdict.training]).all()
