"""Two juries on rows: deterministic, with reasons that add up, as a part of a run does it."""

import gzip
import hashlib
import json

import numpy as np
import pytest

from scoring.core import artefact
from scoring.core.evaluation.paired import compare_juries
from scoring.core.evaluation.paired_moves import Juries, Subject, finals, reasons
from scoring.core.holdout import fingerprint
from scoring.core.parts import Order, needs, run_part
from scoring.core.problems import TooLittleData
from scoring.core.questionnaire import load
from tests.jury.comparing.conftest import FINALISTS, changed, rows_with

UNSEEN = {"candidate": False, "champion": False}


def test_the_same_juries_rows_and_seed_give_the_same_result(model, few_answers, result):
    again = compare_juries(
        Juries(candidate=changed(model, 2.0), champion=model),
        few_answers,
        finalists=FINALISTS,
        seen={"candidate": False, "champion": True},
        seed=1,
        resamples=60,
    )

    assert again == result
    assert json.loads(json.dumps(result, allow_nan=False)) == result
    assert (result["schema"], result["rows"], result["holdout"]) == (1, 40, fingerprint(few_answers))


def test_a_jury_beside_itself_moves_nobody(model, few_answers):
    found = compare_juries(Juries(model, model), few_answers, seen=UNSEEN, seed=1, resamples=20)

    assert found["movers"] == []
    assert {each["difference"]["word"] for each in found["figures"]} == {"not distinguishable"}
    assert found["roc"]["candidate"] == found["roc"]["champion"]


def test_a_jury_upside_down_is_worse(model, few_answers):
    found = compare_juries(
        Juries(candidate=changed(model, -1.0), champion=model), few_answers, seen=UNSEEN, seed=1, resamples=60
    )

    words = {each["name"]: each["difference"]["word"] for each in found["figures"]}
    assert words["auc"] == words["brier"] == words["log_loss"] == "worse"


def test_the_largest_moves_come_first_and_their_reasons_add_up(result):
    moves = [each["candidate"] - each["champion"] for each in result["movers"]]

    assert 0 < len(moves) <= 5
    assert [abs(move) for move in moves] == sorted((abs(move) for move in moves), reverse=True)
    for each, move in zip(result["movers"], moves, strict=True):
        told = sum(reason["points"] for reason in each["why"])
        assert each["start"] + told + each["rest"] == pytest.approx(move)
        assert 1 <= len(each["why"]) <= 4


def test_with_one_answer_the_whole_move_is_that_answers(model):
    sheet = np.full(28, -1, dtype=np.int8)
    sheet[load().keys.index("trac_employees")] = 4
    bolder = changed(model, 2.0)
    scores = [float(jury.score_many(sheet[None])[0]) for jury in (bolder, model)]

    found = reasons(Juries(bolder, model), Subject("", 1, 1, sheet, *scores), seed=1)

    assert [each["question"] for each in found["why"]] == ["trac_employees"]
    assert found["why"][0]["points"] == pytest.approx(scores[0] - scores[1] - found["start"], abs=1e-9)
    assert found["rest"] == pytest.approx(0.0, abs=1e-9)


def test_past_finalists_are_ranked_by_the_scores_of_each_jury(model):
    shows, subjects = finals(Juries(candidate=changed(model, -1.0), champion=model), FINALISTS)

    (show,) = shows
    assert (show["title"], [each["rank_then"] for each in show["contenders"]]) == ("Valencia 2025", [1, 2, 3])
    ranks = {each["company"]: (each["rank_champion"], each["rank_candidate"]) for each in show["contenders"]}
    assert ranks == {"Boreal": (1, 3), "Cargolux Labs": (2, 2), "Acequia": (3, 1)}
    assert [each.who for each in subjects] == ["Acequia", "Boreal", "Cargolux Labs"]


def test_without_a_held_out_row_there_is_nothing_to_compare_on(model):
    nobody = rows_with(np.empty((0, 28), dtype=np.int8), np.empty(0, dtype=np.int8))

    with pytest.raises(TooLittleData) as stated:
        compare_juries(Juries(model, model), nobody, seen=UNSEEN, seed=1)

    assert stated.value.type == "too_little_data"


def test_the_part_reads_every_data_set_and_compares_on_held_out_rows_alone(model, trained_jury):
    order = Order(
        kind="compare",
        seed=7,
        label="contest",
        label_meaning="It won.",
        sources=("first", "second"),
        details={
            "candidate": "a",
            "champion": "b",
            "finalists": [],
            "seen": {"candidate": None, "champion": True},
        },
    )
    files = {"dataset:first": csv_of(range(40)), "dataset:second": csv_of(range(30, 60))}
    juries = {"model:candidate": artefact.dump(changed(model, 2.0)), "model:champion": trained_jury}

    assert needs(order, "compare", {}) == (*files, *juries)
    facts = run_part(order, "compare", files | juries, {}).facts

    held_out = sum(on_hold(company(number)) for number in range(60))
    assert (facts["rows"], facts["seed"], facts["resamples"]) == (held_out, 7, 1000)
    assert facts["seen"] == {"candidate": None, "champion": True}


def company(number):
    return hashlib.sha256(f"company {number}".encode()).hexdigest()


def on_hold(name):
    return int(hashlib.sha256(b"holdout-v1" + name.encode()).hexdigest(), 16) % 5 == 0


def csv_of(numbers):
    lines = ["company,outcome,trac_employees,team_founders"]
    lines += [f"{company(n)},{n % 2},{n},{1 + n % 3}" for n in numbers]
    return gzip.compress(("\n".join(lines) + "\n").encode(), mtime=0)
