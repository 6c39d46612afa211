"""The guard beside the database: who is held, for how long, and what the steward is told."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from scoring.core.guard import hold_after
from scoring.core.questionnaire import load
from scoring.models import ApiClient, ApiQuery, StewardNote
from scoring.sharing import actions
from scoring.sharing.guard import SERVE, judge_query, kept_queries
from tests.support.api_clients import variations

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def make_client(name: str, **changes) -> ApiClient:
    given = {"contact": "data@example.org", "box": "black", "daily_budget": 200, "created_at": NOON}
    return ApiClient.objects.create(name=name, **{**given, **changes})


@pytest.fixture
def client(jury) -> ApiClient:
    return make_client("Acme Fund")


def serve(client: ApiClient, sheets, at: datetime = NOON - HOUR) -> None:
    ApiQuery.objects.bulk_create(
        ApiQuery(client=client, at=at + timedelta(seconds=n), sheet=sheet.tobytes())
        for n, sheet in enumerate(sheets)
    )


def answers_of(sheet) -> dict[str, float]:
    asked = zip(load().questions, sheet.tolist(), strict=True)
    return {q.key: max(q.levels[level], q.minimum or 0) for q, level in asked if level >= 0}


def sweep_on(client: ApiClient, sheet, now: datetime) -> actions.TooManyQueries:
    with pytest.raises(actions.TooManyQueries) as refused:
        actions.predict(client=client, answers=answers_of(sheet), now=now)
    client.refresh_from_db()
    return refused.value


def test_a_hold_begins_with_an_hour_doubles_and_never_exceeds_a_week():
    hours = [hold_after(holds) / HOUR for holds in range(10)]

    assert hours == [1, 2, 4, 8, 16, 32, 64, 128, 168, 168]


def test_a_sweep_is_held_and_the_steward_told_on_what_evidence(client, pool):
    rows = variations(pool[0])
    serve(client, rows[:25])

    refused = sweep_on(client, rows[25], NOON)

    assert (refused.code, refused.retry_after) == ("systematic_search", 3600)
    assert (client.held_for, client.held_until) == ("sweep", NOON + HOUR)
    note = StewardNote.objects.get()
    assert note.params["kind"] == "sweep"
    assert note.params["evidence"] == {"variations": 25}


def test_a_held_client_is_refused_whatever_it_asks_until_the_hold_is_over(client, pool):
    rows = variations(pool[0])
    serve(client, rows[:25])
    sweep_on(client, rows[25], NOON)

    assert sweep_on(client, pool[1], NOON + HOUR / 2).retry_after == 1800
    assert judge_query(client=client, sheet=pool[1], now=NOON + HOUR) == SERVE
    assert StewardNote.objects.count() == 1


def test_a_search_that_goes_on_is_held_twice_as_long(client, pool):
    rows = variations(pool[0])
    serve(client, rows[:25])
    sweep_on(client, rows[25], NOON)

    assert sweep_on(client, rows[26], NOON + HOUR).retry_after == 7200
    assert sweep_on(client, rows[27], NOON + 3 * HOUR).retry_after == 4 * 3600


def test_what_was_asked_before_a_lifted_hold_counts_no_more(client, pool):
    rows = variations(pool[0])
    serve(client, rows[:25])
    sweep_on(client, rows[25], NOON)
    actions.lift_hold(client=client, by=None, now=NOON + timedelta(minutes=5))
    client.refresh_from_db()

    assert judge_query(client=client, sheet=rows[26], now=NOON + timedelta(minutes=6)) == SERVE
    kept = kept_queries(client, NOON + timedelta(minutes=6))
    assert (len(kept.sheets), kept.holds) == (0, 0)


def test_one_client_is_not_judged_by_what_another_asks(client, pool):
    rows = variations(pool[0])
    serve(client, rows[:30])

    assert judge_query(client=make_client("Other Fund"), sheet=rows[30], now=NOON) == SERVE


def test_refused_and_forgotten_queries_count_nothing(client, pool):
    rows = variations(pool[0])
    serve(client, rows[:30], NOON - timedelta(days=31))
    ApiQuery.objects.create(client=client, at=NOON, sheet=rows[0].tobytes(), refused="budget_spent")

    assert len(kept_queries(client, NOON).sheets) == 0


def test_the_kept_queries_come_back_as_they_were_asked(client, pool):
    serve(client, pool[:3], NOON - timedelta(days=1, seconds=1))

    kept = kept_queries(client, NOON)

    assert np.array_equal(kept.sheets, pool[:3])
    assert kept.lately.tolist() == [False, False, True]


def test_the_order_of_the_answers_does_not_matter(client, pool):
    answers = answers_of(pool[0])

    actions.predict(client=client, answers=answers, now=NOON)
    actions.predict(client=client, answers=dict(reversed(answers.items())), now=NOON)

    first, second = ApiQuery.objects.values_list("sheet", flat=True)
    assert bytes(first) == bytes(second) == pool[0].tobytes()


def test_the_budget_is_there_again_at_midnight_utc(jury, pool):
    client = make_client("Small Fund", daily_budget=3)
    midnight = datetime(2026, 5, 5, tzinfo=UTC)
    serve(client, pool[:3], midnight - timedelta(seconds=10))

    spent = judge_query(client=client, sheet=pool[3], now=midnight - timedelta(milliseconds=1))

    assert (spent.code, spent.retry_after) == ("budget_spent", 1)
    assert judge_query(client=client, sheet=pool[3], now=midnight) == SERVE
