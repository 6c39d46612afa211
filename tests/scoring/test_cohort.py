"""The sampler of synthetic startups, and the file of statistics that it reads."""

import json
from importlib import resources

import numpy as np
import pytest

from scoring.core.cohort import dense_correlation, sample_cohort, statistics
from scoring.core.cohort_statistics import BadStatistics, CohortStatistics
from scoring.core.features import level_counts, level_values
from scoring.core.questionnaire import load


@pytest.fixture(scope="module")
def shipped() -> str:
    file = resources.files("scoring.core") / "data" / "cohort_stats_v1.json"
    return file.read_text(encoding="utf-8").strip()


def test_the_cohort_is_the_same_for_the_same_seed_only():
    (one, outcomes), (again, _), (other, _) = sample_cohort(1), sample_cohort(1), sample_cohort(2)

    assert (one == again).all()
    assert (one != other).any()
    assert outcomes.mean() == 0.5


def test_the_cohort_has_the_frequencies_of_the_statistics():
    sheets, outcomes = sample_cohort(3, rows=40_000)

    for outcome, known in enumerate((statistics().fail, statistics().success)):
        for question, count in enumerate(level_counts()):
            seen = np.bincount(sheets[outcomes == outcome, question], minlength=count) / 20_000
            told = np.array(known.frequencies[question])
            assert seen == pytest.approx(told / told.sum(), abs=0.015)


def test_a_cohort_is_sampled_from_other_statistics_when_given(shipped):
    raw = json.loads(shipped)
    raw["base_rate"] = 0.2
    raw["questions"]["trac_b2b"]["p_success"] = [0.999, 0.001]

    sheets, outcomes = sample_cohort(1, rows=2_000, source=CohortStatistics.from_json(json.dumps(raw)))

    consumers = sheets[outcomes == 1, load().keys.index("trac_b2b")] == 0
    assert outcomes.sum() == 400
    assert consumers.mean() > 0.98


def test_the_shipped_file_reads_and_writes_to_the_same_bytes(shipped):
    assert statistics().n == 228
    assert statistics().to_json() == shipped


def test_its_levels_are_those_of_the_questionnaire(shipped):
    for (key, entry), values in zip(json.loads(shipped)["questions"].items(), level_values(), strict=True):
        assert values == pytest.approx(entry["levels"], abs=1e-4), key


def test_correlations_are_positive_definite_after_repair(shipped):
    raw = json.loads(shipped)
    # Three questions that cannot go together like this.
    raw["corr"]["fail"] = [[1, 0, 0.95], [2, 0, 0.95], [2, 1, -0.95]]
    impossible = CohortStatistics.from_json(json.dumps(raw)).fail

    repaired = dense_correlation(impossible)

    assert np.linalg.eigvalsh(repaired).min() > 0.005
    assert (np.diag(repaired) == 1).all()
    assert sample_cohort(1, rows=50, source=CohortStatistics.from_json(json.dumps(raw)))[0].shape == (50, 28)


def _set(*path, to):
    def change(raw):
        for step in path[:-1]:
            raw = raw[step]
        raw[path[-1]] = to

    return change


def _drop(*path):
    def change(raw):
        for step in path[:-1]:
            raw = raw[step]
        del raw[path[-1]]

    return change


def _turn_questions(raw):
    raw["questions"] = dict(reversed(raw["questions"].items()))


BAD = [
    (_set("version", to=2), "version"),
    (_set("n", to=0), "n"),
    (_set("n", to=True), "n"),
    (_set("n", to=2.5), "n"),
    (_set("base_rate", to=0), "base_rate"),
    (_set("base_rate", to=float("nan")), "base_rate"),
    (_set("base_rate", to="half"), "base_rate"),
    (_drop("shrink"), "shrink"),
    (_set("shrink", "corr", to=1.5), "corr"),
    (_drop("questions"), "questions"),
    (_drop("questions", "trac_b2b"), "questions"),
    (_set("questions", "nonsense", to={}), "questions"),
    (_turn_questions, "questions"),
    (_set("questions", "trac_b2b", to=[]), "trac_b2b"),
    (_set("questions", "trac_b2b", "levels", to=[0, 1, 2]), "trac_b2b"),
    (_set("questions", "trac_b2b", "levels", to=[0, 2]), "trac_b2b"),
    (_set("questions", "trac_b2b", "levels", to=[0, "one"]), "trac_b2b"),
    (_set("questions", "trac_b2b", "p_fail", to=[1.0]), "trac_b2b"),
    (_set("questions", "trac_b2b", "p_fail", to=[0.0, 1.0]), "trac_b2b"),
    (_set("questions", "trac_b2b", "p_fail", to=[0.5, 0.6]), "trac_b2b"),
    (_set("questions", "trac_b2b", "p_fail", to=[0.5, None]), "trac_b2b"),
    (_set("corr", "fail", to={}), "corr"),
    (_set("corr", "fail", to=[[1, 0]]), "corr"),
    (_set("corr", "fail", to=[[1, 0, 1.0]]), "corr"),
    (_set("corr", "fail", to=[[0, 1, 0.2]]), "corr"),
    (_set("corr", "fail", to=[[28, 1, 0.2]]), "corr"),
    (_set("corr", "fail", to=[[1.0, 0, 0.2]]), "corr"),
    (_set("corr", "fail", to=[[1, 0, 0.2], [1, 0, 0.3]]), "corr"),
]


@pytest.mark.parametrize(("change", "field"), BAD)
def test_it_rejects_statistics_that_do_not_fit(shipped, change, field):
    raw = json.loads(shipped)
    change(raw)

    with pytest.raises(BadStatistics) as problem:
        CohortStatistics.from_json(json.dumps(raw))

    assert (problem.value.type, problem.value.field) == ("bad_statistics", field)
    assert problem.value.detail


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "[" * 100_000, '{"version": 1, "n": "'])
def test_it_rejects_what_is_no_such_file(text):
    with pytest.raises(BadStatistics):
        CohortStatistics.from_json(text)
