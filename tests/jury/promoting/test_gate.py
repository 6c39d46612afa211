"""The gate: each condition passes and fails for what it is about, and says what to do."""

import pytest
from django.urls import reverse
from django.utils import timezone

from battle.problems import Refused
from scoring import registry
from scoring.core.fileformat import FORMAT
from scoring.models import Finding, JuryModel
from scoring.promotion import gate
from scoring.promotion.words import told
from tests.jury.promoting import juries

EVERY = [
    "beats_points_rule",
    "no_worse_than_champion",
    "calibration",
    "promises",
    "leak_audit",
    "card_complete",
]


def failed(jury: JuryModel) -> list[str]:
    return [condition.code for condition in gate.failed(gate.conditions(jury))]


def condition(jury: JuryModel, code: str) -> gate.Condition:
    return next(condition for condition in gate.conditions(jury) if condition.code == code)


def test_an_honest_candidate_passes_every_condition(second):
    assert [(each.code, each.passed) for each in gate.conditions(second)] == [(code, True) for code in EVERY]


def test_the_built_in_jury_fails_what_it_has_no_figures_for(jury):
    record = registry.find_champion()

    assert failed(record) == ["beats_points_rule", "calibration", "leak_audit", "card_complete"]
    assert condition(record, "promises").params["checks"] > 0


@pytest.mark.parametrize(
    ("figure", "word", "passed"),
    [
        ("brier", "not distinguishable", False),
        ("brier", "worse", False),
        ("auc", "worse", False),
        ("auc", "better", True),
        ("auc", "not distinguishable", True),
    ],
)
def test_it_must_beat_the_points_rule_by_brier_and_not_lose_by_auc(second, figure, word, passed):
    differences = second.metrics["cross_validated"]["differences"]
    differences[figure]["points_rule"] = juries.difference(word, figure)

    assert condition(second, "beats_points_rule").passed is passed


def test_it_must_not_lie_below_the_points_rule_on_the_hold_out(second):
    judges = second.metrics["held_out"]["judges"]
    judges["jury"], judges["points_rule"] = juries.judge(0.6, 0.26), juries.judge(0.7, 0.2)

    assert condition(second, "beats_points_rule").params["below_on_hold_out"] == ["auc", "brier"]
    assert "beats_points_rule" in failed(second)


def test_an_empty_hold_out_measures_nothing(second):
    second.metrics["held_out"] = {"rows": 0, "successes": 0, "sha256": "4" * 64, "judges": {}}

    assert condition(second, "beats_points_rule").params == {"missing": "held_out"}
    assert condition(second, "card_complete").params == {"lacks": [{"what": "held_out"}]}


@pytest.mark.parametrize("missing", ["cross_validated", "held_out"])
def test_what_was_not_measured_has_failed(second, missing):
    del second.metrics[missing]

    assert condition(second, "beats_points_rule").params == {"missing": missing}
    assert {"what": missing} in condition(second, "card_complete").params["lacks"]


@pytest.mark.parametrize("figure", ["auc", "brier", "log_loss"])
def test_it_must_not_be_worse_than_the_champion(weak, first, figure):
    juries.compare(weak, first, **{figure: "worse"})

    assert condition(weak, "no_worse_than_champion").params["worse"] == [figure]
    assert failed(weak) == ["no_worse_than_champion"]


def test_a_worse_calibration_error_alone_is_not_held_against_it(weak, first):
    juries.compare(weak, first, ece="worse")

    assert failed(weak) == []


def test_it_must_be_compared_with_todays_champion(second, weak, first):
    juries.promote(second)
    juries.compare(weak, first)

    params = condition(weak, "no_worse_than_champion").params
    assert params == {"missing": "comparison", "champion": second.version}
    juries.compare(weak, second)
    assert failed(weak) == []


@pytest.mark.parametrize("seen", [True, None])
def test_rows_that_it_may_have_learned_from_compare_nothing(weak, first, seen):
    juries.compare(weak, first, seen=seen)

    assert condition(weak, "no_worse_than_champion").params["missing"] == "unseen_rows"


def test_one_comparison_that_says_worse_counts_whatever_came_after_it(weak, first):
    juries.compare(weak, first, brier="worse")
    juries.compare(weak, first, holdout="5" * 64)

    assert condition(weak, "no_worse_than_champion").params["worse"] == ["brier"]


@pytest.mark.parametrize("on", [["other"], ["rounds", "other"], []])
def test_nobody_chooses_the_rows_that_count(weak, first, on):
    juries.data_set("other")
    juries.compare(weak, first, brier="worse")
    juries.compare(weak, first, holdout="5" * 64, on=on)

    assert failed(weak) == ["no_worse_than_champion"]


def test_a_comparison_on_other_data_sets_counts_neither_for_nor_against(weak, first):
    juries.compare(weak, first, on=["other"], brier="worse")

    assert condition(weak, "no_worse_than_champion").params["missing"] == "comparison"
    assert "comparison" not in gate.figures(weak)


@pytest.mark.parametrize(("rows", "successes"), [(19, 9), (46, 0), (46, 46)])
def test_too_few_held_out_rows_tell_nothing(weak, first, rows, successes):
    juries.compare(weak, first, rows=rows, successes=successes)

    (missed,) = gate.failed(gate.conditions(weak))
    assert (missed.code, missed.params["missing"]) == ("no_worse_than_champion", "too_few_rows")
    assert "at least 20" in told(missed).todo


def test_without_a_champion_there_is_nothing_to_be_worse_than(rounds):
    alone = juries.jury_of("v1-data-alone", rounds)

    assert condition(alone, "no_worse_than_champion").params == {"vacant": True}


@pytest.mark.parametrize(
    ("changed", "passed"),
    [
        ({"ece": 0.10}, True),
        ({"ece": 0.11}, False),
        ({"calibration_slope_low": 1.26, "calibration_slope_high": 1.9}, False),
        ({"calibration_slope_low": 0.3, "calibration_slope_high": 0.79}, False),
        ({"calibration_slope_low": 0.3, "calibration_slope_high": 0.8}, True),
        ({"calibration_slope": None, "calibration_slope_low": None, "calibration_slope_high": None}, False),
    ],
)
def test_it_must_be_calibrated_within_noise(second, changed, passed):
    second.metrics["cross_validated"]["judges"]["jury"] |= changed

    assert condition(second, "calibration").passed is passed


def test_what_chance_shows_is_near_what_was_measured_on_the_real_companies():
    # docs/model-card.json: Brier score 0.187 on 230 companies; drawing outcomes from the shares gave 0.0737.
    assert gate.expected_by_chance(0.187, 230) == pytest.approx(0.0737, abs=0.003)


@pytest.mark.parametrize(
    "changed",
    [
        {"proof": {}},
        {"proof": {"sha256": "0" * 64, "thorough": True, "checks": [{"cases": 1}]}},
        {"format": FORMAT - 1},
    ],
)
def test_it_must_be_proven_as_the_file_it_is(rounds, first, changed):
    jury = juries.jury_of("v1-data-unproven", rounds, **changed)
    juries.compare(jury, first)

    assert failed(jury) == ["promises"]


def test_a_proof_that_is_not_thorough_is_not_enough(second):
    second.proof["thorough"] = False

    assert failed(second) == ["promises"]


def test_a_serious_finding_stops_it_and_one_person_alone_does_not_change_that(second, rounds):
    finding = Finding.objects.create(
        dataset=rounds, code="column_too_good", column="amount", detail="It tells.", serious=True
    )
    assert condition(second, "leak_audit").params["open"] == [
        {"dataset": "rounds", "code": "column_too_good", "column": "amount"}
    ]

    registry.overrule_finding(finding=finding, by="Ana", reason=juries.REASON, now=timezone.now())

    assert failed(second) == ["leak_audit"]
    params = condition(second, "leak_audit").params
    assert params["open"] == []
    assert [(each["by"], each["reason"]) for each in params["overruled"]] == [("Ana", juries.REASON)]
    assert "explained by Ana" in told(condition(second, "leak_audit")).sentence
    with pytest.raises(Refused, match="No leak"):
        juries.promote(second)
    juries.overrule(juries.request(second))
    assert juries.champion() == second.version


@pytest.mark.parametrize("lacking", ["licence", "provenance"])
def test_every_data_set_has_a_licence_and_a_source(first, lacking):
    bare = juries.data_set("bare", **{lacking: " "})
    jury = juries.jury_of("v1-data-bare", bare)
    juries.compare(jury, first)

    assert condition(jury, "card_complete").params["lacks"] == [{"what": lacking, "dataset": "bare"}]
    assert failed(jury) == ["card_complete"]


def test_the_card_needs_to_know_what_success_means(second):
    second.label_meaning = ""

    assert condition(second, "card_complete").params["lacks"] == [{"what": "label_meaning"}]


@pytest.mark.parametrize(
    "metrics",
    [
        {"cross_validated": {"rows": 9}, "held_out": {"rows": 9}},
        {"cross_validated": 7, "held_out": {"rows": 9}},
    ],
)
def test_figures_of_another_shape_fail_and_take_no_page_down(client, steward, rounds, first, metrics):
    odd = juries.jury_of("v1-data-odd", rounds, metrics=metrics, proof={"checks": [{}]})
    client.force_login(steward)

    assert condition(odd, "beats_points_rule").params["missing"] == "readable"
    assert condition(odd, "promises").params == {"missing": "readable"}
    told_here = client.get(reverse("jury:home")).content.decode()
    assert odd.version in told_here


@pytest.mark.parametrize("code", [*EVERY, "what_nobody_asks_any_more"])
def test_a_condition_that_an_earlier_version_kept_can_still_be_read(code):
    kept = {"code": code, "passed": False, "params": {"figure": 1}}

    assert told(kept).passed is False
    assert told(kept).sentence
    assert told({"code": code, "passed": True}).sentence


def test_every_condition_has_words_and_a_failed_one_says_what_to_do(weak, second, jury):
    bare = JuryModel.objects.defer("file").get(version=jury.version)
    bare.proof = {}
    for each in [*gate.conditions(weak), *gate.conditions(second), *gate.conditions(bare)]:
        words = told(each)
        assert words.title != each.code
        assert words.sentence != each.code
        assert bool(words.todo) is not each.passed
        assert told(each.as_dict()) == words


MEASURED = {
    # Trainings on the 228 real companies, 194 to learn from and 34 held out, by seed; see docs/decisions/0011.
    2: {"auc": (0.0707, 0.0200), "brier": (-0.0302, 0.0111), "ece": 0.0616, "slope": (1.076, 0.812, 1.448)},
    3: {"auc": (0.0708, 0.0159), "brier": (-0.0310, 0.0082), "ece": 0.0574, "slope": (1.083, 0.822, 1.462)},
}


@pytest.mark.parametrize("seed", MEASURED)
def test_honest_trainings_on_the_real_companies_pass(second, seed):
    measured, cross = MEASURED[seed], second.metrics["cross_validated"]
    cross["rows"] = 194
    for figure in ("auc", "brier"):
        difference, p = measured[figure]
        cross["differences"][figure]["points_rule"] |= {"difference": difference, "p": p}
    slope, low, high = measured["slope"]
    cross["judges"]["jury"] |= {
        "brier": 0.185,
        "ece": measured["ece"],
        "calibration_slope": slope,
        "calibration_slope_low": low,
        "calibration_slope_high": high,
    }

    assert failed(second) == []
