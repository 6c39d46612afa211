"""A part is done by one trainer at a time, and what a trainer found is written only while the part is its own."""

import pytest

from scoring.core.parts import stage_parts
from scoring.enums import PartState, RunState
from scoring.models import RunPart
from scoring.runs import actions, claims
from tests.jury.engine.conftest import PREPARED, claim, codes, later

pytestmark = pytest.mark.django_db


def part(run, name="prepare") -> RunPart:
    return run.parts.get(name=name)


def finish(mine, at, **facts):
    return claims.finish_part(claim=mine, data=b"rows", facts=facts, now=at)


def test_a_part_is_claimed_once(run, now):
    first, second = claim(run, trainer="t1", at=now), claim(run, trainer="t2", at=now)

    assert (first.trainer, first.attempt, second) == ("t1", 1, None)
    assert (part(run).trainer, part(run).lease_until) == ("t1", later(now, 6))


def test_the_first_claim_starts_the_run(run, now):
    assert run.state == RunState.QUEUED

    claim(run, at=now)

    run.refresh_from_db()
    assert (run.state, run.started_at) == (RunState.RUNNING, now)
    assert codes(run) == ["asked", "stage_began", "started"]


def test_a_claim_is_renewed_while_it_is_held(run, now):
    mine = claim(run, at=now)

    assert claims.renew_claim(claim=mine, now=later(now, 1))
    assert part(run).lease_until == later(now, 7)


def test_a_claim_of_a_cancelled_run_is_not_renewed(run, now, steward):
    mine = claim(run, at=now)
    actions.cancel_run(run=run, by=steward, now=now)

    assert not claims.renew_claim(claim=mine, now=later(now, 1))
    assert not finish(mine, now)
    assert part(run).result is None


def test_nothing_of_a_cancelled_run_is_claimed(run, now, steward):
    actions.cancel_run(run=run, by=steward, now=now)

    assert claim(run, at=now) is None


def test_a_lease_that_holds_is_not_taken_back(run, now):
    claim(run, at=now)

    assert not claims.take_back(run_id=run.pk, part_id=part(run).pk, now=later(now, 5))
    assert part(run).state == PartState.RUNNING


def test_a_trainer_that_comes_back_writes_nothing_into_what_another_does(run, now):
    lost = claim(run, trainer="t1", at=now)
    claims.take_back(run_id=run.pk, part_id=part(run).pk, now=later(now, 7))
    again = claim(run, trainer="t2", at=later(now, 8))

    assert not claims.renew_claim(claim=lost, now=later(now, 9))
    assert not finish(lost, later(now, 9), **PREPARED)
    assert finish(again, later(now, 9), **{**PREPARED, "rows": 2})
    assert part(run).facts == {**PREPARED, "rows": 2}


def test_the_same_trainer_is_told_apart_by_its_attempt(run, now):
    lost = claim(run, trainer="t1", at=now)
    claims.take_back(run_id=run.pk, part_id=part(run).pk, now=later(now, 7))
    again = claim(run, trainer="t1", at=later(now, 8))

    assert (lost.attempt, again.attempt) == (1, 2)
    assert not claims.renew_claim(claim=lost, now=later(now, 9))


def test_after_three_lost_trainers_the_run_fails_with_the_reason(run, now):
    for attempt in range(3):
        at = later(now, 10 * attempt)
        claim(run, at=at)
        claims.take_back(run_id=run.pk, part_id=part(run).pk, now=later(at, 7))

    run.refresh_from_db()
    assert (run.state, run.failure) == (RunState.FAILED, "trainer_lost")
    assert run.detail == "The trainer t1 did not answer any more."
    assert codes(run) == ["asked", "stage_began", "started", "part_again", "part_again", "failed"]


def test_a_child_that_dies_three_times_fails_the_run(run, now):
    for _attempt in range(3):
        mine = claim(run, at=now)
        claims.retry_part(claim=mine, failure="child_died", detail="It was killed.", now=now)

    run.refresh_from_db()
    assert (run.state, run.failure, run.detail) == (RunState.FAILED, "child_died", "It was killed.")


def test_a_stated_problem_fails_the_run_at_once(run, now):
    mine = claim(run, at=now)

    claims.fail_part(claim=mine, failure="too_little_data", detail="Too few.", params={"field": "x"}, now=now)

    run.refresh_from_db()
    assert (run.state, run.failure, run.finished_at) == (RunState.FAILED, "too_little_data", now)
    assert run.lines.last().params == {
        "failure": "too_little_data",
        "part": "prepare",
        "params": {"field": "x"},
    }


def test_a_part_given_back_counts_no_attempt(run, now):
    mine = claim(run, at=now)

    assert claims.return_part(claim=mine, now=now)
    assert (part(run).state, part(run).attempts) == (PartState.WAITING, 0)


def test_results_are_emptied_when_the_run_ends(run, now, steward):
    finish(claim(run, at=now), now, **PREPARED)
    assert bytes(part(run).result) == b"rows"

    actions.cancel_run(run=run, by=steward, now=now)

    assert part(run).result is None
    assert part(run).facts == PREPARED


def test_the_last_part_of_a_stage_begins_the_next_with_its_parts(run, now):
    finish(claim(run, at=now), now, **PREPARED)

    run.refresh_from_db()
    facts = {"prepare": PREPARED}
    assert run.stage == "fit"
    assert set(run.parts.filter(stage="fit").values_list("name", flat=True)) == set(
        stage_parts(_order(run), "fit", facts)
    )


def test_a_stage_begins_when_all_before_it_is_done_and_not_earlier(run, now):
    finish(claim(run, at=now), now, **PREPARED)
    names = list(run.parts.filter(stage="fit").values_list("name", flat=True))

    for name in names[:-1]:
        finish(claim(run, name, at=now), now)
    run.refresh_from_db()
    assert run.stage == "fit"
    finish(claim(run, names[-1], at=now), now)

    run.refresh_from_db()
    assert run.stage == "calibrate"


def _order(run):
    from scoring.runs.orders import build_order

    return build_order(run)
